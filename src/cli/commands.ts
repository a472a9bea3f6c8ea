import { bench } from "./bench.js";
import { cluster } from "./cluster.js";
import type { Command } from "./command.js";
import { completion } from "./completion.js";
import { data } from "./data.js";
import { drive } from "./drive.js";
import { envs } from "./envs.js";
import { evaluate } from "./evaluate.js";
import { family } from "./family.js";
import { figures } from "./figures.js";
import { policy } from "./policy-command.js";
import { record } from "./record.js";
import { recordings } from "./recordings.js";
import { sense } from "./sense.js";
import { train } from "./train.js";
import { worker } from "./worker.js";

/** All commands, in the order of the help text. */
export const commands: readonly Command[] = [
  record,
  recordings,
  train,
  sense,
  family,
  evaluate,
  drive,
  policy,
  data,
  envs,
  bench,
  figures,
  worker,
  cluster,
  completion,
];
