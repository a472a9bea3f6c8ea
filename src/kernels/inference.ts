import { type Architecture, weightCount } from "../networks/architecture.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import { densestUnits } from "../networks/value-sizes.js";
import { Arena } from "./arena.js";
import { wasm } from "./generated/inference.js";
import * as records from "./generated/records.js";
import { imageBytes, type LayerPlace, placeTables, putImages, putLayers } from "./layer-tables.js";
import { layOutOneImage, type OneImageLayout, suitsOneImage } from "./one-image-layout.js";
import { outputCount, planLayers } from "./plane-layers.js";
import { encodeRecord } from "./records.js";

interface Kernels {
  heapBase(): number;
  tabulateLayer(layers: number, index: number): void;
  logits(network: number, first: number, count: number, out: number): void;
  tabulateOne(one: number): void;
  logitsOfOne(one: number): void;
}

interface Core {
  readonly arena: Arena;
  readonly kernels: Kernels;
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** Images that are copied into the kernels' memory at a time. */
const BATCH = 256;
/** Fewer images than this are quicker one by one than 16 side by side. */
const FEW = 8;

/**
 * The exact forward pass of a ternary network, in SIMD: for the same images the same integers as
 * `networks/reference.ts`, on every machine. Synchronous once created; the memory is its own (a few megabytes).
 */
export class Inference {
  readonly architecture: Architecture;
  /** Logits of one image: its classes, or the outputs of a controller. */
  readonly outputs: number;
  #core: Core | undefined;
  #network = 0;
  #one: OneImageLayout | undefined;
  #pixels = 0;
  #results = 0;

  /**
   * Prepares the kernels for an architecture, and takes the weights where a whole network is given.
   * @throws RangeError when layers do not fit together or sums may need more than 32 bits.
   */
  static async create(network: TernaryNetwork | Architecture): Promise<Inference> {
    compiled ??= WebAssembly.compile(wasm);
    const architecture = "architecture" in network ? network.architecture : network;
    const arena = new Arena();
    const instance = await WebAssembly.instantiate(await compiled, { env: { memory: arena.memory } });
    const inference = new Inference(architecture, arena, instance.exports as unknown as Kernels);
    const weights =
      "weights" in network
        ? network.weights
        : architecture.layers.map((layer) => new Int8Array(weightCount(layer)));
    inference.setWeights(weights);
    return inference;
  }

  /** As `logits`, of a network that is asked once. */
  static async logitsOf(network: TernaryNetwork, images: Uint8Array, count: number): Promise<Int32Array> {
    const inference = await Inference.create(network);
    try {
      return inference.logits(images, count);
    } finally {
      inference.close();
    }
  }

  private constructor(architecture: Architecture, arena: Arena, kernels: Kernels) {
    this.architecture = architecture;
    this.outputs = outputCount(architecture);
    this.#core = { arena, kernels };
  }

  /**
   * Takes other weights, one array a layer (copied).
   * @throws RangeError when an array has another length than its layer.
   */
  setWeights(weights: readonly Int8Array[]): void {
    const { arena, kernels } = this.#open();
    const { layers } = this.architecture;
    layers.forEach((layer, index) => {
      if (weights[index]?.length !== weightCount(layer)) {
        throw new RangeError(
          `layer ${layer.name} has ${weightCount(layer)} weights, but ${weights[index]?.length} came`,
        );
      }
    });
    const planned = planLayers(this.architecture, densestUnits({ architecture: this.architecture, weights }));
    arena.reset(kernels.heapBase());
    let state = 0;
    const places: LayerPlace[] = planned.map((layer) => {
      const output = state;
      const sums = output + layer.outChannels * layer.outPlane;
      state = sums + (layer.poolSize === 0 ? layer.outChannels * layer.sumPlane : 0);
      return { ...placeTables(arena, layer), output, sums, deltas: 0 };
    });
    const bytes = imageBytes(this.architecture.input);
    this.#pixels = arena.take(BATCH * bytes);
    this.#results = arena.take(BATCH * this.outputs * 4);
    const table = putLayers(arena, planned, places);
    const images = putImages(arena, this.architecture, this.#pixels);
    this.#network = arena.put(
      encodeRecord(records.InferenceNetwork, {
        layers: table,
        layerCount: planned.length,
        images,
        border: planned[0].inStart,
        terms: arena.take(records.Terms.bytes),
        planes: arena.takeZeros(planned[0].inChannels * planned[0].inPlane),
        scratch: arena.take(Math.max(...planned.map((layer) => layer.sumPlane))),
        state: arena.takeZeros(state),
      }),
    );
    planned.forEach((_, index) => {
      new Int8Array(arena.memory.buffer, places[index].weights, weights[index].length).set(weights[index]);
      kernels.tabulateLayer(table, index);
    });
    this.#one = undefined;
    if (suitsOneImage(this.architecture, planned)) {
      const addresses = places.map((place) => place.weights);
      this.#one = layOutOneImage(arena, this.architecture, planned, addresses, images);
      kernels.tabulateOne(this.#one.record);
    }
  }

  /**
   * Logits of `count` whole images (count × height × width × channels bytes), count × outputs, in units of
   * 1 / `scales(architecture).at(-1)`. A new array.
   */
  logits(images: Uint8Array, count: number): Int32Array {
    const { arena, kernels } = this.#open();
    const bytes = imageBytes(this.architecture.input);
    if (images.length < count * bytes) {
      throw new RangeError(`${count} images have ${count * bytes} bytes, but ${images.length} came`);
    }
    const all = new Int32Array(count * this.outputs);
    const { buffer } = arena.memory;
    if (this.#one && count < FEW) {
      for (let index = 0; index < count; index++) {
        new Uint8Array(buffer, this.#pixels, bytes).set(images.subarray(index * bytes, (index + 1) * bytes));
        kernels.logitsOfOne(this.#one.record);
        all.set(new Int32Array(buffer, this.#one.logits, this.outputs), index * this.outputs);
      }
      return all;
    }
    for (let first = 0; first < count; first += BATCH) {
      const some = Math.min(BATCH, count - first);
      new Uint8Array(buffer, this.#pixels, some * bytes).set(
        images.subarray(first * bytes, (first + some) * bytes),
      );
      kernels.logits(this.#network, 0, some, this.#results);
      all.set(new Int32Array(buffer, this.#results, some * this.outputs), first * this.outputs);
    }
    return all;
  }

  /** Gives the memory back; the object cannot be used afterwards. */
  close(): void {
    this.#core = undefined;
  }

  #open(): Core {
    if (!this.#core) throw new Error("this Inference is closed");
    return this.#core;
  }
}
