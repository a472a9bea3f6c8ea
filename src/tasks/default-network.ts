import { type Architecture, type Layer, outputShapes } from "../networks/architecture.js";
import type { Sparsity } from "../networks/sparsity.js";
import type { Hyperparameters } from "../policies/env-adapter.js";
import type { ObservationEncoder } from "../policies/observation-encoder.js";
import { withDivisors } from "../training/divisors.js";

/** Units of the hidden layers of networks that read vectors: one layer, since small nets are searched fastest. */
const HIDDEN = [64];

/**
 * Of networks for searches by reward alone, which climb small ones fastest: units of the hidden layers, percent of
 * zeros.
 */
export const SMALL = { hidden: [16], sparsity: 30 };
/** Their hidden units are sharper than those of others: of few units, each has to decide something. */
const SMALL_DIVISOR_SHARE = 0.45;

/**
 * Images smaller than this many pixels a side are read by the convolutions of the paper's net for digits, others by
 * those for driving.
 */
const SMALL_IMAGE = 64;

/** Divisors of the hidden layers in units of √(non-zeros per unit): smaller ones let most units saturate. */
const DIVISOR_SHARE = 1;

/** An architecture with the divisors that suit a sparsity, where nothing is known of it. */
export const withUsualDivisors = (architecture: Architecture, sparsity: Sparsity): Architecture =>
  withDivisors(architecture, sparsity, DIVISOR_SHARE, Math.ceil);

/**
 * A network for searches by reward alone that fits an encoder, not one of images, and a number of outputs.
 */
export const smallNetwork = (
  encoder: ObservationEncoder,
  outputs: number,
  { hidden, sparsity }: NonNullable<Hyperparameters["small"]>,
): Architecture =>
  withDivisors(layersFor(encoder, outputs, hidden), sparsity, SMALL_DIVISOR_SHARE, Math.ceil);

/**
 * A network that fits an encoder and a number of outputs: dense layers for vectors and integers, two convolutions and
 * dense layers for images.
 * @param hidden units of each hidden layer, for vectors and integers
 */
export const defaultNetwork = (
  encoder: ObservationEncoder,
  outputs: number,
  sparsity: Sparsity,
  hidden: readonly number[] = HIDDEN,
): Architecture => withUsualDivisors(layersFor(encoder, outputs, hidden), sparsity);

/** Outputs of a random network are of about the size of one input: that is what actions are read from. */
export function randomOutputDivisor({ layers }: Architecture): number {
  return layers.slice(0, -1).reduce((product, { divisor = 1 }) => product * divisor, 255);
}

function layersFor(
  { input, settings }: ObservationEncoder,
  outputs: number,
  hidden: readonly number[],
): Architecture {
  if (settings.kind !== "image") {
    const named = hidden.map((_, index) => (hidden.length > 1 ? `hidden${index + 1}` : "hidden"));
    const units = [input.width, ...hidden, outputs];
    const layers = [...named, "output"].map((name, index) => dense(name, units[index], units[index + 1]));
    return { input, layers };
  }
  return Math.min(input.height, input.width) < SMALL_IMAGE ? small(input, outputs) : large(input, outputs);
}

function small(input: Architecture["input"], outputs: number): Architecture {
  const pool = { size: 2, stride: 2 };
  const layers = [
    { name: "layer1.0", kind: "conv", in: input.channels, out: 16, kernel: 5, stride: 1, padding: 2 },
    { name: "layer2.0", kind: "conv", in: 16, out: 32, kernel: 5, stride: 1, padding: 2 },
  ] as const;
  const isTiny = Math.min(input.height, input.width) < 4;
  const convolutions: Layer[] = layers.map((layer) => (isTiny ? layer : { ...layer, pool }));
  return { input, layers: [...convolutions, dense("fc", featuresOf(input, convolutions), outputs)] };
}

function large(input: Architecture["input"], outputs: number): Architecture {
  const pool = { size: 3, stride: 2 };
  // The paper's 7×7 windows at stride 4 suit 96 pixels a side; the stride grows with the image.
  const stride = Math.max(2, Math.round(Math.min(input.height, input.width) / 24));
  const convolutions: Layer[] = [
    { name: "layer1.0", kind: "conv", in: input.channels, out: 32, kernel: 7, stride, padding: 2, pool },
    { name: "layer2.0", kind: "conv", in: 32, out: 64, kernel: 5, stride: 1, padding: 2, pool },
  ];
  return {
    input,
    layers: [...convolutions, dense("fc1", featuresOf(input, convolutions), 100), dense("fc2", 100, outputs)],
  };
}

const dense = (name: string, features: number, out: number): Layer => ({
  name,
  kind: "dense",
  in: features,
  out,
});

function featuresOf(input: Architecture["input"], layers: readonly Layer[]): number {
  const { channels, height, width } = outputShapes({ input, layers }).at(-1)!;
  return channels * height * width;
}
