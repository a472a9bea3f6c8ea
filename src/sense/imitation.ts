import type { SmoothL1Term } from "../training/gradient-engine.js";
import { minimiseScale, type Objective, rootMeanSquare } from "./objective.js";

/**
 * The weighted smooth-L1 distance between outputs and targets. An output beyond ±1 is as good as ±1, because the action
 * is clipped there.
 */
export class ImitationLoss implements Objective {
  readonly name = "imitation loss";
  readonly #targets: Float32Array;
  readonly #losses: readonly SmoothL1Term[];
  #divisor: number;

  /**
   * @param targets pictures × outputs
   * @param divisor logits ÷ divisor are the outputs
   */
  constructor(targets: Float32Array, losses: readonly SmoothL1Term[], divisor: number) {
    this.#targets = targets;
    this.#losses = losses;
    this.#divisor = divisor;
  }

  get outputDivisor(): number {
    return this.#divisor;
  }

  total(logits: Int32Array, start: number, end: number): number {
    return this.#total(logits, start, end, this.#divisor);
  }

  refit(logits: Int32Array): void {
    const pictures = this.#targets.length / this.#losses.length;
    const cost = (divisor: number) => this.#total(logits, 0, pictures, divisor);
    // For a network that knows nothing the best outputs are all 0, from where there is nothing to climb.
    const size = Math.max(1, rootMeanSquare(logits));
    this.#divisor = Math.max(1, Math.round(minimiseScale(cost, size / 20, 2 * size)));
  }

  #total(logits: Int32Array, start: number, end: number, divisor: number): number {
    const outputs = this.#losses.length;
    const targets = this.#targets;
    let total = 0;
    for (let output = 0; output < outputs; output++) {
      const { weight, beta } = this.#losses[output];
      let sum = 0;
      for (let index = start; index < end; index++) {
        const value = logits[(index - start) * outputs + output] / divisor;
        const clipped = Math.max(-1, Math.min(1, value));
        const distance = Math.abs(clipped - targets[index * outputs + output]);
        sum += distance < beta ? (distance * distance) / (2 * beta) : distance - beta / 2;
      }
      total += weight * sum;
    }
    return total;
  }
}
