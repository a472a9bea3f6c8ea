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
import { Wrapper } from "./wrapper.js";

/**
 * Checks what the environment returns while it is used (gymnasium.wrappers.PassiveEnvChecker). The first thing that is
 * wrong throws; `checkEnv` finds more, by playing on its own.
 */
export class PassiveEnvChecker<E extends Env> extends Wrapper<E> {
  /**
   * @throws {TypeError} when what it returns has not the form of `Env`.
   * @throws {RangeError} when it is outside its space.
   */
  override reset(options?: ResetOptions): ResetResult<ObservationOf<E>, InfoOf<E>> {
    const result = super.reset(options);
    if (!Array.isArray(result) || result.length !== 2) {
      throw new TypeError(`expected reset() to return [observation, info], got ${describe(result)}`);
    }
    this.#check("reset()", result[0], result[1]);
    return result;
  }

  /** @throws {TypeError | RangeError} as `reset`, and for an action outside its space. */
  override step(action: ActionOf<E>, options?: StepOptions): StepResult<ObservationOf<E>, InfoOf<E>> {
    if (!this.actionSpace.contains(action)) {
      throw new RangeError(`expected an action of ${this.actionSpace}, got ${describe(action)}`);
    }
    const result: unknown[] = super.step(action, options);
    if (!Array.isArray(result) || result.length !== 5) {
      throw new TypeError(
        `expected step() to return [observation, reward, terminated, truncated, info], got ${describe(result)}`,
      );
    }
    const [observation, reward, terminated, truncated, info] = result;
    this.#check("step()", observation, info);
    if (typeof reward !== "number" || !Number.isFinite(reward)) {
      throw new TypeError(`expected step() to give a finite number as reward, got ${describe(reward)}`);
    }
    if (typeof terminated !== "boolean" || typeof truncated !== "boolean") {
      const wrong = typeof terminated === "boolean" ? truncated : terminated;
      throw new TypeError(`expected step() to give booleans as ends, got ${describe(wrong)}`);
    }
    return result as StepResult<ObservationOf<E>, InfoOf<E>>;
  }

  #check(where: string, observation: unknown, info: unknown): void {
    if (!this.observationSpace.contains(observation)) {
      throw new RangeError(
        `expected ${where} to give an observation in ${this.observationSpace}, got ${describe(observation)}`,
      );
    }
    if (typeof info !== "object" || info === null || Array.isArray(info)) {
      throw new TypeError(`expected ${where} to give an object as info, got ${describe(info)}`);
    }
  }
}
