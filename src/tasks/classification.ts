import { type DataSet, labelsOf, type Splits } from "../data/data-set.js";
import { loadTestSet } from "../data/load-data.js";
import { InputError } from "../errors.js";
import { Inference } from "../kernels/inference.js";
import { type Architecture, dataShapeOf } from "../networks/architecture.js";
import type { PolicyFile } from "../networks/policy-file.js";
import type { Sparsity } from "../networks/sparsity.js";
import { CrossEntropy, Misclassification } from "../sense/classification.js";
import { type Family, networksOf } from "../sense/families/family.js";
import { Vote } from "../sense/families/vote.js";
import type { SurveyRecipe } from "../sense/survey.js";
import { mean, minimum } from "../statistics.js";
import { accuracy, argMax } from "../training/losses.js";
import type { Recipe } from "../training/recipe.js";
import { imageNetwork, withImageDivisors } from "./image-network.js";
import { recipeFor } from "./recipe-for.js";
import type { Measurement, Task } from "./task.js";

/** A data set whose images are in classes. */
export interface ClassificationData {
  /** As in `--task`. */
  readonly name: string;
  /** Images to fit to, and those that choose among networks. */
  readonly load: () => Promise<Splits>;
  /** Images that only `evaluate` looks at. */
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
  mask: "dynamic",
  result: "best-epoch",
  fullRateFrom: 1_500,
};

/** With fewer examples than this the schedule is fitted to them. */
const FEW = 10_000;

const SURVEY: SurveyRecipe = {
  examples: 512,
  share: 0.03,
  candidates: 256,
  weight: [0.2, 0.02],
  swaps: { hidden: 4, last: 40 },
};

/** A task of images. What is measured includes how often images of each class were taken for each class. */
export interface ClassificationTask extends Task {
  evaluate(
    policy: PolicyFile,
  ): Promise<Measurement & { readonly details: { readonly confusion: number[][] } }>;
  evaluateVote(
    family: Family,
  ): Promise<
    Measurement & { readonly details: { readonly confusion: number[][]; readonly members: number[] } }
  >;
}

/**
 * Recognising ten kinds of 28×28 grey images: the paper's static task. For images of another size or more or fewer
 * kinds, give the result another `architecture`.
 */
export function classificationTask({ name, load, loadTest }: ClassificationData): ClassificationTask {
  const readTest = (architecture: Architecture) =>
    loadTestSet(name, { ...dataShapeOf(architecture), targets: "classes" }, async () => loadTest());
  return {
    name,
    scoreName: "accuracy",
    loss: { kind: "cross-entropy" },
    recipe: (examples: number) => (examples < FEW ? recipeFor(RECIPE, examples) : RECIPE),
    survey: SURVEY,
    architecture: (sparsity: Sparsity) => imageNetwork(sparsity),
    withDivisors: withImageDivisors,
    load,
    score: (logits, { targets, count }) => accuracy(logits, count, labelsOf(targets)),
    objective(kind, { targets }) {
      if (kind === "cvar") throw new InputError(`expected loss or score as objective for ${name}, got cvar`);
      return kind === "loss" ? new CrossEntropy(labelsOf(targets)) : new Misclassification(labelsOf(targets));
    },
    async evaluate({ network }: PolicyFile) {
      const test = await readTest(network.architecture);
      const logits = await Inference.logitsOf(network, test.images, test.count);
      return {
        scores: { "test accuracy": accuracy(logits, test.count, labelsOf(test.targets)), ...size(test) },
        details: { confusion: confusionOf(logits, test) },
      };
    },
    async evaluateVote(family: Family) {
      const test = await readTest(family.base.network.architecture);
      const labels = labelsOf(test.targets);
      const members: number[] = [];
      const vote = await Vote.create(networksOf(family));
      const logits = vote.logits(test.images, test.count, (own) =>
        members.push(accuracy(own, test.count, labels)),
      );
      vote.close();
      const scores = {
        "test accuracy of the vote": accuracy(logits, test.count, labels),
        "test accuracy of the best member": members[0],
        "mean test accuracy of members": mean(members),
        "min test accuracy of members": minimum(members),
        members: members.length,
        ...size(test),
      };
      return { scores, details: { confusion: confusionOf(logits, test), members } };
    },
  };
}

const size = ({ count }: DataSet) => ({ "test images": count });

/** For each class, how many of its images were taken for each class. */
function confusionOf(logits: Int32Array, { targets, count }: DataSet): number[][] {
  const labels = labelsOf(targets);
  const classes = logits.length / count;
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let index = 0; index < count; index++) {
    confusion[labels[index]][argMax(logits, index * classes, classes)]++;
  }
  return confusion;
}
