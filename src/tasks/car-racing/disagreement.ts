import type { ImitationLoss } from "../../sense/imitation.js";
import type { Objective } from "../../sense/objective.js";
import { actionClass, decode, type Encoding, OUTPUTS } from "./encoding.js";

/** One for each frame on which the policy's action has another class than the demonstrator's (see `actionClass`). */
export class Disagreement implements Objective {
  readonly name = "disagreement";
  readonly #classes: Uint8Array;
  readonly #encoding: Omit<Encoding, "outputDivisor">;
  readonly #loss: ImitationLoss;

  /**
   * @param targets frames × outputs
   * @param loss knows the divisor between logits and outputs, and fits it
   */
  constructor(targets: Float32Array, encoding: Omit<Encoding, "outputDivisor">, loss: ImitationLoss) {
    this.#encoding = encoding;
    this.#loss = loss;
    this.#classes = Uint8Array.from({ length: targets.length / OUTPUTS }, (_, index) =>
      actionClass(decode({ ...encoding, outputDivisor: 1 }, targets, index * OUTPUTS)),
    );
  }

  get outputDivisor(): number {
    return this.#loss.outputDivisor;
  }

  total(logits: Int32Array, start: number, end: number): number {
    const encoding = { ...this.#encoding, outputDivisor: this.outputDivisor };
    let differing = 0;
    for (let index = start; index < end; index++) {
      const action = decode(encoding, logits, (index - start) * OUTPUTS);
      if (actionClass(action) !== this.#classes[index]) differing++;
    }
    return differing;
  }

  refit(logits: Int32Array): void {
    this.#loss.refit(logits);
  }
}
