import { createRequire } from "node:module";
import type { Random } from "../../../envs/random.js";
import { KernelGradients } from "../../../src/kernels/gradients.js";
import {
  type Architecture,
  type Layer,
  outputShapes,
  weightCount,
} from "../../../src/networks/architecture.js";
import type { Batch, EngineOptions, GradientEngine } from "../../../src/networks/gradient-engine.js";
import { type Tfjs, TfjsGradients } from "../../../src/training/engines/tfjs.js";

/** tfjs on its cpu backend: slow, and right. */
export function openTfjsCpu(options: EngineOptions): GradientEngine {
  const require = createRequire(import.meta.url);
  const tf = require("@tensorflow/tfjs") as typeof Tfjs;
  // Else it recommends its native backend on the first call.
  tf.env().set("IS_TEST", true);
  return new TfjsGradients(tf, options);
}

/** Every engine that can be tested anywhere. */
export const engines: Readonly<Record<string, (options: EngineOptions) => GradientEngine>> = {
  kernels: (options) => new KernelGradients({ ...options, threads: 1 }),
  tfjs: openTfjsCpu,
};

/** Small networks with everything a layer can have: strides, padding, crops, overlapping pools, no pool, no conv. */
export const architectures: Readonly<Record<string, Architecture>> = {
  "like MNIST's": {
    input: { height: 12, width: 10, channels: 1, crop: null, centred: false },
    layers: [
      conv("a", 1, 5, 5, 1, 2, 2, { size: 2, stride: 2 }),
      conv("b", 5, 6, 3, 1, 1, 3, { size: 2, stride: 2 }),
      dense("c", 36, 4),
    ],
  },
  "like the car's": {
    input: { height: 40, width: 38, channels: 3, crop: null, centred: true },
    layers: [
      conv("a", 3, 6, 7, 4, 2, 5, { size: 3, stride: 2 }),
      conv("b", 6, 7, 3, 1, 1, 4, { size: 3, stride: 1 }),
      dense("c", 28, 9, 3),
      dense("d", 9, 3),
    ],
  },
  "cropped, strides everywhere, no pools": {
    input: {
      height: 22,
      width: 31,
      channels: 2,
      crop: { row: 3, column: 4, height: 17, width: 25 },
      centred: true,
    },
    layers: [conv("a", 2, 3, 4, 2, 1, 2), conv("b", 3, 5, 3, 3, 0, 2), dense("c", 40, 2)],
  },
  "a wide pool": {
    input: { height: 25, width: 25, channels: 1, crop: null, centred: false },
    layers: [conv("a", 1, 3, 4, 1, 0, 1, { size: 3, stride: 3 }), dense("b", 147, 3)],
  },
  "dense only": {
    input: {
      height: 5,
      width: 7,
      channels: 2,
      crop: { row: 1, column: 2, height: 4, width: 3 },
      centred: false,
    },
    layers: [dense("a", 24, 6, 2), dense("b", 6, 3)],
  },
};

function conv(
  name: string,
  from: number,
  out: number,
  kernel: number,
  stride: number,
  padding: number,
  divisor: number,
  pool?: { size: number; stride: number },
): Layer {
  return { name, kind: "conv", in: from, out, kernel, stride, padding, divisor, ...(pool && { pool }) };
}

function dense(name: string, from: number, out: number, divisor?: number): Layer {
  return { name, kind: "dense", in: from, out, ...(divisor && { divisor }) };
}

/** Weights drawn so that some units saturate and some do not; `density` is the share of non-zeros in convolutions. */
export function randomWeights({ layers }: Architecture, random: Random, density = 1): Float32Array[] {
  return layers.map((layer) => {
    const count = weightCount(layer);
    const share = layer.kind === "conv" ? density : Math.max(density, 0.5);
    const spread = (3 * (layer.divisor ?? 1)) / Math.sqrt((count / layer.out) * share);
    return Float32Array.from({ length: count }, () =>
      random.random() < share ? random.uniform(-spread, spread) : 0,
    );
  });
}

export function outputCount(architecture: Architecture): number {
  const last = outputShapes(architecture).at(-1)!;
  return last.channels * last.height * last.width;
}

/** Noise with classes or with values from −1.3 to 1.3, many of them at exactly ±1. */
export function randomBatch(
  architecture: Architecture,
  random: Random,
  count: number,
  kind: "classes" | "values",
): Batch {
  const { height, width, channels } = architecture.input;
  const outputs = outputCount(architecture);
  const images = Uint8Array.from({ length: count * height * width * channels }, () => random.integers(256));
  const targets =
    kind === "classes"
      ? { kind, labels: Uint8Array.from({ length: count }, () => random.integers(outputs)) }
      : {
          kind,
          outputs,
          values: Float32Array.from({ length: count * outputs }, () =>
            Math.max(-1, Math.min(1, random.uniform(-1.6, 1.6))),
          ),
        };
  return { images, count, targets };
}
