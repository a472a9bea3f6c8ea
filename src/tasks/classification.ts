import { Inference } from "../kernels/inference.js";
import type { Policy } from "../networks/policy-file.js";
import type { Sparsity } from "../networks/sparsity.js";
import { CrossEntropy, Misclassification } from "../sense/classification.js";
import { accuracy, argMax } from "../training/losses.js";
import type { Recipe } from "../training/recipe.js";
import type { DataSet, Splits } from "./data-set.js";
import { pictureNetwork } from "./picture-network.js";
import type { Task } from "./task.js";

/** A data set whose pictures are in classes. */
export interface ClassificationData {
  /** As in `--task`. */
  readonly name: string;
  /** Pictures to fit to, and those that choose among networks. */
  readonly load: () => Promise<Splits>;
  /** Pictures that only `evaluate` looks at. */
  readonly loadTest: () => Promise<DataSet>;
}

const RECIPE: Recipe = {
  batch: 100,
  stages: {
    dense: { epochs: 1, rate: 2e-3, decay: 0.3 },
    sparsify: { epochs: 1, rate: 1e-3, decay: 1 },
    "fine-tune": { epochs: 1, rate: 1e-3, decay: 0.3 },
    ternary: { epochs: 6, rate: 1e-2, decay: 0.01 },
  },
  mask: "chosen-anew",
};

/**
 * Recognising ten kinds of 28×28 grey pictures: the paper's static task. For pictures of another size or more or fewer
 * kinds, give the result another `architecture`.
 */
export function classificationTask({ name, load, loadTest }: ClassificationData) {
  return {
    name,
    scoreName: "accuracy",
    loss: { kind: "cross-entropy" },
    recipe: RECIPE,
    architecture: (sparsity: Sparsity) => pictureNetwork(sparsity),
    load,
    score: (logits, { targets, count }) => accuracy(logits, count, labelsOf(targets)),
    objective: (kind, { targets }) =>
      kind === "loss" ? new CrossEntropy(labelsOf(targets)) : new Misclassification(labelsOf(targets)),
    async evaluate({ network }: Policy) {
      const test = await loadTest();
      const inference = await Inference.create(network);
      const logits = inference.logits(test.images, test.count);
      inference.close();
      const labels = labelsOf(test.targets);
      const classes = logits.length / test.count;
      const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
      for (let index = 0; index < test.count; index++) {
        confusion[labels[index]][argMax(logits, index * classes, classes)]++;
      }
      const right = confusion.reduce((sum, row, label) => sum + row[label], 0);
      return {
        scores: { "test accuracy": right / test.count, "test pictures": test.count },
        details: { confusion },
      };
    },
  } satisfies Task;
}

function labelsOf(targets: DataSet["targets"]): Uint8Array {
  if (targets.kind !== "classes") throw new TypeError("expected classes as targets");
  return targets.labels;
}
