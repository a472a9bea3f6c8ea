import { isUp, move } from "../../../envs/classic-control/acrobot/dynamics.js";
import type { EnvAdapter } from "../../policies/env-adapter.js";
import { plannedExpert } from "../value-iteration.js";

/** Acrobot: an expert that plans the swing. */
export const adapter: EnvAdapter = {
  experts: {
    "value-iteration": plannedExpert({
      system: () => ({
        axes: [
          { low: -Math.PI, high: Math.PI, points: 21, isCyclic: true },
          { low: -Math.PI, high: Math.PI, points: 21, isCyclic: true },
          { low: -7, high: 7, points: 21 },
          { low: -12, high: 12, points: 21 },
        ],
        actions: 3,
        step(state, action) {
          move(state, action - 1);
          return isUp(state) ? 0 : -1;
        },
        isEnd: isUp,
      }),
      stateOf: ({ 0: cos1, 1: sin1, 2: cos2, 3: sin2, 4: velocity1, 5: velocity2 }) =>
        Float64Array.of(Math.atan2(sin1, cos1), Math.atan2(sin2, cos2), velocity1, velocity2),
      depth: 4,
    }),
  },
  hyperparameters: { hidden: [64, 64], small: { hidden: [16, 8], sparsity: 30 } },
};
