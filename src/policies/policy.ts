import type { Seed } from "../../envs/env.js";

/**
 * Whatever chooses actions: a ternary network, a scripted expert, a person at the keyboard, a replay. As in
 * Stable-Baselines3, `predict` takes an observation and gives an action.
 */
export interface Policy<Observation = unknown, Action = unknown> {
  /**
   * The action for an observation.
   * @param info what `reset` or `step` gave beside it
   */
  predict(observation: Observation, info?: object): Action;
  /** Told at the start of each episode, after the environment's reset and before the first `predict`. */
  reset?(seed: Seed): void;
  /** Frees what the policy holds. */
  close?(): void;
}

/** Takes recorded actions again, whatever is observed. */
export class ReplayPolicy<Action> implements Policy<unknown, Action> {
  readonly #actions: readonly Action[];
  #next = 0;

  constructor(actions: readonly Action[]) {
    this.#actions = actions;
  }

  reset(): void {
    this.#next = 0;
  }

  /** @throws RangeError after the last action */
  predict(): Action {
    if (this.#next >= this.#actions.length) {
      throw new RangeError(`expected at most ${this.#actions.length} steps, as recorded, got one more`);
    }
    return this.#actions[this.#next++];
  }
}

/** Changes actions on their way to the environment, so that demonstrations also show how to recover. */
export interface ActionNoise<Action = unknown> {
  /** Told at the start of each episode; the same seed gives the same noise. */
  reset(seed: Seed): void;
  /** What becomes of the next step's action. */
  apply(action: Action): Action;
}
