import { clip } from "../../policies/action-decoder.js";
import type { Policy } from "../../policies/policy.js";

/** What a walker goes by. Angles and speeds are those of observations. */
export interface WalkerConstants {
  /** Speed from which the supporting knee straightens faster. */
  readonly speed: number;
  /** Speed at which pushing off ends, in units of `speed`. */
  readonly pushedSpeed: number;
  /** Targets of hip and knee of the leg that swings, and of the one that is put down. */
  readonly swingHip: number;
  readonly swingKnee: number;
  readonly downHip: number;
  readonly downKnee: number;
  /** Hip of the supporting leg at which the other one is put down. */
  readonly behind: number;
  /** How far the supporting knee is straightened at most, and in each step. */
  readonly supportKnee: number;
  readonly straighten: number;
  /** Target of the knee that pushes off, and the angle at which it is done. */
  readonly pushKnee: number;
  readonly pushedKnee: number;
  /** How much the hull's tilt and spin ask for the hips, and its way up and down for the knees. */
  readonly tilt: number;
  readonly spin: number;
  readonly damping: number;
  /** How much wrong angles of joints, and their speeds, ask for; and the share of what is asked for that is done. */
  readonly hipAngle: number;
  readonly hipSpeed: number;
  readonly hipShare: number;
  readonly kneeAngle: number;
  readonly kneeSpeed: number;
  readonly kneeShare: number;
}

/** Those of Gymnasium's `BipedalWalkerHeuristics`. */
export const HEURISTIC: WalkerConstants = {
  ...{ speed: 0.29, pushedSpeed: 1.2, swingHip: 1.1, swingKnee: -0.6, downHip: 0.1, downKnee: 0.1 },
  ...{ behind: 0.1, supportKnee: 0.1, straighten: 0.03, pushKnee: 1, pushedKnee: 0.88 },
  ...{ tilt: 0.9, spin: 1.5, damping: 15, hipAngle: 0.9, hipSpeed: 0.25, hipShare: 0.5 },
  ...{ kneeAngle: 4, kneeSpeed: 0.25, kneeShare: 0.5 },
};

const TUNED: WalkerConstants = {
  ...{
    speed: 0.2851,
    pushedSpeed: 0.9813,
    swingHip: 0.9164,
    swingKnee: -0.3735,
    downHip: 0.07392,
    downKnee: 0.08418,
  },
  ...{ behind: 0.08646, supportKnee: 0.1275, straighten: 0.02766, pushKnee: 1.088, pushedKnee: 1.047 },
  ...{ tilt: 0.9174, spin: 1.726, damping: 12.17 },
  ...{ hipAngle: 1.058, hipSpeed: 0.25, hipShare: 0.5939 },
  ...{ kneeAngle: 4.35, kneeSpeed: 0.2639, kneeShare: 0.6484 },
};

/**
 * Gymnasium's scripted walker with other constants: stands on one leg, puts the other down before it, and pushes off.
 * It knows of the step that it is in what the observation does not say.
 * @param constants default: found by evolution, as `node dist/experiments/tune-experts.js --envs BipedalWalker-v3` does
 * it
 */
export class Walker implements Policy<ArrayLike<number>, Float32Array> {
  readonly #constants: WalkerConstants;
  #phase: "swing" | "put down" | "push off" = "swing";
  #moving: 0 | 1 = 0;
  /** Target of the knee of the leg that the walker stands on. */
  #knee = 0;

  constructor(constants = TUNED) {
    this.#constants = constants;
    this.reset();
  }

  reset(): void {
    this.#phase = "swing";
    this.#moving = 0;
    this.#knee = this.#constants.supportKnee;
  }

  predict(observation: ArrayLike<number>): Float32Array {
    const constants = this.#constants;
    const { supportKnee, straighten } = constants;
    const { 0: tilt, 1: spin, 2: speed, 3: rising } = observation;
    const moving = this.#moving;
    const supporting = moving === 0 ? 1 : 0;
    const [movingAt, supportingAt] = [placeOf(moving), placeOf(supporting)];
    /** Targets of hip and knee of each leg; where there is none, nothing pulls. */
    const hips: (number | undefined)[] = [];
    const knees: (number | undefined)[] = [];
    if (this.#phase === "swing") {
      hips[moving] = constants.swingHip;
      knees[moving] = constants.swingKnee;
      this.#knee += speed > constants.speed ? 2 * straighten : straighten;
      this.#knee = Math.min(this.#knee, supportKnee);
      knees[supporting] = this.#knee;
      if (observation[supportingAt] < constants.behind) this.#phase = "put down";
    }
    if (this.#phase === "put down") {
      hips[moving] = constants.downHip;
      knees[moving] = constants.downKnee;
      knees[supporting] = this.#knee;
      if (observation[movingAt + 4] !== 0) {
        this.#phase = "push off";
        this.#knee = Math.min(observation[movingAt + 2], supportKnee);
      }
    }
    if (this.#phase === "push off") {
      knees[moving] = this.#knee;
      knees[supporting] = constants.pushKnee;
      const isStretched = observation[supportingAt + 2] > constants.pushedKnee;
      if (isStretched || speed > constants.pushedSpeed * constants.speed) {
        this.#phase = "swing";
        this.#moving = supporting;
      }
    }
    const upright = -constants.tilt * tilt - constants.spin * spin;
    return Float32Array.from(
      [0, 1].flatMap((leg) => {
        const at = placeOf(leg);
        const pull = (target: number | undefined, joint: number, angle: number, speed: number) =>
          target === undefined ? 0 : angle * (target - observation[joint]) - speed * observation[joint + 1];
        const hip = pull(hips[leg], at, constants.hipAngle, constants.hipSpeed) - upright;
        const knee =
          pull(knees[leg], at + 2, constants.kneeAngle, constants.kneeSpeed) - constants.damping * rising;
        return [clip(constants.hipShare * hip), clip(constants.kneeShare * knee)];
      }),
    );
  }
}

/** Where an observation tells of a leg: angle and speed of hip and knee, and whether it touches the ground. */
const placeOf = (leg: number) => 4 + 5 * leg;
