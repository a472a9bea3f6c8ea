import type { EnvAdapter } from "../../policies/env-adapter.js";

/** Pendulum: half of the range of velocities, in which it swings up and stands. */
export const adapter: EnvAdapter = {
  encoder: { kind: "vector", low: [-1, -1, -4], high: [1, 1, 4], bias: true },
};
