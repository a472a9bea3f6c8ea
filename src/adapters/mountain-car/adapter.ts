import {
  isAtGoal,
  LEFT_END,
  MAX_SPEED,
  move,
  RIGHT_END,
} from "../../../envs/classic-control/mountain-car/dynamics.js";
import { getWrapperAttr } from "../../../envs/wrappers/attributes.js";
import type { EnvAdapter } from "../../policies/env-adapter.js";
import { plannedExpert } from "../value-iteration.js";

/**
 * MountainCar: an expert that plans the way to the flag, and networks of two hidden layers, because where to turn
 * depends on position and velocity together.
 */
export const adapter: EnvAdapter = {
  experts: {
    "value-iteration": plannedExpert({
      parameterOf: (env) => getWrapperAttr(env, "goalVelocity") as number,
      system: (goalVelocity) => ({
        axes: [
          { low: LEFT_END, high: RIGHT_END, points: 181 },
          { low: -MAX_SPEED, high: MAX_SPEED, points: 141 },
        ],
        actions: 3,
        step(state, action) {
          move(state, action);
          return -1;
        },
        isEnd: (state) => isAtGoal(state, goalVelocity),
      }),
      stateOf: (observation) => Float64Array.from(observation),
    }),
  },
  hyperparameters: { hidden: [64, 64], small: { hidden: [16, 8], sparsity: 30 } },
};
