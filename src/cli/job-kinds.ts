import { EPISODE } from "../benchmarks/imitation/episode-job.js";
import { NETWORK } from "../figures/network-job.js";
import type { AnyJobKind } from "../jobs/cluster/cluster-worker.js";
import { RECORD } from "../recordings/record-job.js";
import { CANDIDATE } from "../rollout/candidate-job.js";
import { ROLLOUT } from "../rollout/rollout-job.js";
import { TRIAL } from "../tasks/trial-job.js";
import { COMMAND } from "./command-job.js";

/** All kinds of jobs that clusters do. A worker does no others. */
export const JOB_KINDS: readonly AnyJobKind[] = [
  ROLLOUT,
  CANDIDATE,
  RECORD,
  EPISODE,
  COMMAND,
  NETWORK,
  TRIAL,
];
