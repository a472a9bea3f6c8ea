import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Batch, EngineOptions, GradientEngine, Gradients, Loss } from "../networks/gradient-engine.js";
import { wasm } from "./generated/gradients.js";
import { Loss as LossRecord } from "./generated/records.js";
import { type GradientsLayout, layOutGradients, SHARDS } from "./gradients-layout.js";
import { type GradientKernels, GradientThread, instantiate, Job } from "./gradients-threads.js";

/**
 * Gradients by AssemblyScript kernels: 128-bit vectors of 32-bit floats, one thread or several.
 *
 * Zero weights cost nothing in the forward pass, and the backward pass goes through only the maxima that a HardTanh
 * does not saturate, so a step gets faster as the network gets sparser. The same input gives the same bits with any
 * number of threads: a batch is cut into {@link SHARDS} parts whose sums are added in order.
 */
export class KernelGradients implements GradientEngine {
  readonly name = "kernels";
  readonly #options: EngineOptions;
  readonly #layout: GradientsLayout;
  readonly #kernels: GradientKernels;
  readonly #thread: GradientThread;
  readonly #workers: Worker[];
  readonly #memory: WebAssembly.Memory;

  /** @throws RangeError when the architecture's layers do not fit together, or the loss does not fit its outputs. */
  constructor(options: EngineOptions) {
    const { architecture, loss, batch, threads = availableParallelism() } = options;
    this.#options = options;
    const threadCount = Math.max(1, Math.min(threads, SHARDS));
    const module = new WebAssembly.Module(wasm);
    this.#layout = layOutGradients(architecture, loss, batch, threadCount, heapBase(module));
    checkLoss(loss, this.#layout.outputs);
    const { pages, records } = this.#layout;
    this.#memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    this.#kernels = instantiate(module, this.#memory);
    for (const { address, words } of records) {
      new Int32Array(this.#memory.buffer, address, words.length).set(words);
    }
    const part = { module, memory: this.#memory, layout: this.#layout };
    this.#thread = new GradientThread({ ...part, thread: 0 }, this.#kernels);
    this.#workers = Array.from({ length: threadCount - 1 }, (_, index) => {
      const url = new URL("./gradients-worker.js", import.meta.url);
      const worker = new Worker(url, { workerData: { ...part, thread: index + 1 } });
      worker.unref();
      return worker;
    });
  }

  setParameters(weights: readonly Float32Array[], outputScale: number): void {
    for (const [index, layer] of this.#layout.layers.entries()) {
      this.#floats(layer.weights, layer.count).set(weights[index]);
      this.#kernels.prepare(this.#layout.network, index);
    }
    this.#floats(this.#layout.loss + LossRecord.fields.scale.at, 1)[0] = outputScale;
  }

  async gradients({ images, count, targets }: Batch): Promise<Gradients> {
    const layout = this.#layout;
    this.#setImages(images, count);
    if (targets.kind === "classes") {
      new Uint32Array(this.#memory.buffer, layout.targets, count).set(targets.labels.subarray(0, count));
    } else {
      const values = targets.values.subarray(0, count * layout.outputs);
      this.#floats(layout.targets, values.length).set(values);
    }
    this.#floats(layout.loss + LossRecord.fields.share.at, 1)[0] = 1 / count;
    this.#thread.run(Job.gradients, count);
    const costs = new Float64Array(this.#memory.buffer, layout.costs, 2 * count);
    let loss = 0;
    let logScale = 0;
    for (let index = 0; index < count; index++) {
      loss += costs[2 * index];
      logScale += costs[2 * index + 1];
    }
    const weights = layout.layers.map((layer, index) => {
      this.#kernels.reduce(layout.network, index, layout.shards);
      return this.#floats(layer.gradients, layer.count);
    });
    return { loss, outputs: this.#floats(layout.results, count * layout.outputs), weights, logScale };
  }

  async forward(images: Uint8Array, count: number): Promise<Float32Array> {
    return this.forwardNow(images, count);
  }

  /** As `forward`, at once: for policies, which act in the step that they observe. */
  forwardNow(images: Uint8Array, count: number): Float32Array {
    const { outputs, results } = this.#layout;
    const { batch } = this.#options;
    const pixels = images.length / count;
    const all = new Float32Array(count * outputs);
    for (let start = 0; start < count; start += batch) {
      const part = Math.min(batch, count - start);
      this.#setImages(images.subarray(start * pixels, (start + part) * pixels), part);
      this.#thread.run(Job.forward, part);
      all.set(this.#floats(results, part * outputs), start * outputs);
    }
    return all;
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #setImages(images: Uint8Array, count: number): void {
    const { height, width, channels } = this.#options.architecture.input;
    const bytes = count * height * width * channels;
    if (count < 1 || count > this.#options.batch || images.length < bytes) {
      throw new RangeError(
        `expected 1 to ${this.#options.batch} images of ${height}×${width}×${channels}, got ${count} in ${images.length} bytes`,
      );
    }
    new Uint8Array(this.#memory.buffer, this.#layout.images, bytes).set(images.subarray(0, bytes));
  }

  #floats(address: number, count: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, count);
  }
}

/** Where static data end: known to an instance only, so ask a small one. */
function heapBase(module: WebAssembly.Module): number {
  return instantiate(module, new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })).heapBase();
}

function checkLoss(loss: Loss, outputs: number): void {
  if (loss.kind === "smooth-l1" && loss.terms.length !== outputs) {
    throw new RangeError(`expected a loss term for each of ${outputs} outputs, got ${loss.terms.length}`);
  }
}
