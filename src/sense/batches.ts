import type { DataSet } from "../data/data-set.js";
import { permutation, streamOf } from "../draws.js";
import type { Objective } from "./objective.js";

/** Some images and what they are compared with. */
export interface Sample {
  readonly images: Uint8Array;
  readonly targets: Objective["targets"];
}

/**
 * Cuts a data set into samples of one size, in an order drawn anew for each pass. Any sample can be asked for, so a
 * search can begin in the middle.
 */
export class Batches {
  /** Images of a sample: as many as asked for, or all there are. */
  readonly size: number;
  readonly #data: DataSet;
  readonly #targets: Objective["targets"];
  readonly #seed: number;
  readonly #images: Uint8Array;
  readonly #targetsOfBatch: Objective["targets"];
  #pass = -1;
  #order: Uint32Array = new Uint32Array();

  /** @param targets one or several numbers an image */
  constructor(data: DataSet, targets: Objective["targets"], size: number, seed: number) {
    this.size = Math.min(size, data.count);
    this.#data = data;
    this.#targets = targets;
    this.#seed = seed;
    this.#images = new Uint8Array((data.images.length / data.count) * this.size);
    this.#targetsOfBatch = targets.slice(0, (targets.length / data.count) * this.size);
  }

  /** Sample number `index`. Valid until the next one. */
  at(index: number): Sample {
    const { count, images } = this.#data;
    const samples = Math.floor(count / this.size);
    const pass = Math.floor(index / samples);
    if (pass !== this.#pass) {
      this.#order = permutation(count, streamOf(this.#seed, FIRST_STREAM + pass));
      this.#pass = pass;
    }
    const first = (index % samples) * this.size;
    for (let slot = 0; slot < this.size; slot++) {
      const image = this.#order[first + slot];
      copyRow(images, count, image, this.#images, slot);
      copyRow(this.#targets, count, image, this.#targetsOfBatch, slot);
    }
    return { images: this.#images, targets: this.#targetsOfBatch };
  }
}

/** Streams below are for the search itself. */
const FIRST_STREAM = 2 ** 31;

function copyRow<T extends Uint8Array | Float32Array>(
  from: T,
  rows: number,
  row: number,
  to: T,
  slot: number,
): void {
  const width = from.length / rows;
  to.set(from.subarray(row * width, (row + 1) * width), slot * width);
}
