import { minimiseScale, type Objective, rootMeanSquare } from "./objective.js";

/** One for each wrongly classified picture; ties go to the first class. The paper's fitness is one minus its mean. */
export class Misclassification implements Objective {
  readonly name = "errors";
  readonly #labels: Uint8Array;
  readonly #classes: number;

  constructor(labels: Uint8Array, classes: number) {
    this.#labels = labels;
    this.#classes = classes;
  }

  total(logits: Int32Array, start: number, end: number): number {
    let errors = 0;
    for (let index = start; index < end; index++) {
      const offset = (index - start) * this.#classes;
      if (argMax(logits, offset, this.#classes) !== this.#labels[index]) errors++;
    }
    return errors;
  }
}

/** Enough to know a scale. */
const REFIT_PICTURES = 10_000;

/**
 * Cross-entropy of softmax(logits · scale). It has a slope where accuracy is flat, which is what lets a random network
 * climb.
 */
export class CrossEntropy implements Objective {
  readonly name = "cross-entropy";
  readonly #labels: Uint8Array;
  readonly #classes: number;
  #scale = 1e-3;

  constructor(labels: Uint8Array, classes: number) {
    this.#labels = labels;
    this.#classes = classes;
  }

  total(logits: Int32Array, start: number, end: number): number {
    return this.#total(logits, start, end, this.#scale);
  }

  refit(logits: Int32Array): void {
    const pictures = Math.min(this.#labels.length, REFIT_PICTURES);
    const size = Math.max(1, rootMeanSquare(logits.subarray(0, pictures * this.#classes)));
    // For a network that knows nothing the best scale is 0, from where there is nothing to climb: hence the bound.
    this.#scale = minimiseScale((scale) => this.#total(logits, 0, pictures, scale), 1 / size, 100 / size);
  }

  #total(logits: Int32Array, start: number, end: number, scale: number): number {
    const classes = this.#classes;
    let total = 0;
    for (let index = start; index < end; index++) {
      const offset = (index - start) * classes;
      // Relative to the largest logit, so that exp cannot overflow.
      let largest = logits[offset];
      for (let c = 1; c < classes; c++) largest = Math.max(largest, logits[offset + c]);
      let sum = 0;
      for (let c = 0; c < classes; c++) sum += Math.exp((logits[offset + c] - largest) * scale);
      total += Math.log(sum) + (largest - logits[offset + this.#labels[index]]) * scale;
    }
    return total;
  }
}

/** The class of the largest logit at `offset`; the first one on a tie. */
export function argMax(logits: ArrayLike<number>, offset: number, classes: number): number {
  let best = 0;
  for (let c = 1; c < classes; c++) if (logits[offset + c] > logits[offset + best]) best = c;
  return best;
}
