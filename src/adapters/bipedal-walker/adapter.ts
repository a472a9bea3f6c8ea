import type { EnvAdapter } from "../../policies/env-adapter.js";
import type { Policy } from "../../policies/policy.js";
import { Walker } from "./walker.js";

/** What ranges of numbers that tell of a leg hold: angle and speed of hip and knee, and contact. */
const LEG = { low: [-0.8, -1.2, -0.7, -1.2, 0], high: [1.2, 1.2, 1.1, 1.2, 1] };

/** BipedalWalker: an expert, and ranges that hold what a walk passes through, a part of what the space allows. */
export const adapter: EnvAdapter = {
  independent: { keepWorld: false },
  experts: { walker: () => new Walker() as Policy },
  encoder: {
    kind: "vector",
    low: [-0.3, -0.1, -0.6, -0.2, ...LEG.low, ...LEG.low, ...new Array<number>(10).fill(0)],
    high: [0.3, 0.1, 0.6, 0.2, ...LEG.high, ...LEG.high, ...new Array<number>(10).fill(1)],
    bias: true,
  },
  hyperparameters: { hidden: [256] },
};
