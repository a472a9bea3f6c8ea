import type { Policy } from "../../networks/policy-file.js";
import { ImitationLoss } from "../../sense/imitation.js";
import type { Objective } from "../../sense/objective.js";
import { mean } from "../../statistics.js";
import type { Recipe } from "../../training/recipe.js";
import type { DataSet } from "../data-set.js";
import type { Task } from "../task.js";
import { carNetwork } from "./architecture.js";
import { loadDemonstrations } from "./demonstrations.js";
import { Disagreement } from "./disagreement.js";
import { agreement, CONTROL, checkEncoding, targetsOf } from "./encoding.js";
import { LapPool } from "./laps.js";
import { mirrorSome } from "./mirror.js";

/** One recorded frame in so many is learned from. */
const EVERY = 5;

/** Steering matters most: a small error there ends a lap. */
const TERMS = [
  { weight: 8, beta: 0.1 },
  { weight: 1, beta: 0.3 },
  { weight: 1, beta: 0.3 },
];

const RECIPE: Recipe = {
  batch: 64,
  stages: {
    dense: { epochs: 3, rate: 8e-4, decay: 0.2 },
    sparsify: { epochs: 2, rate: 6e-4, decay: 1 },
    "fine-tune": { epochs: 1, rate: 6e-4, decay: 0.2 },
    ternary: { epochs: 5, rate: 1e-2, decay: 0.01 },
  },
  mask: "chosen-anew",
};

/** From this many points on a track counts as solved, as in Gymnasium. */
const SOLVED = 900;

/** Imitating a driver of CarRacing from its pictures: the paper's dynamic task. */
export const carRacing: Task = {
  name: "car-racing",
  scoreName: "agreement",
  loss: { kind: "smooth-l1", terms: TERMS },
  recipe: RECIPE,
  augment: mirrorSome,
  architecture: carNetwork,
  load: ({ recordings, onProgress }) =>
    loadDemonstrations(
      recordings,
      { every: EVERY, targetsOf: ({ action }) => targetsOf(action) },
      onProgress,
    ),
  encoding: (outputDivisor) => ({ ...CONTROL, outputDivisor }),
  checkEncoding,
  score: (logits, { targets }, encoding) => agreement(checkEncoding(encoding), logits, wishes(targets)),
  objective,
  openRollouts({ tracks, physics, threads }) {
    const pool = new LapPool(threads);
    return {
      async meanReturn(policy, signal) {
        const laps = await pool.drive({ policy, physics, atTheWheel: "policy" }, tracks, { signal });
        return mean(laps.map((lap) => lap.return));
      },
      close: () => pool.close(),
    };
  },
  async evaluate(policy, { tracks, physics, threads, signal, onProgress }) {
    const pool = new LapPool(threads);
    try {
      let done = 0;
      const drive = (atTheWheel: "policy" | "expert") =>
        pool.drive({ policy, physics, atTheWheel }, tracks, {
          signal,
          onLap: (lap) => {
            done++;
            const note =
              atTheWheel === "policy" ? `${lap.return.toFixed(1)} on track ${lap.seed}` : undefined;
            onProgress?.(done, 2 * tracks.length, note);
          },
        });
      const laps = await drive("policy");
      const followed = await drive("expert");
      const returns = laps.map((lap) => lap.return);
      return {
        scores: {
          "mean return": mean(returns),
          "lowest return": Math.min(...returns),
          [`tracks ≥ ${SOLVED}`]: returns.filter((value) => value >= SOLVED).length,
          tracks: tracks.length,
          agreement: mean(followed.map((lap) => lap.agreement)),
        },
        details: { laps },
      };
    } finally {
      await pool.close();
    }
  },
};

function objective(kind: "loss" | "score", { targets }: DataSet, encoding: Policy["encoding"]): Objective {
  const { outputDivisor, ...reading } = encoding ? checkEncoding(encoding) : { ...CONTROL, outputDivisor: 1 };
  const loss = new ImitationLoss(wishes(targets), TERMS, outputDivisor);
  return kind === "loss" ? loss : new Disagreement(wishes(targets), reading, loss);
}

function wishes(targets: DataSet["targets"]): Float32Array {
  if (targets.kind !== "values") throw new TypeError("expected values as targets");
  return targets.values;
}
