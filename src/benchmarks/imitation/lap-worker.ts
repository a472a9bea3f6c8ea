import type { Physics } from "../../../envs/box2d/car-racing/physics/physics.js";
import { make } from "../../../envs/index.js";
import { ACTION_CLASSES, actionClass } from "../../adapters/car-racing/action-class.js";
import { BURSTS, Disturber } from "../../adapters/car-racing/action-noise.js";
import { streamOf } from "../../draws.js";
import { driveLap, type LapOptions } from "../../rollout/rollout.js";
import { CONDITIONS, type Condition, type ConditionName } from "./conditions.js";
import { openWheel, type Wheel } from "./wheel.js";

/** One lap of the comparison. */
export interface LapPlan {
  readonly wheel: Wheel;
  readonly seed: number;
  readonly physics: Physics["name"];
  readonly condition: ConditionName;
  readonly follows: LapOptions["follows"];
}

export interface ComparedLap {
  readonly seed: number;
  /** Sum of the rewards. */
  readonly return: number;
  readonly steps: number;
  /** Expert's class × driver's class, in frames: see `Confusion`. */
  readonly confusion: readonly number[];
}

/** Keeps the random numbers of lenses apart from others with the same seed. */
const LENS_STREAM = 7;

/** Drives one lap. What comes of it depends on the plan alone. */
export default async function driveCompared({
  wheel,
  seed,
  physics,
  condition,
  follows,
}: LapPlan): Promise<ComparedLap> {
  const { randomColours = false, lens, pushed }: Condition = CONDITIONS[condition];
  const env = await make("CarRacing-v3", { physics, domainRandomize: randomColours });
  const driver = await openWheel(wheel, env.unwrapped);
  try {
    const look = lens?.(streamOf(seed, LENS_STREAM));
    const disturber = pushed ? new Disturber(seed, BURSTS.noise) : undefined;
    const confusion = new Array<number>(ACTION_CLASSES ** 2).fill(0);
    const lap = await driveLap(env, {
      ...{ seed, follows },
      act: (observation) => driver.act(look?.(observation) ?? observation),
      disturb: disturber && ((action) => disturber.disturb(action)),
      onDecision(chosen, wished) {
        confusion[actionClass(wished) * ACTION_CLASSES + actionClass(chosen)]++;
      },
    });
    return { seed, ...lap, confusion };
  } finally {
    await driver.close();
    env.close();
  }
}
