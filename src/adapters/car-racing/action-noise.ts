import { Random } from "../../../envs/random.js";
import { normal } from "../../draws.js";

/** How a driver is disturbed: bursts of a constant offset, between which it drives undisturbed. */
export interface BurstStyle {
  /** Chance that a burst begins in a calm step. */
  readonly chance: number;
  /** Steps of the shortest and the longest burst. */
  readonly shortest: number;
  readonly longest: number;
  /** The steering offset lies evenly between −this and this. */
  readonly steering: number;
  /** Standard deviation of the offset of gas minus brake. */
  readonly pedal: number;
  /** A lap is given up when the car has come to no new part of the road for so many steps. */
  readonly patience: number;
}

export const BURSTS = {
  /** Pushes off the line: states that a clean driver never visits, and that an imitator's own errors lead to. */
  noise: { chance: 1 / 45, shortest: 3, longest: 12, steering: 0.45, pedal: 1.2, patience: 60 },
  /** Wild steering and full pedals: spins, slides, drives off the road, and the way back. */
  recovery: { chance: 1 / 150, shortest: 8, longest: 30, steering: 2, pedal: 2, patience: 250 },
} as const satisfies Record<string, BurstStyle>;

/** Name of a `BurstStyle`. */
export type Bursts = keyof typeof BURSTS;

interface Offset {
  readonly steering: number;
  readonly pedal: number;
}

const CALM: Offset = { steering: 0, pedal: 0 };
const MAX_BRAKE = 0.8;

/**
 * Disturbs actions in short bursts, so that demonstrations show how to get back on the line (after DART, Laskey et al.
 * 2017).
 */
export class Disturber {
  readonly #random: Random;
  readonly #style: BurstStyle;
  #present = CALM;
  #left = 0;

  constructor(seed: number, style: BurstStyle) {
    // Far from the seeds of tracks, which are small.
    this.#random = new Random((BigInt(seed) << 64n) + 1n);
    this.#style = style;
  }

  /** What becomes of the next step's action (steer, gas, brake). In calm steps it is the same array. */
  disturb(action: Float32Array): Float32Array {
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
      this.#present = CALM;
    }
    return this.#present;
  }
}

const clip = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));
