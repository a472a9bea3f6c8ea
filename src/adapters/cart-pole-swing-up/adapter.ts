import type { EnvAdapter } from "../../policies/env-adapter.js";

/** CartPoleSwingUp: ranges that hold what a swing passes through. */
export const adapter: EnvAdapter = {
  encoder: { kind: "vector", low: [-2.4, -5, -1, -1, -10], high: [2.4, 5, 1, 1, 10], bias: true },
  keys: {
    continuous: [
      { key: "ArrowLeft", element: 0, value: -1 },
      { key: "ArrowRight", element: 0, value: 1 },
    ],
    idle: [0],
  },
};
