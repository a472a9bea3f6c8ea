import type { Cost } from "../kernels/costs.js";
import type { Neighbours } from "../kernels/neighbours.js";
import { fitScale, type Objective } from "./objective.js";

/** One for each wrongly classified image; ties go to the first class. The paper's fitness is one minus its mean. */
export class Misclassification implements Objective {
  readonly targets: Uint8Array;
  readonly cost: Cost = { kind: "errors" };
  readonly #loss: CrossEntropy | undefined;

  /** @param loss fits the divisor between logits and outputs, where that matters to whoever uses the network */
  constructor(labels: Uint8Array, loss?: CrossEntropy) {
    this.targets = labels;
    this.#loss = loss;
  }

  get outputDivisor(): number | undefined {
    return this.#loss?.outputDivisor;
  }

  refit(neighbours: Neighbours): void {
    this.#loss?.refit(neighbours);
  }
}

/**
 * Cross-entropy of softmax(logits · scale). It has a slope where accuracy is flat, which is what lets a random network
 * climb.
 */
export class CrossEntropy implements Objective {
  readonly targets: Uint8Array;
  #scale: number;

  /** @param outputDivisor logits ÷ this are what softmax takes, until it is fitted */
  constructor(labels: Uint8Array, outputDivisor = 1000) {
    this.targets = labels;
    this.#scale = 1 / outputDivisor;
  }

  /** The nearest whole number to 1 / scale. */
  get outputDivisor(): number {
    return Math.max(1, Math.round(1 / this.#scale));
  }

  get cost(): Cost {
    return { kind: "cross-entropy", scale: this.#scale };
  }

  refit(neighbours: Neighbours): void {
    this.#scale = fitScale(neighbours, (scale) => ({ kind: "cross-entropy", scale }), [1, 100]);
  }
}
