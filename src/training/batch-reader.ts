import type { DataSet, Targets } from "../data/data-set.js";
import { permutation, streamOf } from "../draws.js";
import type { Batch } from "../networks/gradient-engine.js";
import type { PSirenOptions } from "./p-siren.js";

/** Cuts a data set into batches, in an order drawn anew for each pass. */
export class BatchReader {
  readonly #data: DataSet;
  readonly #options: Pick<PSirenOptions, "seed" | "augment">;
  readonly #pixels: number;
  readonly #images: Uint8Array;
  readonly #targets: Targets;
  readonly #batch: number;
  /** Batches a pass; the last may be smaller. */
  readonly steps: number;

  constructor(options: Pick<PSirenOptions, "fit" | "recipe" | "seed" | "augment">) {
    const { fit, recipe } = options;
    this.#data = fit;
    this.#options = options;
    this.#batch = recipe.batch;
    this.#pixels = fit.images.length / fit.count;
    this.#images = new Uint8Array(recipe.batch * this.#pixels);
    this.#targets =
      fit.targets.kind === "classes"
        ? { kind: "classes", labels: new Uint8Array(recipe.batch) }
        : { ...fit.targets, values: new Float32Array(recipe.batch * fit.targets.outputs) };
    this.steps = Math.ceil(fit.count / recipe.batch);
  }

  /** The batches of pass number `pass`. Each is valid until the next. */
  *epoch(pass: number): Generator<Batch> {
    const { seed, augment } = this.#options;
    // Stream 0 draws the first weights.
    const random = streamOf(seed, pass + 1);
    const order = permutation(this.#data.count, random);
    for (let start = 0; start < order.length; start += this.#batch) {
      const indices = order.subarray(start, start + this.#batch);
      for (const [slot, index] of indices.entries()) this.#copy(index, slot);
      const batch = { images: this.#images, count: indices.length, targets: this.#targets };
      augment?.(batch, random);
      yield batch;
    }
  }

  #copy(index: number, slot: number): void {
    const pixels = this.#pixels;
    this.#images.set(this.#data.images.subarray(index * pixels, (index + 1) * pixels), slot * pixels);
    const from = this.#data.targets;
    const to = this.#targets;
    if (from.kind === "classes" && to.kind === "classes") to.labels[slot] = from.labels[index];
    if (from.kind === "values" && to.kind === "values") {
      const width = from.outputs;
      to.values.set(from.values.subarray(index * width, (index + 1) * width), slot * width);
    }
  }
}
