import type { Seed } from "../../../envs/env.js";
import { Random } from "../../../envs/random.js";
import { normal } from "../../draws.js";
import type { ActionNoise } from "../../policies/policy.js";

/** Action noise in bursts of a constant offset, between which actions stay as they are. */
export interface BurstStyle {
  /** Chance that a burst begins in a step without one. */
  readonly chance: number;
  /** Steps of the shortest and the longest burst. */
  readonly shortest: number;
  readonly longest: number;
  /** The steering offset lies evenly between −this and this. */
  readonly steering: number;
  /** Standard deviation of the offset of gas minus brake. */
  readonly pedal: number;
  /** An episode is given up when the car has come to no new tile for so many steps. */
  readonly stallLimit: number;
}

export const BURSTS = {
  /** Pushes off the line: states that the expert alone never visits, and that an imitator's own errors lead to. */
  noise: { chance: 1 / 45, shortest: 3, longest: 12, steering: 0.45, pedal: 1.2, stallLimit: 60 },
  /** Wild steering and full pedals: spins, slides, drives off the road, and the way back. */
  recovery: { chance: 1 / 150, shortest: 8, longest: 30, steering: 2, pedal: 2, stallLimit: 250 },
} as const satisfies Record<string, BurstStyle>;

interface Offset {
  readonly steering: number;
  readonly pedal: number;
}

const NONE: Offset = { steering: 0, pedal: 0 };
const MAX_BRAKE = 0.8;

/**
 * Changes actions in short bursts, so that demonstrations show how to get back on the line (after DART, Laskey et al.
 * 2017).
 */
export class Bursts implements ActionNoise<ArrayLike<number>> {
  readonly #style: BurstStyle;
  #random = new Random(0);
  #present = NONE;
  #left = 0;

  constructor(style: BurstStyle) {
    this.#style = style;
    this.reset(0);
  }

  reset(seed: Seed): void {
    // Far from the seeds of tracks, which are small.
    this.#random = new Random((BigInt(seed) << 64n) + 1n);
    this.#present = NONE;
    this.#left = 0;
  }

  /** What becomes of the next step's action (steer, gas, brake). Between bursts it is the same array. */
  apply(action: ArrayLike<number>): ArrayLike<number> {
    const { steering, pedal } = this.#next();
    if (steering === 0) return action;
    const [steer, gas, brake] = action as unknown as [number, number, number];
    const wanted = gas - brake + pedal;
    return Float32Array.of(clip(steer + steering, -1, 1), clip(wanted, 0, 1), clip(-wanted, 0, MAX_BRAKE));
  }

  #next(): Offset {
    const { chance, shortest, longest, steering, pedal } = this.#style;
    if (this.#left > 0) {
      this.#left--;
    } else if (this.#random.random() < chance) {
      this.#left = this.#random.integers(shortest, longest + 1) - 1;
      this.#present = {
        steering: this.#random.uniform(-steering, steering),
        pedal: pedal * normal(this.#random),
      };
    } else {
      this.#present = NONE;
    }
    return this.#present;
  }
}

const clip = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));
