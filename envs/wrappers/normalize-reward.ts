import type { ActionOf, Env, InfoOf, ObservationOf, StepOptions, StepResult } from "../env.js";
import { checkOptions, numberFrom } from "../options.js";
import { RunningMeanStd } from "./running-mean-std.js";
import { Wrapper } from "./wrapper.js";

export interface NormalizeRewardOptions {
  /** How much a later reward counts, 0 to 1. Default 0.99. */
  readonly gamma?: number;
  /** Added to the variance, so that nothing is divided by zero. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * Divides rewards by the standard deviation of the discounted returns so far (gymnasium.wrappers.NormalizeReward).
 */
export class NormalizeReward<E extends Env> extends Wrapper<E> {
  /** Whether rewards count towards the deviation. Switch it off to evaluate. */
  updateRunningMean = true;

  readonly #gamma: number;
  readonly #epsilon: number;
  readonly #returns = new RunningMeanStd(1, "float64");
  #discounted = 0;

  /** @throws {RangeError} when gamma is not from 0 to 1 or epsilon not positive. */
  constructor(env: E, options: NormalizeRewardOptions = {}) {
    super(env);
    checkOptions(
      "NormalizeReward",
      { gamma: numberFrom(0, 1), epsilon: numberFrom(Number.MIN_VALUE, Number.MAX_VALUE) },
      options,
    );
    this.#gamma = options.gamma ?? 0.99;
    this.#epsilon = options.epsilon ?? 1e-8;
  }

  override step(action: ActionOf<E>, options?: StepOptions): StepResult<ObservationOf<E>, InfoOf<E>> {
    const [observation, reward, terminated, ...rest] = super.step(action, options);
    this.#discounted = this.#discounted * this.#gamma * (terminated ? 0 : 1) + reward;
    if (this.updateRunningMean) this.#returns.update([[this.#discounted]], false);
    return [observation, reward / Math.sqrt(this.#returns.variance[0] + this.#epsilon), terminated, ...rest];
  }
}
