import { availableParallelism } from "node:os";
import { PHYSICS } from "../../envs/car-racing/physics/load.js";
import { choiceOption, countOption } from "./options.js";

/** `--physics`, of commands that drive. */
export const physicsOption = {
  default: "box2d-wasm" as const,
  requiresArg: true,
  coerce: choiceOption("physics", PHYSICS),
  describe: "Physics engine: box2d-wasm, or float32, which equals Gymnasium's to the bit and is faster",
};

/** More only cost memory. */
const MOST_THREADS = 256;

/** `--threads`, of commands that share their work out. */
export const threadsOption = {
  default: Math.min(availableParallelism(), MOST_THREADS),
  requiresArg: true,
  coerce: countOption("threads", 1, MOST_THREADS),
  describe: "Threads; results do not depend on it",
};
