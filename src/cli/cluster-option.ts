import { type ClusterAddress, parseAddress } from "../jobs/cluster/address.js";
import type { Workers } from "../jobs/job-pool.js";
import { expectPackages } from "./failure.js";
import type { Session } from "./session.js";

/** `--cluster`, of commands that share their work out. */
export const clusterOption = {
  requiresArg: true,
  coerce: (given: unknown): ClusterAddress => parseAddress(String(given)),
  describe:
    "Share the work with all who run `aann-gym worker` at this Redis or Valkey server, redis://HOST:PORT[/DB]; results do not depend on it",
} as const;

/** What a cluster needs and the package does not bring. */
export const CLUSTER_PACKAGES = ["bullmq", "ioredis"] as const;

/** What the options say of who does the work. */
export interface WorkersOptions {
  readonly threads: number;
  readonly cluster?: ClusterAddress;
}

/** Does something with the workers that the options name: threads of this process, or with others on a cluster. */
export async function withWorkers<Result>(
  { threads, cluster: address }: WorkersOptions,
  session: Pick<Session, "note" | "signal" | "alsoTell">,
  use: (workers: Workers) => Promise<Result>,
): Promise<Result> {
  if (!address) return use({ threads });
  expectPackages(CLUSTER_PACKAGES);
  const { ClusterPool } = await import("../jobs/cluster/cluster-pool.js");
  const { JOB_KINDS } = await import("./job-kinds.js");
  const { note, signal } = session;
  const cluster = await ClusterPool.open({ address, kinds: JOB_KINDS, threads, note, signal });
  session.alsoTell(() => cluster.summary);
  try {
    return await use({ threads, cluster });
  } finally {
    session.alsoTell(() => "");
    await cluster.close();
  }
}
