import { availableParallelism } from "node:os";
import { DEFAULT_ENV } from "../../envs/index.js";
import { Random } from "../../envs/random.js";
import { adapterOf, slugOf } from "../adapters/environments.js";
import { normal } from "../draws.js";
import { InputError } from "../errors.js";
import { KernelGradients } from "../kernels/gradients.js";
import { type Architecture, fanIn, outputShapes, weightCount } from "../networks/architecture.js";
import type { Batch, GradientEngine, Loss } from "../networks/gradient-engine.js";
import { randomNetwork } from "../networks/random-network.js";
import { imageNetwork } from "../tasks/image-network.js";
import { unitStds } from "../training/divisors.js";
import { openTfjsNode } from "../training/engines/tfjs-node.js";
import type { Benchmark } from "./benchmark.js";

interface Workload {
  readonly name: string;
  readonly architecture: Architecture;
  readonly weights: readonly Float32Array[];
  readonly loss: Loss;
  readonly batch: Batch;
}

/** Batches in a run, and runs of which the fastest counts. */
const BATCHES = 10;
const RUNS = 4;

/** Loss and gradients, forward and backward, of the networks of MNIST and of the car. */
export const training: Benchmark = {
  meaning:
    "Seconds to compute loss and gradients of 1,000 pictures, forward and backward; the fastest of several runs. Dense as " +
    "training begins, ternary as it ends. CPU: processor time of all threads; × one thread: how much sooner than the " +
    "kernels on one thread, by the clock. tfjs takes part where @tensorflow/tfjs-node is installed.",
  async run(report, signal) {
    for (const workload of await workloads()) {
      let reference: number | undefined;
      for (const { engine, threads } of await openEngines(workload)) {
        const { cpuSeconds, seconds } = await measure(engine, workload);
        await engine.close();
        reference ??= seconds;
        report({
          network: workload.name,
          engine: engine.name,
          threads,
          "CPU s": cpuSeconds,
          seconds,
          "× one thread": reference / seconds,
        });
        if (signal.aborted) return;
      }
    }
  },
};

async function openEngines({ architecture, loss, batch }: Workload) {
  const options = { architecture, loss, batch: batch.count };
  const engines: { engine: GradientEngine; threads: number }[] = [];
  for (const threads of new Set([1, availableParallelism()])) {
    engines.push({ engine: new KernelGradients({ ...options, threads }), threads });
  }
  const tfjs = await openTfjsNode(options).catch(absent);
  if (tfjs) engines.push({ engine: tfjs, threads: availableParallelism() });
  return engines;
}

function absent(error: unknown): undefined {
  if (!(error instanceof InputError)) throw error;
}

/** Seconds per 1,000 images. */
async function measure(engine: GradientEngine, { weights, batch }: Workload) {
  engine.setParameters(weights, 0.1);
  const thousands = (BATCHES * batch.count) / 1000;
  let cpuSeconds = Number.POSITIVE_INFINITY;
  let seconds = Number.POSITIVE_INFINITY;
  // The first run only warms up.
  for (let run = 0; run <= RUNS; run++) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    for (let step = 0; step < BATCHES; step++) await engine.gradients(batch);
    const { user, system } = process.cpuUsage(cpu);
    if (run === 0) continue;
    seconds = Math.min(seconds, (performance.now() - start) / 1000 / thousands);
    cpuSeconds = Math.min(cpuSeconds, (user + system) / 1e6 / thousands);
  }
  return { cpuSeconds, seconds };
}

async function workloads(): Promise<Workload[]> {
  const { architecture: drivingNetwork } = await adapterOf(DEFAULT_ENV);
  const plans = [
    { name: "mnist", batch: 100, network: imageNetwork },
    { name: slugOf(DEFAULT_ENV), batch: 64, network: drivingNetwork! },
  ];
  return plans.flatMap(({ name, batch: count, network }) =>
    [0, 90].map((sparsity) => {
      const random = new Random(sparsity);
      const architecture = network(sparsity);
      const weights =
        sparsity === 0
          ? firstWeights(architecture, random)
          : randomNetwork(architecture, sparsity, random).weights.map((layer) => Float32Array.from(layer));
      const loss: Loss =
        name === "mnist"
          ? { kind: "cross-entropy" }
          : { kind: "smooth-l1", terms: [8, 1, 1].map((weight) => ({ weight, beta: 0.2 })) };
      return {
        name: `${name}, ${sparsity === 0 ? "dense" : `ternary, ${sparsity} % zeros`}`,
        architecture,
        weights,
        loss,
        batch: noise(architecture, loss, count, random),
      };
    }),
  );
}

/** As p-SIREN begins. */
function firstWeights(architecture: Architecture, random: Random): Float32Array[] {
  const stds = unitStds(architecture, 0);
  return architecture.layers.map((layer, index) => {
    const std = (layer.divisor ?? stds[index]) / Math.sqrt(fanIn(layer));
    return Float32Array.from({ length: weightCount(layer) }, () => std * normal(random));
  });
}

function noise(architecture: Architecture, loss: Loss, count: number, random: Random): Batch {
  const { height, width, channels } = architecture.input;
  const outputs = outputShapes(architecture).at(-1)!.channels;
  const images = Uint8Array.from({ length: count * height * width * channels }, () => random.integers(256));
  const targets: Batch["targets"] =
    loss.kind === "cross-entropy"
      ? { kind: "classes", labels: Uint8Array.from({ length: count }, () => random.integers(outputs)) }
      : {
          kind: "values",
          outputs,
          values: Float32Array.from({ length: count * outputs }, () => random.uniform(-1, 1)),
        };
  return { images, count, targets };
}
