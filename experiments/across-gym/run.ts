import type { EnvironmentName } from "./environments.js";

/** How a network comes about. */
export const METHODS = {
  clone: "p-SIREN clones the expert",
  improved: "the clone, improved by SENSE by reward",
  agreement: "SENSE from random, by agreement with the expert",
  reward: "SENSE from random, by reward alone",
  dense: "dense, real weights, cloned",
  expert: "the expert",
  smallest: "the smallest by reward alone",
} as const;
export type Method = keyof typeof METHODS;

/** What was made, besides its returns. */
export interface Made {
  /** Weights that are not 0, and bytes of all; absent for scripted experts. */
  readonly nonZeros?: number;
  readonly bytes?: number;
  /** Units of the hidden layer. */
  readonly hidden?: number;
  /** Percent of zeros in each layer. */
  readonly zeros?: number;
  /** Processor seconds of all threads, without the demonstrations. */
  readonly cpuSeconds?: number;
  /** Steps of the environment that a search by reward took. */
  readonly steps?: number;
  /** The mean return on the seeds that the network was chosen on. */
  readonly validation?: number;
  /** Who demonstrated. */
  readonly expert?: string;
}

/** A network and its test, as they stand in the file. */
export interface Run extends Made {
  readonly env: EnvironmentName;
  readonly method: Method;
  readonly seed: number;
  /** Of episodes on seeds that nothing was chosen on. */
  readonly returns: readonly number[];
}
