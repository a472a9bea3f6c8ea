import { setImmediate } from "node:timers/promises";
import { Random } from "../../envs/random.js";
import type { Cost } from "../kernels/costs.js";
import { KernelGradients } from "../kernels/gradients.js";
import { Inference } from "../kernels/inference.js";
import { Neighbours } from "../kernels/neighbours.js";
import { type Architecture, fanIn } from "../networks/architecture.js";
import { randomNetwork } from "../networks/random-network.js";
import type { Swap, TernaryNetwork } from "../networks/ternary-network.js";
import { carNetwork } from "../tasks/car-racing/architecture.js";
import { slice } from "../tasks/data-set.js";
import { mnist } from "../tasks/mnist.js";
import { pictureNetwork } from "../tasks/picture-network.js";
import type { Benchmark, BenchmarkRow } from "./benchmark.js";
import { fastest, type Machine, measureMachine } from "./machine.js";
import { neighbourWork, type Work } from "./neighbour-work.js";
import { openTfjsForward } from "./tfjs-forward.js";

const SPARSITY = 90;

/** Half moves of either kind in a product. */
const PRODUCT = 64;

/** What is searched, with something to measure a neighbour by. */
interface Workload {
  readonly name: string;
  readonly architecture: Architecture;
  readonly images: Uint8Array;
  readonly count: number;
  readonly targets: Uint8Array | Float32Array;
  readonly cost: Cost;
}

/** Neighbours a second on one thread: 10,000 of MNIST's pictures, and 2,000 frames for the car. */
export const neighbours: Benchmark = {
  meaning:
    "Exact neighbours of a 90 % sparse network, one thread; the fastest of several runs. × forward: how many times faster " +
    "than the project's own whole sparse forward pass of the same pictures; × dense: than its own dense pass in 32-bit floats; " +
    "× tfjs: than TensorFlow.js's dense pass on its wasm backend, where @tensorflow/tfjs-backend-wasm is installed. " +
    "Of adding, of reading: what share of the time the machine would need at its best for the additions alone, " +
    "and for reading the state from memory once; a share above 100 % says that the state came from a cache.",
  async run(report, signal) {
    const machine = await measureMachine();
    for (const load of [loadDigits, loadFrames]) {
      if (signal.aborted) return;
      await measureWorkload(await load(), machine, report, signal);
    }
  },
};

async function measureWorkload(
  { name, architecture, images, count, targets, cost }: Workload,
  machine: Machine,
  report: (row: BenchmarkRow) => void,
  signal: AbortSignal,
): Promise<void> {
  const random = new Random(1);
  const network = randomNetwork(architecture, SPARSITY, random);
  const { dense, tfjs } = await denseSeconds(architecture, images, count);
  const timesTfjs = (seconds: number): Record<string, number> => (tfjs ? { "× tfjs": tfjs / seconds } : {});
  const inference = await Inference.create(network);
  const own = fastest(5, () => inference.logits(images, count));
  inference.close();
  report({ network: name, layer: "all", what: "dense forward, 32-bit floats", "per second": 1 / dense });
  if (tfjs) {
    report({
      network: name,
      layer: "all",
      what: "dense forward by tfjs, wasm backend",
      "per second": 1 / tfjs,
    });
  }
  report({
    network: name,
    layer: "all",
    what: "sparse forward",
    "per second": 1 / own,
    "× dense": dense / own,
    ...timesTfjs(own),
  });
  const search = await Neighbours.create(network, images, count);
  search.setTargets(targets);
  const add = (layer: string, what: string, seconds: number, work?: Work) =>
    report({
      network: name,
      layer,
      what,
      "per second": 1 / seconds,
      "× forward": own / seconds,
      "× dense": dense / seconds,
      ...timesTfjs(seconds),
      ...(work
        ? {
            "of adding": percent((work.vectors * count) / machine.vectors / seconds),
            "of reading": percent((work.bytes * count) / machine.bytes / seconds),
          }
        : {}),
    });
  for (const [index, layer] of architecture.layers.entries()) {
    // Lets Ctrl-C through.
    await setImmediate();
    if (signal.aborted) break;
    const list = swaps(network, index, 64, random);
    const work = neighbourWork(network, index);
    const one = fastest(5, () => search.evaluate(list[0]));
    add(layer.name, "logits of one", one, work);
    const few = list.slice(0, Math.max(2, Math.min(list.length, Math.ceil(0.2 / one))));
    add(
      layer.name,
      `${cost.kind}, ${few.length} at once`,
      fastest(3, () => search.costs(few, cost)) / few.length,
      work,
    );
    if (index === architecture.layers.length - 2) {
      const product = half(network, index, PRODUCT, random);
      const seconds = fastest(2, () => search.productCosts(index, ...product, 1, cost));
      add(layer.name, `${cost.kind}, product of ${PRODUCT} × ${PRODUCT} half moves`, seconds / PRODUCT ** 2);
    }
    if (index === architecture.layers.length - 1 && targets instanceof Uint8Array) {
      measureOutputs(search, network, random, (what, seconds) => add(layer.name, what, seconds));
    }
  }
  search.close();
}

/** Swaps of the last layer: of a random network, and of one that has climbed until most margins are wide. */
function measureOutputs(
  search: Neighbours,
  network: TernaryNetwork,
  random: Random,
  add: (what: string, seconds: number) => void,
): void {
  const layer = network.weights.length - 1;
  const many = swaps(network, layer, 16384, random);
  const from = Int32Array.from(many, (swap) => swap.from);
  const to = Int32Array.from(many, (swap) => swap.to);
  const some = 4096;
  add(
    "errors, every picture",
    fastest(5, () => search.outputErrors(from.subarray(0, some), to.subarray(0, some), true)) / some,
  );
  climb(search, layer, random);
  const climbed = swaps(search.network(), layer, 16384, random);
  const nextFrom = Int32Array.from(climbed, (swap) => swap.from);
  const nextTo = Int32Array.from(climbed, (swap) => swap.to);
  add("errors, margin window", fastest(5, () => search.outputErrors(nextFrom, nextTo)) / climbed.length);
}

/** Accepts what lowers the cross-entropy of 2,048 pictures, for 40,000 swaps of one layer. */
function climb(search: Neighbours, layer: number, random: Random): void {
  const { weights } = search.network();
  const own = weights[layer];
  const cost: Cost = { kind: "cross-entropy", scale: 2e-4 };
  let present = search.cost(cost, 0, 2048);
  for (let tried = 0; tried < 40_000; tried++) {
    const swap = drawSwap(own, layer, random);
    const [next] = search.costs([swap], cost, 0, 2048);
    if (next >= present) continue;
    search.commit(swap);
    own[swap.to] = own[swap.from];
    own[swap.from] = 0;
    present = next;
  }
}

function swaps({ weights }: TernaryNetwork, layer: number, count: number, random: Random): Swap[] {
  return Array.from({ length: count }, () => drawSwap(weights[layer], layer, random));
}

/** Places to take a weight from, and places to put one. */
function half(
  { weights }: TernaryNetwork,
  layer: number,
  count: number,
  random: Random,
): [removals: number[], additions: number[]] {
  const drawn = Array.from({ length: count }, () => drawSwap(weights[layer], layer, random));
  return [drawn.map(({ from }) => from), drawn.map(({ to }) => to)];
}

function drawSwap(weights: Int8Array, layer: number, random: Random): Swap {
  let from = random.integers(weights.length);
  while (weights[from] === 0) from = random.integers(weights.length);
  let to = random.integers(weights.length);
  while (weights[to] !== 0) to = random.integers(weights.length);
  return { layer, from, to };
}

/**
 * Seconds for a dense forward pass, scaled up from 500 pictures: the project's own, which is as fast as PyTorch's, and
 * TensorFlow.js's.
 */
async function denseSeconds(
  architecture: Architecture,
  images: Uint8Array,
  count: number,
): Promise<{ dense: number; tfjs?: number }> {
  const some = 500;
  const part = images.subarray(0, some * (images.length / count));
  const random = new Random(2);
  const weights = architecture.layers.map((layer) => {
    const size = layer.out * fanIn(layer);
    return Float32Array.from({ length: size }, () => random.uniform(-1, 1));
  });
  const scaled = async (run: () => Promise<unknown>) => ((await fastestOf(4, run)) * count) / some;
  const engine = new KernelGradients({
    architecture,
    loss: { kind: "cross-entropy" },
    batch: some,
    threads: 1,
  });
  engine.setParameters(weights, 1);
  const dense = await scaled(() => engine.forward(part, some));
  await engine.close();
  const forward = await openTfjsForward(architecture, weights, 100);
  return forward ? { dense, tfjs: await scaled(() => forward(part, some)) } : { dense };
}

/** As `fastest`, for what takes its time asynchronously. */
async function fastestOf(runs: number, run: () => Promise<unknown>): Promise<number> {
  await run();
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const start = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, user + system);
  }
  return best / 1e6;
}

async function loadDigits(): Promise<Workload> {
  const { fit } = await mnist.load({ recordings: "" });
  const { count, images, targets } = slice(fit, 0, 10_000);
  if (targets.kind !== "classes") throw new Error("digits have classes");
  const architecture = pictureNetwork(SPARSITY);
  return { name: "mnist", architecture, images, count, targets: targets.labels, cost: { kind: "errors" } };
}

/** Noise in the shape of frames: how long a neighbour takes hardly depends on what the pictures show. */
async function loadFrames(): Promise<Workload> {
  const count = 2000;
  const architecture = carNetwork(SPARSITY);
  const { height, width, channels } = architecture.input;
  const random = new Random(3);
  const terms = [8, 1, 1].map((weight) => ({ weight, beta: 0.2 }));
  return {
    name: "car-racing",
    architecture,
    images: Uint8Array.from({ length: count * height * width * channels }, () => random.integers(256)),
    count,
    targets: Float32Array.from({ length: count * 3 }, () => random.uniform(-1, 1)),
    cost: { kind: "smooth-l1", divisor: 100_000, terms },
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
