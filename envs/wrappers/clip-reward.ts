import type { Env } from "../env.js";
import { checkOptions, numberFrom } from "../options.js";
import { TransformReward } from "./transform-reward.js";

export interface ClipRewardOptions {
  /** Smallest reward. Without it rewards may be as small as they are. */
  readonly minReward?: number;
  /** Greatest reward. */
  readonly maxReward?: number;
}

const RULES = { minReward: numberFrom(-Infinity, Infinity), maxReward: numberFrom(-Infinity, Infinity) };

/** Moves rewards outside the bounds to them (gymnasium.wrappers.ClipReward). */
export class ClipReward<E extends Env> extends TransformReward<E> {
  /** @throws {RangeError} when neither bound is given, one is no number, or the smallest is above the greatest. */
  constructor(env: E, options: ClipRewardOptions) {
    checkOptions("ClipReward", RULES, options);
    const { minReward, maxReward } = options;
    const [low, high] = [minReward ?? -Infinity, maxReward ?? Infinity];
    if ((minReward === undefined && maxReward === undefined) || !(low <= high)) {
      throw new RangeError(`ClipReward expected minReward ≤ maxReward, got ${minReward} and ${maxReward}`);
    }
    super(env, (reward) => Math.min(Math.max(reward, low), high));
  }
}
