import { describe } from "../describe.js";
import type { Env, Seed, StepOutcome } from "../env.js";
import { NO_INFO } from "../no-info.js";
import { Box } from "../spaces.js";
import { copyInfo, copyPlain } from "./plain-data.js";
import { type RowLayout, type Rows, rowLayout } from "./row-layout.js";
import type { AutoresetMode } from "./vector-env.js";

/** What `stepInto` writes to, read at once. */
const outcome: StepOutcome = { reward: 0, terminated: false, truncated: false, info: {} };

/** Where the results of environments go, one row or element for each. */
export interface BatchResults {
  readonly observations: Rows;
  readonly rewards: Float64Array;
  /** 1 where the episode ended. */
  readonly terminations: Uint8Array;
  readonly truncations: Uint8Array;
}

/**
 * Steps several environments one after the other, with autoreset, and writes what they return into arrays, which may be
 * shared with another thread. Both kinds of vector environments are made of it, so they cannot differ: an environment
 * that throws does not keep the others from their step.
 */
export class EnvBatch {
  readonly #envs: readonly Env[];
  readonly #autoreset: AutoresetMode;
  readonly #first: number;
  readonly #observations: RowLayout;
  readonly #actions: RowLayout;
  readonly #hasEnded: boolean[];
  /** What a step returns when there is nothing to tell of any environment. */
  readonly noInfos: readonly object[];
  /** How many numbers an observation has, where environments may write them themselves. */
  readonly #size: number | undefined;

  /** @param first Number of the first of the environments among all. */
  constructor(envs: readonly [Env, ...Env[]], autoreset: AutoresetMode, first = 0) {
    this.#envs = envs;
    this.#autoreset = autoreset;
    this.#first = first;
    this.#observations = rowLayout(envs[0].observationSpace);
    this.#actions = rowLayout(envs[0].actionSpace);
    this.#hasEnded = envs.map(() => false);
    this.noInfos = Object.freeze(envs.map(() => NO_INFO));
    const space = envs[0].observationSpace;
    this.#size = space instanceof Box ? space.size : undefined;
  }

  /**
   * Resets the environments of the mask.
   * @param results Of all environments; these ones' rows begin at number `first`.
   * @returns An info for each environment.
   */
  reset(
    seeds: readonly (Seed | undefined)[],
    options: Readonly<Record<string, unknown>> | undefined,
    mask: readonly boolean[],
    results: BatchResults,
  ): readonly object[] {
    return this.#each((i) =>
      mask[i] ? this.#reset(i, results, this.#first + i, { seed: seeds[i], options }) : NO_INFO,
    );
  }

  /**
   * Steps all environments.
   * @param actions Of all environments, as `results`.
   * @param row Where the rows of all environments begin.
   * @returns An info for each of these.
   */
  step(actions: Rows, results: BatchResults, row = 0): readonly object[] {
    return this.#each((i) =>
      this.#step(i, this.#actions.read(actions, row + this.#first + i), results, row + this.#first + i),
    );
  }

  /**
   * Steps all environments several times.
   * @param numEnvs How many rows a step takes: one for each of all environments.
   * @returns An info for each step and environment, or `noInfos`.
   */
  rollout(actions: Rows, results: BatchResults, numEnvs: number): readonly object[] {
    const count = this.#envs.length;
    const steps = results.rewards.length / numEnvs;
    let infos: object[] | undefined;
    for (let step = 0; step < steps; step++) {
      const these = this.step(actions, results, step * numEnvs);
      if (these === this.noInfos) continue;
      infos ??= new Array<object>(steps * count).fill(NO_INFO);
      for (let i = 0; i < count; i++) infos[step * count + i] = these[i];
    }
    return infos ?? this.noInfos;
  }

  /** Does something with each environment, and throws the first error when all are done. */
  #each(work: (i: number) => object): readonly object[] {
    const count = this.#envs.length;
    let infos: object[] | undefined;
    let failure: { error: unknown } | undefined;
    for (let i = 0; i < count; i++) {
      try {
        const info = work(i);
        if (info === NO_INFO) continue;
        infos ??= new Array<object>(count).fill(NO_INFO);
        infos[i] = info;
      } catch (error) {
        failure ??= { error };
      }
    }
    if (failure) throw failure.error;
    return infos ?? this.noInfos;
  }

  #step(i: number, action: unknown, results: BatchResults, row: number): object {
    if (this.#hasEnded[i]) {
      if (this.#autoreset === "next-step") return this.#reset(i, results, row);
      if (this.#autoreset === "disabled") {
        throw new Error(
          `expected environment ${this.#first + i} to be reset after the end of its episode, got step()`,
        );
      }
    }
    const env = this.#envs[i];
    // An observation that is written over by the next reset has to be an array of its own.
    if (this.#size !== undefined && env.stepInto && this.#autoreset !== "same-step") {
      env.stepInto(action, results.observations, row * this.#size, outcome);
      const { reward, terminated, truncated, info } = outcome;
      this.#write(i, results, row, reward, terminated, truncated);
      return copyInfo(info);
    }
    const result: unknown = env.step(action);
    if (!Array.isArray(result) || result.length !== 5) {
      throw new TypeError(
        `expected step() of environment ${this.#first + i} to return [observation, reward, terminated, truncated, info], got ${describe(result)}`,
      );
    }
    const [observation, reward, terminated, truncated, info] = result;
    this.#write(i, results, row, reward, terminated, truncated);
    if (this.#autoreset === "same-step" && (terminated || truncated)) {
      // Copied before the reset, which may write to the same objects.
      this.#observe(i, results, row, observation);
      const finalObs = copyPlain(observation, "an observation");
      const finalInfo = copyInfo(info);
      const [first, firstInfo] = this.#firstOf(i);
      this.#observe(i, results, row, first);
      return { ...copyInfo(firstInfo), finalObs, finalInfo };
    }
    this.#observe(i, results, row, observation);
    return copyInfo(info);
  }

  #reset(
    i: number,
    results: BatchResults,
    row: number,
    options?: { seed: Seed | undefined; options: Readonly<Record<string, unknown>> | undefined },
  ): object {
    const [observation, info] = this.#firstOf(i, options);
    this.#observe(i, results, row, observation);
    this.#write(i, results, row, 0, false, false);
    return copyInfo(info);
  }

  #firstOf(i: number, options?: object): [observation: unknown, info: object] {
    const result: unknown = this.#envs[i].reset(options);
    if (Array.isArray(result) && result.length === 2) return result as [unknown, object];
    throw new TypeError(
      `expected reset() of environment ${this.#first + i} to return [observation, info], got ${describe(result)}`,
    );
  }

  #observe(i: number, results: BatchResults, row: number, observation: unknown): void {
    if (this.#observations.write(results.observations, row, observation)) return;
    throw new RangeError(
      `expected environment ${this.#first + i} to give an observation in ${this.#envs[i].observationSpace}, got ${describe(observation)}`,
    );
  }

  #write(
    i: number,
    results: BatchResults,
    row: number,
    reward: unknown,
    terminated: unknown,
    truncated: unknown,
  ): void {
    if (typeof reward !== "number" || Number.isNaN(reward)) {
      throw new TypeError(
        `expected environment ${this.#first + i} to give a number as reward, got ${describe(reward)}`,
      );
    }
    if (typeof terminated !== "boolean" || typeof truncated !== "boolean") {
      const wrong = typeof terminated !== "boolean" ? terminated : truncated;
      throw new TypeError(
        `expected environment ${this.#first + i} to give booleans as ends, got ${describe(wrong)}`,
      );
    }
    results.rewards[row] = reward;
    results.terminations[row] = terminated ? 1 : 0;
    results.truncations[row] = truncated ? 1 : 0;
    this.#hasEnded[i] = terminated || truncated;
  }
}
