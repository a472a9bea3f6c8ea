import { chooseEngine, chooseThrottle } from "../../../envs/box2d/lunar-lander/heuristic.js";
import type { Env } from "../../../envs/env.js";
import type { EnvAdapter } from "../../policies/env-adapter.js";
import type { Policy } from "../../policies/policy.js";
import { kindOf } from "../../policies/space-kind.js";
import { pilot } from "./pilot.js";

/** Gymnasium's heuristic for continuous actions. */
const throttle: Policy<ArrayLike<number>> = { predict: chooseThrottle };

const isDiscrete = ({ actionSpace }: Env) => kindOf(actionSpace)?.kind === "discrete";

/**
 * LunarLander: a pilot and, as `heuristic`, the one that Gymnasium ships as experts, which are the same with continuous
 * actions; ranges that hold what a landing passes through; and networks with many hidden units, so that at 90 % zeros
 * units are left that weigh several numbers.
 */
export const adapter: EnvAdapter = {
  experts: {
    pilot: (env) => (isDiscrete(env) ? pilot() : throttle) as Policy,
    heuristic: (env) => (isDiscrete(env) ? { predict: chooseEngine } : throttle) as Policy,
  },
  encoder: {
    kind: "vector",
    low: [-1, -1.5, -1.5, -1.5, -1, -2, -1, -1],
    high: [1, 1.5, 1.5, 1.5, 1, 2, 1, 1],
    bias: true,
  },
  keys: {
    discrete: [
      { keys: ["ArrowUp"], action: 2 },
      { keys: ["ArrowLeft"], action: 1 },
      { keys: ["ArrowRight"], action: 3 },
    ],
    continuous: [
      { key: "ArrowUp", element: 0, value: 1 },
      { key: "ArrowLeft", element: 1, value: -1 },
      { key: "ArrowRight", element: 1, value: 1 },
    ],
    idle: 0,
  },
  hyperparameters: { hidden: [256] },
};
