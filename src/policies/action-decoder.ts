import type { CarAction } from "../adapters/car-racing/action-class.js";
import type { Motion } from "../adapters/car-racing/motion.js";
import type { Targets } from "../data/data-set.js";
import type { Wish } from "../imitation/demonstration.js";
import type { Policy } from "../networks/policy-file.js";
import type { Objective } from "../sense/objective.js";
import type { Loss } from "../training/gradient-engine.js";

/** Outputs of every network that drives. */
export const OUTPUTS = 3;

/**
 * How a network's three outputs become an action; `encodings/` has a module for each kind. An output is a logit ÷ the
 * policy's output divisor.
 */
export interface Encoding {
  /** Kind and constants, as a policy file has them beside the divisor. */
  readonly settings: NonNullable<Policy["encoding"]>;
  /**
   * Where an action depends on the car's motion: whether that is `seen` in the picture or read from the environment's
   * `true` state. Undefined: it does not.
   */
  readonly motion?: "seen" | "true";
  /** What training makes small. */
  readonly loss: Loss;

  /** What a network should say in order to do as was wanted. */
  targetsOf(wishes: readonly Wish[]): Targets;

  /** Turns what is right for picture `index` into what is right for its mirror image, in place. */
  mirror(targets: Targets, index: number): void;

  /** @param motion used where the encoding says so, else ignored */
  decode(outputs: ArrayLike<number>, motion: Motion | undefined): CarAction;

  /** What each picture loses when an action is taken for what the logits say. */
  losses(logits: Int32Array, outputDivisor: number, targets: Targets): Float64Array;

  /** The share of pictures to which a network says what is right, by the encoding's classes. */
  agreement(logits: Int32Array, outputDivisor: number, targets: Targets): number;

  /**
   * What SENSE makes small: the loss, the share of pictures without agreement, or the loss of the worst pictures.
   * @param outputDivisor where it begins, if that is known; it is fitted on the way
   * @throws InputError when the encoding has no such objective
   */
  objective(kind: "loss" | "score" | "tail", targets: Targets, outputDivisor: number | undefined): Objective;
}

/** What a policy with this encoding gets to see, in words. */
export const sight = ({ motion }: Encoding): string =>
  motion === "true" ? "the picture, and the car's true speed and yaw rate" : "the picture alone";
