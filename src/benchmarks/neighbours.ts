import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { DEFAULT_ENV } from "../../envs/index.js";
import { Random } from "../../envs/random.js";
import { adapterOf, slugOf } from "../adapters/environments.js";
import { slice } from "../data/data-set.js";
import type { Cost } from "../kernels/costs.js";
import { KernelGradients } from "../kernels/gradients.js";
import { Inference } from "../kernels/inference.js";
import { Neighbours } from "../kernels/neighbours.js";
import { type Architecture, fanIn } from "../networks/architecture.js";
import { randomNetwork } from "../networks/random-network.js";
import type { Swap, TernaryNetwork } from "../networks/ternary-network.js";
import { imageNetwork } from "../tasks/image-network.js";
import { mnist } from "../tasks/stored-images.js";
import { percent } from "../text.js";
import type { Benchmark, BenchmarkRow } from "./benchmark.js";
import { fastest, fastestPace, type Machine, measureMachine } from "./machine.js";
import { neighbourWork, type Work } from "./neighbour-work.js";
import type { Pace } from "./stopwatch.js";
import { openTfjsForward } from "./tfjs-forward.js";

const SPARSITY = 90;

/** Swaps at once. */
const MANY = 256;

/** What is searched, with something to measure a neighbour by. */
interface Workload {
  readonly name: string;
  readonly architecture: Architecture;
  readonly images: Uint8Array;
  readonly count: number;
  readonly targets: Uint8Array | Float32Array;
  readonly costs: readonly Cost[];
}

/** Neighbours a second: 10,000 of MNIST's images, and 2,000 frames for the car. */
export const neighbours: Benchmark = {
  meaning:
    "Exact neighbours of a 90 % sparse network; the fastest of several runs, by processor time on one thread and by the clock on " +
    "several. × forward: how many times faster than the project's own whole sparse forward pass of the same images; " +
    "× dense: than its own dense pass in 32-bit floats; × tfjs: than TensorFlow.js's dense pass on its wasm backend, where " +
    "@tensorflow/tfjs-backend-wasm is installed; × one thread: by the clock, than the same on one thread. CPU of one thread: " +
    "its processor time as a share of what all threads take together; 100 % says that sharing costs nothing, also on a busy " +
    "machine. M vectors, MB: the least that a neighbour must add, in 16-byte vectors, and read of what is kept. Of adding, of " +
    "reading: what share of the time the machine would need at its best for that, from the first-level cache and from " +
    "memory (the machine's rows say how fast that is); more than 100 % says that the state came from a cache. Hardest " +
    "first: after a climb in the last layer, images in the order of their margins, so that blocks are left out which no " +
    "swap can change (margin window), or a neighbour is dropped as soon as it has more errors than the present network " +
    "(stop when worse); both are exact.",
  async run(report, signal) {
    const machine = await measureMachine();
    const row = { network: "", layer: "", threads: 1 };
    report({ ...row, what: "machine: vectors loaded from cache and added", "per second": machine.vectors });
    report({ ...row, what: "machine: MB read from memory", "per second": machine.bytes / 1e6 });
    for (const load of [loadDigits, loadFrames]) {
      if (signal.aborted) return;
      await measureWorkload(await load(), machine, report, signal);
    }
  },
};

/** Reports one measurement, of so many neighbours. */
type Add = (layer: string, what: string, pace: Pace, neighbours: number, work?: Work) => void;

async function measureWorkload(
  workload: Workload,
  machine: Machine,
  report: (row: BenchmarkRow) => void,
  signal: AbortSignal,
): Promise<void> {
  const { name, architecture, images, count } = workload;
  const network = randomNetwork(architecture, SPARSITY, new Random(1));
  const { dense, tfjs } = await denseSeconds(architecture, images, count);
  const timesTfjs = (seconds: number): Record<string, number> => (tfjs ? { "× tfjs": tfjs / seconds } : {});
  const inference = await Inference.create(network);
  const own = fastest(5, () => inference.logits(images, count));
  inference.close();
  const all = { network: name, layer: "all", threads: 1 };
  report({ ...all, what: "dense forward, 32-bit floats", "per second": 1 / dense });
  if (tfjs) report({ ...all, what: "dense forward by tfjs, wasm backend", "per second": 1 / tfjs });
  report({
    ...all,
    what: "sparse forward",
    "per second": 1 / own,
    "× dense": dense / own,
    ...timesTfjs(own),
  });
  const onOne = new Map<string, number>();
  const add: Add = (layer, what, { cpuSeconds }, amount, work) => {
    const seconds = cpuSeconds / amount;
    onOne.set(`${layer} ${what}`, seconds);
    report({
      network: name,
      layer,
      threads: 1,
      what,
      "per second": 1 / seconds,
      "× forward": own / seconds,
      "× dense": dense / seconds,
      ...timesTfjs(seconds),
      ...(work
        ? {
            "M vectors": (work.vectors * count) / 1e6,
            MB: (work.bytes * count) / 1e6,
            "of adding": percent((work.vectors * count) / machine.vectors / seconds, 0),
            "of reading": percent((work.bytes * count) / machine.bytes / seconds, 0),
          }
        : {}),
    });
  };
  const clocked = (threads: number): Add => {
    return (layer, what, pace, amount) => {
      const seconds = pace.seconds / amount;
      const one = onOne.get(`${layer} ${what}`)!;
      const columns = {
        "× one thread": one / seconds,
        "CPU of one thread": percent((one * amount) / pace.cpuSeconds, 0),
      };
      report({ network: name, layer, threads, what, "per second": 1 / seconds, ...columns });
    };
  };
  await measureLayers(network, workload, 1, add, signal);
  const threads = availableParallelism();
  if (threads > 1) await measureLayers(network, workload, threads, clocked(threads), signal);
  if (workload.targets instanceof Uint8Array) {
    await measureHardestFirst(network, { ...workload, targets: workload.targets }, add, signal);
  }
}

/** Swaps in every layer of a random network, looking at every image. */
async function measureLayers(
  network: TernaryNetwork,
  { architecture, images, count, targets, costs }: Workload,
  threads: number,
  add: Add,
  signal: AbortSignal,
): Promise<void> {
  const random = new Random(4);
  const search = await Neighbours.create(network, images, count, { threads });
  search.setTargets(targets);
  for (const [index, layer] of architecture.layers.entries()) {
    // Lets Ctrl-C through.
    await setImmediate();
    if (signal.aborted) break;
    const list = swaps(network, index, MANY, random);
    const work = neighbourWork(network, index);
    const isLast = index === architecture.layers.length - 1;
    if (threads === 1) {
      // So often that all of the kernel's code has been compiled for speed.
      const pace = fastestPace(20, () => search.evaluate(list[0]));
      add(layer.name, "logits of one", pace, 1, work);
    }
    for (const cost of costs) {
      const pace = fastestPace(3, () => search.costs(list, cost));
      add(layer.name, `${cost.kind}, every image, ${list.length} at once`, pace, list.length, work);
    }
    if (isLast && targets instanceof Uint8Array) {
      const from = Int32Array.from(list, (swap) => swap.from);
      const to = Int32Array.from(list, (swap) => swap.to);
      const pace = fastestPace(5, () => search.outputErrors(from, to, true));
      add(layer.name, "errors, every image, on its own", pace, MANY, work);
    }
    const [there] = list;
    const back = { layer: index, from: there.to, to: there.from };
    const thereAndBack = () => {
      search.commit(there);
      search.commit(back);
    };
    add(layer.name, "commit", fastestPace(3, thereAndBack), 2);
  }
  search.close();
}

/** Errors where most margins are wide: after a climb in the last layer, the hardest images first. */
async function measureHardestFirst(
  network: TernaryNetwork,
  { architecture, images, count, targets }: Workload & { readonly targets: Uint8Array },
  add: Add,
  signal: AbortSignal,
): Promise<void> {
  const random = new Random(5);
  const last = architecture.layers.length - 1;
  const search = await Neighbours.create(network, images, count);
  search.setTargets(targets);
  climb(search, last, random);
  const climbed = search.network();
  const order = hardestFirst(search.logits, targets, search.outputs);
  search.close();
  const bytes = images.length / count;
  const sorted = new Uint8Array(images.length);
  for (const [place, image] of order.entries()) {
    sorted.set(images.subarray(image * bytes, (image + 1) * bytes), place * bytes);
  }
  const ordered = await Neighbours.create(climbed, sorted, count);
  ordered.setTargets(Uint8Array.from(order, (image) => targets[image]));
  const errors: Cost = { kind: "errors" };
  const present = ordered.cost(errors);
  for (const [index, { name }] of architecture.layers.entries()) {
    await setImmediate();
    if (signal.aborted) break;
    if (index === last) {
      const list = swaps(climbed, index, 16384, random);
      const from = Int32Array.from(list, (swap) => swap.from);
      const to = Int32Array.from(list, (swap) => swap.to);
      const pace = fastestPace(5, () => ordered.outputErrors(from, to));
      add(name, "errors, hardest first, margin window", pace, list.length);
      continue;
    }
    const list = swaps(climbed, index, MANY, random);
    if (index === last - 1) {
      const pace = fastestPace(3, () => ordered.costs(list, errors));
      add(name, `errors, hardest first, margin window, ${list.length} at once`, pace, list.length);
    }
    const pace = fastestPace(3, () => ordered.costs(list, errors, 0, count, present));
    add(name, `errors, hardest first, stop when worse, ${list.length} at once`, pace, list.length);
  }
  ordered.close();
}

/** Numbers of the images, those whose label's logit is least ahead of the others first. */
function hardestFirst(logits: Int32Array, labels: Uint8Array, outputs: number): number[] {
  const margins = Array.from(labels, (label, image) => {
    const row = [...logits.subarray(image * outputs, (image + 1) * outputs)];
    const own = row[label];
    row[label] = Number.NEGATIVE_INFINITY;
    return own - Math.max(...row);
  });
  return [...margins.keys()].sort((a, b) => margins[a] - margins[b]);
}

/** Accepts what lowers the cross-entropy of 2,048 images, for 40,000 swaps of one layer. */
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

function drawSwap(weights: Int8Array, layer: number, random: Random): Swap {
  let from = random.integers(weights.length);
  while (weights[from] === 0) from = random.integers(weights.length);
  let to = random.integers(weights.length);
  while (weights[to] !== 0) to = random.integers(weights.length);
  return { layer, from, to };
}

/**
 * Seconds for a dense forward pass, scaled up from 500 images: the project's own, which is as fast as PyTorch's, and
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
  const architecture = imageNetwork(SPARSITY);
  const costs: Cost[] = [{ kind: "errors" }, { kind: "cross-entropy", scale: 2e-4 }];
  return { name: "mnist", architecture, images, count, targets: targets.labels, costs };
}

/** Noise in the shape of frames: how long a neighbour takes hardly depends on what the images show. */
async function loadFrames(): Promise<Workload> {
  const count = 2000;
  const architecture = (await adapterOf(DEFAULT_ENV)).architecture!(SPARSITY);
  const { height, width, channels } = architecture.input;
  const random = new Random(3);
  const terms = [8, 1, 1].map((weight) => ({ weight, beta: 0.2 }));
  return {
    name: slugOf(DEFAULT_ENV),
    architecture,
    images: Uint8Array.from({ length: count * height * width * channels }, () => random.integers(256)),
    count,
    targets: Float32Array.from({ length: count * 3 }, () => random.uniform(-1, 1)),
    costs: [{ kind: "smooth-l1", divisor: 100_000, terms }],
  };
}
