import type { Targets } from "../data/data-set.js";
import type { Architecture } from "./architecture.js";

/**
 * What training makes small: the mean of this over the images. The outputs are multiplied by the output scale first.
 */
export type Loss =
  /** −log of the softmax at the right class. */
  | { readonly kind: "cross-entropy" }
  /**
   * The sum over outputs of weight · smoothL1(output − target value), quadratic within ±beta and linear beyond.
   * Target values are clipped to ±1. Where one is ±1, an output beyond it costs nothing: whoever reads it clips it.
   */
  | { readonly kind: "smooth-l1"; readonly terms: readonly SmoothL1Term[] };

/** One output's part of a smooth L1 loss. Beta is above 0. */
export interface SmoothL1Term {
  readonly weight: number;
  readonly beta: number;
}

/** Images (count × height × width × channels) and what the network should say to them. */
export interface Batch {
  readonly images: Uint8Array;
  readonly count: number;
  readonly targets: Targets;
}

/** What one batch says about the parameters. Valid until the engine's next call. */
export interface Gradients {
  /** Mean over the batch. */
  readonly loss: number;
  /** Batch × outputs, before the output scale. */
  readonly outputs: Float32Array;
  /** Derivatives of the loss with respect to the weights, in their order, one array a layer. */
  readonly weights: readonly Float32Array[];
  /** Derivative with respect to the logarithm of the output scale. */
  readonly logScale: number;
}

/** What an engine is made for. */
export interface EngineOptions {
  readonly architecture: Architecture;
  readonly loss: Loss;
  /** The largest batch it will see. */
  readonly batch: number;
  /** Threads, where the engine offers a choice. Results do not depend on it. Default: one for each core. */
  readonly threads?: number;
}

/** Computes losses and gradients of networks with real-valued weights. */
export interface GradientEngine {
  readonly name: string;
  /** Sets the weights, one array a layer in the layer's order, and the factor on the outputs. */
  setParameters(weights: readonly Float32Array[], outputScale: number): void;
  gradients(batch: Batch): Promise<Gradients>;
  /** Outputs (count × outputs, before the output scale) of any number of images. */
  forward(images: Uint8Array, count: number): Promise<Float32Array>;
  close(): Promise<void>;
}
