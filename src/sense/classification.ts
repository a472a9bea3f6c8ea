import type { Cost } from "../kernels/costs.js";
import type { Neighbours } from "../kernels/neighbours.js";
import { fitScale, type Objective } from "./objective.js";

/** One for each wrongly classified picture; ties go to the first class. The paper's fitness is one minus its mean. */
export class Misclassification implements Objective {
  readonly targets: Uint8Array;
  readonly cost: Cost = { kind: "errors" };

  constructor(labels: Uint8Array) {
    this.targets = labels;
  }
}

/**
 * Cross-entropy of softmax(logits · scale). It has a slope where accuracy is flat, which is what lets a random network
 * climb.
 */
export class CrossEntropy implements Objective {
  readonly targets: Uint8Array;
  #scale = 1e-3;

  constructor(labels: Uint8Array) {
    this.targets = labels;
  }

  get cost(): Cost {
    return { kind: "cross-entropy", scale: this.#scale };
  }

  refit(neighbours: Neighbours): void {
    this.#scale = fitScale(neighbours, (scale) => ({ kind: "cross-entropy", scale }), [1, 100]);
  }
}
