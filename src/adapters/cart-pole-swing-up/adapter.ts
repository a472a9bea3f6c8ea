import type { EnvAdapter } from "../../policies/env-adapter.js";

/** CartPoleSwingUp: ranges that hold what a swing passes through. */
export const adapter: EnvAdapter = {
  encoder: { kind: "vector", low: [-2.4, -5, -1, -1, -10], high: [2.4, 5, 1, 1, 10], bias: true },
  hyperparameters: { hidden: [64, 64], small: { hidden: [16, 16], sparsity: 50 } },
  keys: {
    continuous: [
      { key: "ArrowLeft", element: 0, value: -1 },
      { key: "ArrowRight", element: 0, value: 1 },
    ],
    idle: [0],
  },
};
