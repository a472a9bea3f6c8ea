import type { Seed } from "../../../../envs/env.js";
import type { Policy } from "../../../policies/policy.js";
import { type RecordedAction, recordedAction } from "../../../recordings/recording.js";
import type { Action } from "../../../rollout/rollout.js";

/** A policy whose actions in the present episode are kept, so that a clip can show the episode again. */
export class RememberingPolicy implements Policy {
  readonly #policy: Policy;
  #actions: RecordedAction[] = [];

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  /** What has been done since the reset. The array of a past episode is not changed any more. */
  get actions(): readonly RecordedAction[] {
    return this.#actions;
  }

  reset(seed: Seed): void {
    this.#actions = [];
    this.#policy.reset?.(seed);
  }

  predict(observation: unknown, info?: object): unknown {
    const action = this.#policy.predict(observation, info) as Action;
    this.#actions.push(recordedAction(action));
    return action;
  }
}
