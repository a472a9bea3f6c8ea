import type { SearchLayout } from "./neighbours-layout.js";
import { OutputCrossEntropy } from "./output-cross-entropy.js";
import { OutputErrors } from "./output-errors.js";
import type { OutputSource } from "./output-table.js";
import type { SignedSwap } from "./weight-changes.js";

/**
 * Neighbours by swaps in a last dense layer of 16-bit features. Two logits change, by one feature each, so no forward
 * pass is needed. Errors and cross-entropy keep different things; only one of them has memory at a time.
 */
export class OutputLayer {
  readonly #source: OutputSource;
  readonly #start: number;
  #errors: OutputErrors | undefined;
  #crossEntropy: OutputCrossEntropy | undefined;

  /** Whether the last layer is one that this class can work on. */
  static suits({ layers }: SearchLayout): boolean {
    const last = layers[layers.length - 1];
    return (
      layers.length > 1 && last.poolSize === 0 && last.sumHeight * last.sumWidth === 1 && last.inBytes === 2
    );
  }

  constructor(source: OutputSource) {
    this.#source = source;
    this.#start = source.arena.end;
  }

  /** Gives back the memory that this object took; it cannot be used afterwards. */
  release(): void {
    this.#source.arena.reset(this.#start);
  }

  /**
   * Commits a swap where that is quicker here than by the layers' kernels: then the present logits are up to date.
   * After a commit in another layer make a new object.
   * @returns whether it has
   */
  commit(swap: SignedSwap): boolean {
    this.#crossEntropy?.commit(swap);
    return this.#crossEntropy !== undefined;
  }

  /** To be called after the layers' kernels have committed swaps in this layer. */
  changed(swaps: number): void {
    this.#errors?.changed(swaps);
    this.#crossEntropy?.changed();
  }

  /**
   * Wrongly classified images, of all, after each swap (`from[i]` to `to[i]`, the weight keeping its sign).
   * @param everyImage look at images that cannot change class, too (for comparison)
   */
  errors(from: ArrayLike<number>, to: ArrayLike<number>, everyImage = false): Int32Array {
    if (!this.#errors?.serves(everyImage)) {
      this.#crossEntropy = undefined;
      this.release();
      this.#errors = new OutputErrors(this.#source, from.length, everyImage);
    }
    return this.#errors.errors(from, to);
  }

  /** Cross-entropy of images `start` to `end` (multiples of 16, or the last one) after each swap. */
  crossEntropies(swaps: readonly SignedSwap[], scale: number, start: number, end: number): Float64Array {
    return this.#crossEntropyAt(scale).crossEntropies(swaps, start, end);
  }

  /** See `OutputCrossEntropy.singleChangeCrossEntropies`. */
  singleChangeCrossEntropies(scale: number, start: number, end: number): Float64Array {
    return this.#crossEntropyAt(scale).singleChangeCrossEntropies(start, end);
  }

  #crossEntropyAt(scale: number): OutputCrossEntropy {
    if (!this.#crossEntropy) {
      this.#errors = undefined;
      this.release();
      this.#crossEntropy = new OutputCrossEntropy(this.#source, scale);
    }
    this.#crossEntropy.setScale(scale);
    return this.#crossEntropy;
  }
}
