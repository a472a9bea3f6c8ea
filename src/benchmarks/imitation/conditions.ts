import type { Random } from "../../../envs/random.js";
import { normal } from "../../draws.js";
import { SIDE } from "../../tasks/car-racing/frame.js";

/** What stands between the environment and the driver. */
export interface Condition {
  /** Whether road and ground have other colours in every lap. As in Gymnasium, the tracks are others then, too. */
  readonly randomColours?: boolean;
  /** Whether bursts of noise shove the steering. */
  readonly pushed?: boolean;
  /** What the driver sees in a lap: made anew for each, so that a lap depends on its track alone. */
  readonly lens?: (random: Random) => (observation: Uint8Array) => Uint8Array;
}

/** Standard deviation of the noise on each byte of a noisy picture. */
const NOISE = 16;
/** Numbers drawn for a lap; frames begin at random places among them. */
const DRAWN = 1 << 17;

const CHANNELS = 3;

/** The conditions of the benchmark by name. Only `plain` is what policies learned from. */
export const CONDITIONS = {
  plain: {},
  "random colours": { randomColours: true },
  blurred: { lens: () => blurred },
  noisy: { lens: noisy },
  pushed: { pushed: true },
} satisfies Record<string, Condition>;

export type ConditionName = keyof typeof CONDITIONS;

/** Every pixel the mean of the 3×3 around it, the indicators too. Beyond the edge the edge goes on. */
export function blurred(observation: Uint8Array): Uint8Array {
  const result = new Uint8Array(observation.length);
  const near = (at: number) => [Math.max(0, at - 1), at, Math.min(SIDE - 1, at + 1)];
  for (let y = 0; y < SIDE; y++) {
    const rows = near(y);
    for (let x = 0; x < SIDE; x++) {
      const columns = near(x);
      for (let channel = 0; channel < CHANNELS; channel++) {
        let sum = 0;
        for (const row of rows) {
          for (const column of columns) sum += observation[(row * SIDE + column) * CHANNELS + channel];
        }
        result[(y * SIDE + x) * CHANNELS + channel] = Math.round(sum / 9);
      }
    }
  }
  return result;
}

function noisy(random: Random): (observation: Uint8Array) => Uint8Array {
  const noise = Int16Array.from({ length: DRAWN }, () => Math.round(NOISE * normal(random)));
  return (observation) => {
    const start = random.integers(DRAWN - observation.length);
    // A clamped array rounds into 0 … 255 by itself.
    const clamped = Uint8ClampedArray.from(observation, (byte, index) => byte + noise[start + index]);
    return new Uint8Array(clamped.buffer);
  };
}
