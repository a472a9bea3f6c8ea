import { Random } from "../../envs/random.js";

/** A disturbance of one step: added to the steering (−1 … 1) and to the speed that the driver wants (m/s). */
export interface Disturbance {
  readonly steering: number;
  readonly speed: number;
}

const CALM: Disturbance = { steering: 0, speed: 0 };

/** Chance that a burst begins in a calm step. */
const CHANCE = 1 / 45;
const SHORTEST = 3;
const LONGEST = 12;
/** The steering offset lies evenly between −this and this. */
const STEERING = 0.45;
/** Standard deviation of the speed offset (m/s). */
const SPEED = 8;

/**
 * Short bursts of constant disturbance, so that demonstrations show how to get back on the line: states that a clean
 * demonstrator never visits, and that an imitator's own errors lead to (after DART, Laskey et al. 2017).
 */
export class NoiseBursts {
  readonly #random: Random;
  #present = CALM;
  #left = 0;

  constructor(seed: number) {
    // Far from the seeds of tracks, which are small.
    this.#random = new Random((BigInt(seed) << 64n) + 1n);
  }

  /** The disturbance of the next step. */
  next(): Disturbance {
    if (this.#left > 0) {
      this.#left--;
    } else if (this.#random.random() < CHANCE) {
      this.#left = this.#random.integers(SHORTEST, LONGEST + 1) - 1;
      this.#present = {
        steering: this.#random.uniform(-STEERING, STEERING),
        speed: SPEED * this.#normal(),
      };
    } else {
      this.#present = CALM;
    }
    return this.#present;
  }

  /** Normally distributed, mean 0 and standard deviation 1 (Box and Muller). */
  #normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.#random.random()));
    return radius * Math.cos(2 * Math.PI * this.#random.random());
  }
}
