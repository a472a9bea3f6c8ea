import type { Targets } from "../data/data-set.js";
import type { Loss } from "../networks/gradient-engine.js";
import type { Objective } from "../sense/objective.js";
import type { ActionFormula } from "./action-formula.js";

/** How a decoder stands in a policy file: its kind and constants, and the divisor between logits and outputs. */
export type DecoderSettings = { readonly kind: string } & Readonly<Record<string, unknown>>;

/** A moment to learn from: what the expert wanted to do, and what was known of the state beside the observation. */
export interface Decision {
  /** A number for discrete actions, else one number for each element. */
  readonly action: number | ArrayLike<number>;
  /** What the adapter reads from the environment for its decoders; see `PrivilegedState`. Empty where there is none. */
  readonly privileged: ArrayLike<number>;
}

/** What a decoder may use beside the outputs. */
export interface DecoderContext {
  /** What the policy observed. */
  readonly observation: unknown;
  /** The environment's true state, for decoders that say that they need it. */
  readonly privileged?: ArrayLike<number>;
}

/**
 * How a network's outputs become an action, and how actions become what a network should say. An output is a logit ÷
 * the policy's output divisor.
 */
export interface ActionDecoder {
  /** Kind and constants, as a policy file has them beside the divisor. */
  readonly settings: DecoderSettings;
  /** Outputs that the network needs. */
  readonly outputs: number;
  /** Whether `decode` needs the environment's privileged state. */
  readonly needsPrivileged?: boolean;
  /** What the decoder uses of the observation and the state, for people. Default: "the observation alone". */
  readonly observes?: string;
  /** What training makes small. */
  readonly loss: Loss;

  /** What a network should say in order to do as was wanted. */
  targetsOf(decisions: readonly Decision[]): Targets;

  /** The action for a network's outputs. */
  decode(outputs: ArrayLike<number>, context: DecoderContext): number | Float32Array | Int32Array;

  /** What `decode` does, as data. A policy without it cannot be exported to other languages. */
  readonly formula?: ActionFormula;

  /** What each example loses when an action is taken for what the logits say. */
  losses(logits: Int32Array, outputDivisor: number, targets: Targets): Float64Array;

  /** The share of examples on which a network says what is right, by the decoder's classes. */
  agreement(logits: Int32Array, outputDivisor: number, targets: Targets): number;

  /**
   * What SENSE makes small: the loss, the share of examples without agreement, or the CVaR of the loss.
   * @param outputDivisor where it begins, if that is known; it is fitted on the way
   * @throws InputError when the decoder has no such objective
   */
  objective(kind: "loss" | "score" | "cvar", targets: Targets, outputDivisor: number | undefined): Objective;

  /** Turns what is right for example `index` into what is right for its mirror image, in place, where that exists. */
  mirror?(targets: Targets, index: number): void;
}

/** Cuts a value to −1 … 1. */
export const clip = (value: number): number => Math.max(-1, Math.min(1, value));
