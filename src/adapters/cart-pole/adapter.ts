import type { EnvAdapter } from "../../policies/env-adapter.js";
import type { Policy } from "../../policies/policy.js";

/**
 * Weights of the state (m, m/s, rad, rad/s) in the expert's decision: a linear controller that never lets the pole
 * fall.
 */
const GAINS = [0.15, 0.35, 3, 1] as const;

/** Pushes right where the weighted state leans right. */
const balance: Policy<ArrayLike<number>, number> = {
  predict: (state) => (GAINS.reduce((sum, gain, index) => sum + gain * state[index], 0) > 0 ? 1 : 0),
};

/** CartPole: a scripted expert, and ranges in which the pole is still to be saved. */
export const adapter: EnvAdapter = {
  experts: { linear: () => balance as Policy },
  encoder: { kind: "vector", low: [-2.4, -3, -0.21, -3], high: [2.4, 3, 0.21, 3] },
  returnBound: 500,
  keys: {
    discrete: [
      { keys: ["ArrowLeft"], action: 0 },
      { keys: ["ArrowRight"], action: 1 },
    ],
    idle: 0,
  },
};
