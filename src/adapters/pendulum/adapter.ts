import { MAX_SPEED, MAX_TORQUE, move } from "../../../envs/classic-control/pendulum/dynamics.js";
import { getWrapperAttr } from "../../../envs/wrappers/attributes.js";
import type { EnvAdapter } from "../../policies/env-adapter.js";
import { plannedExpert } from "../value-iteration.js";

/** Torques that the expert chooses from, evenly spread. */
const TORQUES = 9;

const torqueOf = (action: number): number => MAX_TORQUE * ((2 * action) / (TORQUES - 1) - 1);

/** Pendulum: an expert that plans the swing. */
export const adapter: EnvAdapter = {
  experts: {
    "value-iteration": plannedExpert({
      parameterOf: (env) => getWrapperAttr(env, "gravity") as number,
      system: (gravity) => ({
        axes: [
          { low: -Math.PI, high: Math.PI, points: 101, isCyclic: true },
          { low: -MAX_SPEED, high: MAX_SPEED, points: 81 },
        ],
        actions: TORQUES,
        step: (state, action) => move(state, torqueOf(action), gravity),
      }),
      stateOf: ({ 0: cos, 1: sin, 2: velocity }) => Float64Array.of(Math.atan2(sin, cos), velocity),
      actionOf: (action) => Float32Array.of(torqueOf(action)),
    }),
  },
  hyperparameters: { hidden: [64, 64], small: { hidden: [16, 8], sparsity: 30 } },
};
