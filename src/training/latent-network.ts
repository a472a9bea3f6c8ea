import { normal, streamOf } from "../draws.js";
import { type Architecture, fanIn, weightCount } from "../networks/architecture.js";
import type { Gradients } from "../networks/gradient-engine.js";
import { type Sparsity, zeroCounts } from "../networks/sparsity.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import { adam, type Moments, zeroMoments } from "./adam.js";
import type { Checkpoint } from "./checkpoint.js";
import { unitStds } from "./divisors.js";
import { markLargest } from "./largest.js";
import { rescaleLatents, ternarise } from "./ternarise.js";

/** How a step of Adam moves the latent weights. */
export interface LatentStep {
  /** In the real-valued stages times a layer's divisor. */
  readonly rate: number;
  /** Whether it is a step of the ternary stage: with straight-through gradients, so in other units. */
  readonly ternary: boolean;
  /** Only weights that are kept move. */
  readonly masked: boolean;
  /** See `Recipe.fullRateFrom`. */
  readonly fullRateFrom?: number;
}

/**
 * The latent weights of a network in training: real numbers, of which a mask keeps as many as the sparsity leaves, and
 * of which the signs are the ternary network.
 */
export class LatentNetwork {
  #architecture: Architecture;
  #sparsity: Sparsity;
  /** Zeros the finished network has in each layer. */
  #zeros: readonly number[];
  /** What a layer's sums are divided by; the last layer's only in the output scale. */
  #units: readonly number[];
  /** Latent weights layer by layer, then the logarithm of the output scale. */
  readonly #parameters: readonly Float32Array[];
  readonly #moments: Moments[];
  /** For each weight, whether it is kept. */
  readonly #masks: readonly Uint8Array[];
  readonly #ternary: readonly Float32Array[];
  /** Steps of Adam since its moments were zero. */
  #updates: number;

  /** @param from the seed of the first weights, the first weights themselves, or the state to go on from */
  constructor(
    architecture: Architecture,
    sparsity: Sparsity,
    from: number | readonly Float32Array[] | Checkpoint,
  ) {
    const { layers } = architecture;
    this.#architecture = architecture;
    this.#sparsity = sparsity;
    this.#zeros = zeroCounts(architecture, sparsity);
    this.#units = layerUnits(architecture, sparsity);
    this.#masks = layers.map((layer) => new Uint8Array(weightCount(layer)).fill(1));
    this.#ternary = layers.map((layer) => new Float32Array(weightCount(layer)));
    if (typeof from !== "number" && "parameters" in from) {
      this.#parameters = from.parameters.map((array) => array.slice());
      this.#moments = from.means.map((mean, index) => ({
        mean: mean.slice(),
        square: from.squares[index].slice(),
      }));
      this.#updates = from.updates;
      return;
    }
    const weights =
      typeof from === "number" ? firstWeights(architecture, this.#units, from) : inUnits(from, this.#units);
    this.#parameters = [...weights, new Float32Array(1)];
    this.#moments = this.#parameters.map(({ length }) => zeroMoments(length));
    this.#updates = 0;
  }

  get architecture(): Architecture {
    return this.#architecture;
  }

  /** Percent of zeros in each layer. */
  get sparsity(): Sparsity {
    return this.#sparsity;
  }

  /** Latent weights, one array a layer. */
  get latents(): readonly Float32Array[] {
    return this.#parameters.slice(0, -1);
  }

  /** The factor on the outputs. */
  get outputScale(): number {
    return this.outputScaleOf(this.#parameters);
  }

  outputScaleOf(parameters: readonly Float32Array[]): number {
    return Math.exp(parameters[parameters.length - 1][0]) / this.#units[this.#units.length - 1];
  }

  /** A copy of the parameters, as in a checkpoint. */
  copyParameters(): Float32Array[] {
    return this.#parameters.map((array) => array.slice());
  }

  /** What a checkpoint holds of it. */
  state(): Pick<Checkpoint, "updates" | "zeros" | "parameters" | "means" | "squares"> {
    return {
      updates: this.#updates,
      zeros: [...this.#zeros],
      parameters: this.copyParameters(),
      means: this.#moments.map(({ mean }) => mean.slice()),
      squares: this.#moments.map(({ square }) => square.slice()),
    };
  }

  /** Keeps the weights of largest magnitude, so that `share` of the zeros (all by default) are not kept. */
  mask(share = 1): void {
    for (const [index, mask] of this.#masks.entries()) {
      markLargest(this.#parameters[index], mask.length - Math.round(this.#zeros[index] * share), mask);
    }
  }

  /** What is not kept becomes 0, and stays so until the ternary stage. */
  prune(): void {
    for (const [index, mask] of this.#masks.entries()) {
      const latents = this.#parameters[index];
      for (let at = 0; at < mask.length; at++) if (mask[at] === 0) latents[at] = 0;
    }
  }

  /** Weights that are not kept, in each layer. */
  maskedCounts(): number[] {
    return this.#masks.map((mask) => mask.reduce((zeros, kept) => zeros + 1 - kept, 0));
  }

  /** The signs of what is kept, as floats: valid until the next call. */
  ternaryWeights(): readonly Float32Array[] {
    for (const [index, mask] of this.#masks.entries())
      ternarise(this.#parameters[index], mask, this.#ternary[index]);
    return this.#ternary;
  }

  /** Brings the kept weights to the magnitudes that the ternary stage begins with. */
  rescale(): void {
    for (const [index, mask] of this.#masks.entries()) rescaleLatents(this.#parameters[index], mask);
    // Latent weights are in other units now, and so would the moments be.
    for (const [index, { length }] of this.#parameters.entries()) this.#moments[index] = zeroMoments(length);
    this.#updates = 0;
  }

  /** A step of Adam. */
  update(gradients: Gradients, { rate, ternary, masked, fullRateFrom = 1 }: LatentStep): void {
    this.#updates++;
    // In the ternary stage magnitudes decide which weights are kept. Adam alone would let those that hardly matter grow
    // as fast as the others, so that chance would decide.
    for (const [index, gradient] of gradients.weights.entries()) {
      adam(this.#parameters[index], gradient, this.#moments[index], {
        rate: rate * (ternary ? this.#rateShare(index, fullRateFrom) : this.#units[index]),
        step: this.#updates,
        marks: masked ? this.#masks[index] : undefined,
        partial: ternary,
      });
    }
    const scale = this.#parameters.length - 1;
    const slope = Float32Array.of(gradients.logScale);
    adam(this.#parameters[scale], slope, this.#moments[scale], { rate, step: this.#updates });
  }

  /** The share of the rate at which a layer learns in the ternary stage. */
  #rateShare(index: number, fullRateFrom: number): number {
    const kept = this.#masks[index].length - this.#zeros[index];
    return Math.sqrt(Math.min(1, kept / fullRateFrom));
  }

  /**
   * Takes another sparsity and its divisors. Latent weights move into the new units, which changes nothing of the
   * outputs.
   */
  setSparsity(architecture: Architecture, sparsity: Sparsity): void {
    const old = this.#units;
    this.#architecture = architecture;
    this.#sparsity = sparsity;
    this.#zeros = zeroCounts(architecture, sparsity);
    this.#units = layerUnits(architecture, sparsity);
    for (const [index, unit] of this.#units.entries()) {
      const factor = unit / old[index];
      scaleBy(this.#parameters[index], factor);
      scaleBy(this.#moments[index].mean, 1 / factor);
      scaleBy(this.#moments[index].square, factor ** -2);
    }
  }

  /** The ternary network of some parameters; with a dynamic mask the largest of them are kept. */
  network(parameters: readonly Float32Array[], isDynamic: boolean): TernaryNetwork {
    const weights = this.#masks.map((present, index) => {
      const latents = parameters[index];
      const mask = present.slice();
      if (isDynamic) markLargest(latents, mask.length - this.#zeros[index], mask);
      const ternary = new Int8Array(mask.length);
      ternarise(latents, mask, ternary);
      return ternary;
    });
    return { architecture: this.#architecture, weights };
  }
}

/** v ~ N(0, 1) · divisor / √fan-in, so that sums are spread like the HardTanh's input. */
function firstWeights({ layers }: Architecture, units: readonly number[], seed: number): Float32Array[] {
  const random = streamOf(seed, 0);
  return layers.map((layer, index) => {
    const std = units[index] / Math.sqrt(fanIn(layer));
    return Float32Array.from({ length: weightCount(layer) }, () => std * normal(random));
  });
}

/** Weights that sum to the HardTanh's input as they are; its divisor is taken off latent ones. */
const inUnits = (weights: readonly Float32Array[], units: readonly number[]): Float32Array[] =>
  weights.map((values, index) => values.map((value) => value * units[index]));

/** A layer's divisor; for the last layer, whose outputs are read as they are, the spread of its sums. */
function layerUnits(architecture: Architecture, sparsity: Sparsity): number[] {
  const stds = unitStds(architecture, sparsity);
  return architecture.layers.map(({ divisor }, index) => divisor ?? stds[index]);
}

function scaleBy(values: Float32Array, factor: number): void {
  for (let index = 0; index < values.length; index++) values[index] *= factor;
}
