/**
 * The gym: environments with Gymnasium's API, their spaces, wrappers and checks. Runs in Node and in browsers.
 * What needs files (recording videos) or worker threads has modules of its own.
 */
import "./built-in.js";

export * from "./env.js";
export { Random } from "./random.js";
// Whole modules, so that `declare module "aann-gym/envs"` can add signatures to `Make`.
export * from "./registry.js";
export * from "./spaces.js";
export { OrderEnforcing } from "./wrappers/order-enforcing.js";
export { TimeLimit } from "./wrappers/time-limit.js";
export { type Unwrapped, Wrapper } from "./wrappers/wrapper.js";
