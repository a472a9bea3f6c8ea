import type { CarRacingInfo } from "../../../../../envs/box2d/car-racing/car-racing.js";
import type { Expert } from "../../../../../envs/box2d/car-racing/expert.js";

/**
 * The expert takes over when the policy has steered this differently, or no wheel has been on the road, for so many
 * steps.
 */
const STEERING_APART = 0.5;
const APART_STEPS = 6;

/** It hands back after so many steps on the road. */
const HOLD = 40;

/** The scripted expert beside a policy: says what it would do, and when it has to take over. */
export class ExpertIntervention {
  readonly #expert: Expert;
  #apart = 0;
  #left = 0;

  constructor(expert: Expert) {
    this.#expert = expert;
  }

  /** @returns what the expert would do now, and whether it does so instead of the policy */
  decide(
    action: ArrayLike<number>,
    { tilesUnderWheels }: CarRacingInfo,
  ): { label: Float32Array; takesOver: boolean } {
    const label = this.#expert.act();
    const isOff = tilesUnderWheels.every((tiles) => tiles === 0);
    const isApart = Math.abs(action[0] - label[0]) > STEERING_APART;
    this.#apart = isOff || isApart ? this.#apart + 1 : 0;
    if (this.#apart >= APART_STEPS) this.#left = HOLD;
    else if (this.#left > 0) this.#left--;
    return { label, takesOver: this.#left > 0 };
  }
}
