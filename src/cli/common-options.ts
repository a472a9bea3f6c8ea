import { availableParallelism } from "node:os";
import { countOption, numberOption, portOption } from "./options.js";

/** More only cost memory. */
const MOST_THREADS = 256;

/** `--threads`, of commands that share their work out. */
export const threadsOption = {
  default: Math.min(availableParallelism(), MOST_THREADS),
  requiresArg: true,
  coerce: countOption("threads", 1, MOST_THREADS),
  describe: "Threads; results do not depend on it",
};

/** `--tolerance`, of commands that gather families. */
export const toleranceOption = {
  default: 0.1,
  requiresArg: true,
  coerce: numberOption("tolerance", { expected: "a number from 0 to 100", minimum: 0, maximum: 100 }),
  describe: "How far a member of a family may score below the best one, in points of a hundred",
};

/** `--speed`, of commands that show episodes. */
export const speedOption = {
  default: 1,
  requiresArg: true,
  coerce: numberOption("speed", { expected: "a number from 0.1 to 10", minimum: 0.1, maximum: 10 }),
  describe: "Speed to watch at; 1 is the environment's natural speed",
};

/** `--port`, of commands that serve a page. */
export const pageOption = {
  requiresArg: true,
  coerce: portOption("port"),
  describe: "First port to try for the page",
};

/** `--open`, of commands that serve a page. */
export const openOption = {
  type: "boolean" as const,
  default: true,
  describe: "Open the page in the browser, at a desktop; --no-open only prints its address",
};
