import type { Env, Seed } from "../../envs/env.js";
import type { Policy } from "./policy.js";
import { kindOf } from "./space-kind.js";

/**
 * The expert takes over when the policy has acted differently for so long, and hands back after so long, in seconds.
 */
const APART = 0.12;
const HOLD = 0.8;

/** Continuous actions are different when an element is farther from the expert's than this share of its range. */
const FAR = 0.25;

/** When an expert takes over from a policy, and when it hands back. */
export class Takeover {
  readonly #apartSteps: number;
  readonly #holdSteps: number;
  #apart = 0;
  #left = 0;

  /** @param rate steps a second */
  constructor(rate: number) {
    this.#apartSteps = Math.max(1, Math.round(APART * rate));
    this.#holdSteps = Math.max(1, Math.round(HOLD * rate));
  }

  /** Begins an episode. */
  reset(): void {
    this.#apart = 0;
    this.#left = 0;
  }

  /** @param isApart whether the policy goes wrong in this step @returns whether the expert acts in it */
  step(isApart: boolean): boolean {
    this.#apart = isApart ? this.#apart + 1 : 0;
    if (this.#apart >= this.#apartSteps) this.#left = this.#holdSteps;
    else if (this.#left > 0) this.#left--;
    return this.#left > 0;
  }
}

type Action = number | ArrayLike<number>;

/** A scripted expert beside a policy, in any environment: says what it would do, and when it has to take over. */
export class ExpertTakeover {
  readonly #expert: Policy;
  readonly #isApart: (action: Action, label: Action) => boolean;
  readonly #takeover: Takeover;

  /** @param env where both act */
  constructor(expert: Policy, { actionSpace, metadata }: Env) {
    const box = kindOf(actionSpace);
    const ranges =
      box?.kind === "box"
        ? Array.from(box.space.high, (high, i) => Number(high) - Number(box.space.low[i]))
        : [];
    this.#expert = expert;
    this.#isApart = (action, label) => {
      const [own, wanted] = [action, label].map((each) =>
        typeof each === "number" ? [each] : Array.from(each),
      );
      return own.some((value, i) => Math.abs(value - wanted[i]) > FAR * (ranges[i] ?? 0));
    };
    this.#takeover = new Takeover(metadata.renderFps);
  }

  reset(seed: Seed): void {
    this.#takeover.reset();
    this.#expert.reset?.(seed);
  }

  /**
   * @param action the policy's
   * @returns what the expert would do now, and whether it does so instead of the policy
   */
  decide(
    action: Action,
    observation: unknown,
    info?: object,
  ): { readonly label: Action; readonly takesOver: boolean } {
    const label = this.#expert.predict(observation, info) as Action;
    return { label, takesOver: this.#takeover.step(this.#isApart(action, label)) };
  }
}
