import { setImmediate as nextTurn } from "node:timers/promises";
import type { DataSet } from "../data/data-set.js";
import { KernelGradients } from "../kernels/gradients.js";
import type { Loss } from "../networks/gradient-engine.js";
import { countZeros } from "../networks/sparsity.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import { adam, zeroMoments } from "../training/adam.js";
import { BatchReader } from "../training/batch-reader.js";
import { unitStds } from "../training/divisors.js";
import { markLargest } from "../training/largest.js";
import type { Recipe } from "../training/recipe.js";
import { cosine } from "../training/schedule.js";
import { ternarise } from "../training/ternarise.js";

export interface BackPropagationOptions {
  /** Where it begins. */
  readonly network: TernaryNetwork;
  readonly fit: DataSet;
  readonly loss: Loss;
  /** Its batch and its ternary stage's rate and decay. */
  readonly recipe: Recipe;
  readonly epochs: number;
  /**
   * `wiring-kept`: the signs of the weights that are there may change, by plain gradient descent with momentum, the
   * latent weights starting at −1 and +1: what the paper seems to have done. `wiring-free`: p-SIREN's ternary stage
   * from the same network.
   */
  readonly rule: "wiring-kept" | "wiring-free";
  readonly seed: number;
  readonly threads: number;
}

/** Plain gradient descent: the rate and momentum of the tutorials that the paper's networks come from. */
const RATE = 1e-3;
const MOMENTUM = 0.9;

/** Latent weights of a network from which p-SIREN's ternary stage begins: far enough from 0 not to flip at random. */
const LATENT = 0.5;

/**
 * Back-propagation on a ternary network with straight-through gradients: the baseline of figures 6 and 7. Yields the
 * network before the first epoch and after each.
 */
export async function* backPropagate(options: BackPropagationOptions): AsyncGenerator<TernaryNetwork> {
  const { network, fit, loss, recipe, epochs, rule, seed, threads } = options;
  const { architecture } = network;
  const free = rule === "wiring-free";
  const keep = countZeros(network).map((zeros, layer) => network.weights[layer].length - zeros);
  const latents = network.weights.map((layer) => Float32Array.from(layer, (w) => (free ? LATENT * w : w)));
  const marks = network.weights.map((layer) => Uint8Array.from(layer, Math.abs));
  const weights = network.weights.map((layer) => Float32Array.from(layer));
  const moments = latents.map(({ length }) => zeroMoments(length));
  const sparsity = Object.fromEntries(
    architecture.layers.map(({ name }, layer) => {
      const { length } = latents[layer];
      return [name, (100 * (length - keep[layer])) / length];
    }),
  );
  const scale = 1 / unitStds(architecture, sparsity).at(-1)!;
  const engine = new KernelGradients({ architecture, loss, batch: recipe.batch, threads });
  const batches = new BatchReader({ fit, recipe, seed });
  const { rate, decay } = recipe.stages.ternary;
  let step = 0;
  try {
    yield network;
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (const batch of batches.epoch(epoch)) {
        engine.setParameters(weights, scale);
        const gradients = await engine.gradients(batch);
        const now = rate * cosine(step++ / (epochs * batches.steps), decay);
        for (const [layer, gradient] of gradients.weights.entries()) {
          const latent = latents[layer];
          if (free) adam(latent, gradient, moments[layer], { rate: now, step });
          else descend(latent, gradient, moments[layer].mean);
          if (free) markLargest(latent, keep[layer], marks[layer]);
          ternarise(latent, marks[layer], weights[layer]);
        }
        await nextTurn();
      }
      yield { architecture, weights: weights.map((layer) => Int8Array.from(layer)) };
    }
  } finally {
    await engine.close();
  }
}

/** A step of gradient descent with momentum, in place. */
function descend(latents: Float32Array, gradient: Float32Array, velocity: Float32Array): void {
  for (let index = 0; index < latents.length; index++) {
    velocity[index] = MOMENTUM * velocity[index] + gradient[index];
    latents[index] -= RATE * velocity[index];
  }
}
