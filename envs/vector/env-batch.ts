import type { Env, StepOutcome } from "../env.js";
import { RowLayout, type Rows } from "./batch-space.js";
import type { AutoresetMode } from "./vector-env.js";

/** What `stepInto` writes to, read at once. */
const outcome: StepOutcome = { reward: 0, terminated: false, truncated: false, info: {} };

/** Where the results of a batch of environments go; row or element i belongs to environment i. */
export interface BatchResults {
  readonly observations: Rows;
  readonly rewards: Float64Array;
  /** 1 where the episode ended. */
  readonly terminations: Uint8Array;
  readonly truncations: Uint8Array;
}

/**
 * Steps several environments one after the other, with autoreset, and writes what they return into arrays, which may be
 * shared with another thread. Both kinds of vector environments are made of it, so they cannot differ.
 */
export class EnvBatch {
  readonly #envs: readonly Env[];
  readonly #results: BatchResults;
  readonly #autoreset: AutoresetMode;
  readonly #observations: RowLayout;
  readonly #actions: RowLayout;

  constructor(envs: readonly [Env, ...Env[]], results: BatchResults, autoreset: AutoresetMode) {
    this.#envs = envs;
    this.#results = results;
    this.#autoreset = autoreset;
    this.#observations = new RowLayout(envs[0].observationSpace, envs.length);
    this.#actions = new RowLayout(envs[0].actionSpace, envs.length);
  }

  /** Resets the environments of the mask. @returns An info for each environment. */
  reset(
    seeds: readonly (number | undefined)[],
    options: Readonly<Record<string, unknown>> | undefined,
    mask: readonly boolean[],
  ): object[] {
    return this.#envs.map((_, i) => (mask[i] ? this.#reset(i, { seed: seeds[i], options }) : {}));
  }

  /** Steps all environments. @returns An info for each. */
  step(actions: Rows): object[] {
    const infos = new Array<object>(this.#envs.length);
    for (let i = 0; i < infos.length; i++) infos[i] = this.#step(i, this.#actions.read(actions, i));
    return infos;
  }

  #step(i: number, action: unknown): object {
    if (this.#hasEnded(i)) {
      if (this.#autoreset === "next-step") return this.#reset(i);
      if (this.#autoreset === "disabled") {
        throw new Error(`expected environment ${i} to be reset after the end of its episode, got step()`);
      }
    }
    const env = this.#envs[i]!;
    const { observations, rewards, terminations, truncations } = this.#results;
    // An observation that is written over by the next reset has to be an array of its own.
    if (env.stepInto && this.#autoreset !== "same-step") {
      env.stepInto(action, observations, i * this.#observations.length, outcome);
      rewards[i] = outcome.reward;
      terminations[i] = Number(outcome.terminated);
      truncations[i] = Number(outcome.truncated);
      return outcome.info;
    }
    const [observation, reward, terminated, truncated, info] = env.step(action);
    rewards[i] = reward;
    terminations[i] = Number(terminated);
    truncations[i] = Number(truncated);
    if (this.#autoreset === "same-step" && (terminated || truncated)) {
      const [first, firstInfo] = env.reset();
      this.#observations.write(observations, i, first);
      return { ...firstInfo, finalObs: observation, finalInfo: info };
    }
    this.#observations.write(observations, i, observation);
    return info;
  }

  #hasEnded(i: number): boolean {
    return (this.#results.terminations[i]! | this.#results.truncations[i]!) !== 0;
  }

  #reset(
    i: number,
    options?: { seed: number | undefined; options: Readonly<Record<string, unknown>> | undefined },
  ): object {
    const { observations, rewards, terminations, truncations } = this.#results;
    const [observation, info] = this.#envs[i]!.reset(options);
    this.#observations.write(observations, i, observation);
    rewards[i] = 0;
    terminations[i] = 0;
    truncations[i] = 0;
    return info;
  }
}
