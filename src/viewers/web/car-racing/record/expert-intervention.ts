import type { CarRacing, CarRacingInfo } from "../../../../../envs/box2d/car-racing/car-racing.js";
import type { Expert } from "../../../../../envs/box2d/car-racing/expert.js";
import { Takeover } from "../../../../policies/expert-takeover.js";

/** The policy goes wrong when it has steered this differently, or no wheel is on the road. */
const STEERING_APART = 0.5;

/** The scripted expert beside a policy: says what it would do, and when it has to take over. */
export class ExpertIntervention {
  readonly #expert: Expert;
  readonly #takeover: Takeover;

  constructor(expert: Expert, { metadata }: Pick<CarRacing, "metadata">) {
    this.#expert = expert;
    this.#takeover = new Takeover(metadata.renderFps);
  }

  /** @returns what the expert would do now, and whether it does so instead of the policy */
  decide(
    action: ArrayLike<number>,
    { tilesUnderWheels }: CarRacingInfo,
  ): { label: Float32Array; takesOver: boolean } {
    const label = this.#expert.act();
    const isOff = tilesUnderWheels.every((tiles) => tiles === 0);
    const isApart = Math.abs(action[0] - label[0]) > STEERING_APART;
    return { label, takesOver: this.#takeover.step(isOff || isApart) };
  }
}
