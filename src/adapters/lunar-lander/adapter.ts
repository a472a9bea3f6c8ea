import { chooseEngine, chooseThrottle } from "../../../envs/box2d/lunar-lander/heuristic.js";
import type { EnvAdapter } from "../../policies/env-adapter.js";
import { kindOf } from "../../policies/space-kind.js";

/** LunarLander: Gymnasium's heuristic as the expert, and ranges that hold what a landing passes through. */
export const adapter: EnvAdapter = {
  experts: {
    heuristic: ({ actionSpace }) => {
      const choose = kindOf(actionSpace)?.kind === "discrete" ? chooseEngine : chooseThrottle;
      return { predict: (observation) => choose(observation as ArrayLike<number>) };
    },
  },
  encoder: {
    kind: "vector",
    low: [-1, -1.5, -1.5, -1.5, -1, -2, -1, -1],
    high: [1, 1.5, 1.5, 1.5, 1, 2, 1, 1],
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
};
