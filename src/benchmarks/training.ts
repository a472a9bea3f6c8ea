import { availableParallelism } from "node:os";
import { Random } from "../../envs/random.js";
import { InputError } from "../errors.js";
import { KernelGradients } from "../kernels/gradients.js";
import { type Architecture, fanIn, outputShapes, weightCount } from "../networks/architecture.js";
import { randomNetwork } from "../networks/random-network.js";
import { carNetwork } from "../tasks/car-racing/architecture.js";
import { pictureNetwork } from "../tasks/picture-network.js";
import { unitSpreads } from "../training/divisors.js";
import { normal } from "../training/draws.js";
import { openTfjsNode } from "../training/engines/tfjs.js";
import type { Batch, GradientEngine, Loss } from "../training/gradient-engine.js";

/** What it costs an engine to compute loss and gradients, forward and backward, of 1,000 pictures. */
export interface TrainingSpeed {
  readonly network: string;
  readonly engine: string;
  readonly threads: number;
  /** Processor time of all threads, and time on the clock (s per 1,000 pictures). */
  readonly cpuSeconds: number;
  readonly seconds: number;
  /** Processor time of the kernels on one thread and the same network ÷ that of this row. */
  readonly ratio: number;
}

interface Workload {
  readonly name: string;
  readonly architecture: Architecture;
  readonly weights: readonly Float32Array[];
  readonly loss: Loss;
  readonly batch: Batch;
}

/**
 * Compares the gradient engines on the networks of MNIST and of the car, dense as training begins and ternary with
 * 90 % zeros as it ends. tfjs takes part where `@tensorflow/tfjs-node` is installed.
 * @param pictures to compute at least, for each row, after as many to warm up
 */
export async function benchmarkTraining(pictures = 2_000): Promise<TrainingSpeed[]> {
  const rows: TrainingSpeed[] = [];
  for (const workload of workloads()) {
    const { architecture, loss, batch } = workload;
    const options = { architecture, loss, batch: batch.count };
    const engines: { engine: GradientEngine; threads: number }[] = [];
    for (const threads of new Set([1, availableParallelism()])) {
      engines.push({ engine: new KernelGradients({ ...options, threads }), threads });
    }
    const tfjs = await openTfjsNode(options).catch(absent);
    if (tfjs) engines.push({ engine: tfjs, threads: availableParallelism() });
    let reference: number | undefined;
    for (const { engine, threads } of engines) {
      const speed = await measure(engine, workload, pictures);
      reference ??= speed.cpuSeconds;
      const ratio = reference / speed.cpuSeconds;
      rows.push({ network: workload.name, engine: engine.name, threads, ...speed, ratio });
      await engine.close();
    }
  }
  return rows;
}

function absent(error: unknown): undefined {
  if (!(error instanceof InputError)) throw error;
}

async function measure(engine: GradientEngine, { weights, batch }: Workload, pictures: number) {
  engine.setParameters(weights, 0.1);
  const run = async () => {
    let done = 0;
    for (; done < pictures; done += batch.count) await engine.gradients(batch);
    return done / 1000;
  };
  await run();
  const cpu = process.cpuUsage();
  const start = performance.now();
  const thousands = await run();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuSeconds: (user + system) / 1e6 / thousands, seconds: seconds / thousands };
}

function workloads(): Workload[] {
  const plans = [
    { name: "mnist", batch: 100, network: pictureNetwork },
    { name: "car-racing", batch: 64, network: carNetwork },
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
  const spreads = unitSpreads(architecture, 0);
  return architecture.layers.map((layer, index) => {
    const spread = (layer.divisor ?? spreads[index]) / Math.sqrt(fanIn(layer));
    return Float32Array.from({ length: weightCount(layer) }, () => spread * normal(random));
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
