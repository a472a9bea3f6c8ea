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
import { type StepInto, Wrapper } from "./wrapper.js";

/** Truncates an episode after a number of steps (gymnasium.wrappers.TimeLimit). */
export class TimeLimit<E extends Env> extends Wrapper<E> {
  readonly maxEpisodeSteps: number;
  /** Where the environment inside has it. */
  readonly stepInto?: StepInto;
  #steps = 0;

  /** @throws {RangeError} when `maxEpisodeSteps` is not a positive integer. */
  constructor(env: E, maxEpisodeSteps: number) {
    super(env);
    if (!Number.isSafeInteger(maxEpisodeSteps) || maxEpisodeSteps < 1) {
      throw new RangeError(
        `expected maxEpisodeSteps to be a positive integer, got ${describe(maxEpisodeSteps)}`,
      );
    }
    this.maxEpisodeSteps = maxEpisodeSteps;
    if (!env.stepInto) return;
    this.stepInto = (action, observation, at, outcome) => {
      env.stepInto!(action, observation, at, outcome);
      if (++this.#steps >= maxEpisodeSteps) outcome.truncated = true;
    };
  }

  override reset(options?: ResetOptions): ResetResult<ObservationOf<E>, InfoOf<E>> {
    this.#steps = 0;
    return super.reset(options);
  }

  override step(action: ActionOf<E>, options?: StepOptions): StepResult<ObservationOf<E>, InfoOf<E>> {
    const last = this.#steps + 1 >= this.maxEpisodeSteps;
    // The environment cannot know that this step ends the episode, so the observation is asked for.
    const result = super.step(action, last ? undefined : options);
    this.#steps++;
    if (!last) return result;
    const [observation, reward, terminated, , info] = result;
    return [observation, reward, terminated, true, info];
  }
}
