import { copyOf } from "../copy-of.js";
import { describe } from "../describe.js";
import type {
  ActionOf,
  Env,
  InfoOf,
  ObservationOf,
  ResetOptions,
  ResetResult,
  StepOptions,
  StepResult,
} from "../env.js";
import { anything, checkOptions, isList } from "../options.js";
import { Random } from "../random.js";
import { Wrapper } from "./wrapper.js";

export interface StickyActionOptions {
  /** For how many steps an action sticks: a number, or the smallest and the greatest. Default 1. */
  readonly repeatActionDuration?: number | readonly [smallest: number, greatest: number];
}

/**
 * Now and then repeats the last action instead of the one that is given (gymnasium.wrappers.StickyAction; M. C. Machado
 * et al., Revisiting the Arcade Learning Environment). It draws from the environment's random numbers, as in Gymnasium;
 * where an environment does not show them, from its own, which a reset with a seed restarts.
 */
export class StickyAction<E extends Env> extends Wrapper<E> {
  readonly #probability: number;
  readonly #smallest: number;
  readonly #greatest: number;
  #random: Random | undefined;
  #last: ActionOf<E> | undefined;
  #sticksFor = 0;

  /**
   * @param repeatActionProbability From 0 to below 1.
   * @throws {RangeError} when the probability or the duration is not in its range.
   */
  constructor(env: E, repeatActionProbability: number, options: StickyActionOptions = {}) {
    super(env);
    if (
      !(
        Number.isFinite(repeatActionProbability) &&
        repeatActionProbability >= 0 &&
        repeatActionProbability < 1
      )
    ) {
      throw new RangeError(
        `StickyAction expected a probability from 0 to below 1, got ${describe(repeatActionProbability)}`,
      );
    }
    checkOptions("StickyAction", { repeatActionDuration: anything }, options);
    const { repeatActionDuration: duration = 1 } = options;
    const [smallest, greatest] = isList(duration) ? duration : [duration, duration];
    if (
      !Number.isSafeInteger(smallest) ||
      !Number.isSafeInteger(greatest) ||
      smallest < 1 ||
      greatest < smallest
    ) {
      throw new RangeError(`StickyAction expected a duration of 1 step or more, got ${describe(duration)}`);
    }
    this.#probability = repeatActionProbability;
    this.#smallest = smallest;
    this.#greatest = greatest;
  }

  override reset(options?: ResetOptions): ResetResult<ObservationOf<E>, InfoOf<E>> {
    if (options?.seed !== undefined) this.#random = new Random(options.seed);
    this.#last = undefined;
    this.#sticksFor = 0;
    return super.reset(options);
  }

  override step(action: ActionOf<E>, options?: StepOptions): StepResult<ObservationOf<E>, InfoOf<E>> {
    this.#random ??= new Random();
    const random = this.npRandom ?? this.#random;
    if (this.#last !== undefined && this.#sticksFor === 0 && random.random() < this.#probability) {
      this.#sticksFor = random.integers(this.#smallest, this.#greatest + 1);
    }
    const taken = this.#sticksFor > 0 ? this.#last! : action;
    if (this.#sticksFor > 0) this.#sticksFor--;
    // A copy: the caller may use the array again.
    this.#last = copyOf(taken) as ActionOf<E>;
    return super.step(taken, options);
  }
}
