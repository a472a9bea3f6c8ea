import type { Random } from "../../../envs/random.js";
import { SIDE } from "../../adapters/car-racing/frame.js";
import { normal } from "../../draws.js";

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
  const row = SIDE * CHANNELS;
  const sums = new Uint16Array(observation.length);
  addNear(observation, sums, CHANNELS, row);
  const all = new Uint16Array(observation.length);
  addNear(sums, all, row, observation.length);
  const result = new Uint8Array(observation.length);
  for (let index = 0; index < result.length; index++) result[index] = Math.round(all[index]! / 9);
  return result;
}

/** Each value with those before and after it, which lie `apart` places away within a line of `length`. */
function addNear(values: Uint8Array | Uint16Array, sums: Uint16Array, apart: number, length: number): void {
  for (let line = 0; line < values.length; line += length) {
    const [second, last] = [line + apart, line + length - apart];
    for (let index = line; index < line + length; index++) {
      const before = index < second ? index : index - apart;
      const after = index < last ? index + apart : index;
      sums[index] = values[before]! + values[index]! + values[after]!;
    }
  }
}

function noisy(random: Random): (observation: Uint8Array) => Uint8Array {
  const noise = Int16Array.from({ length: DRAWN }, () => Math.round(NOISE * normal(random)));
  return (observation) => {
    const start = random.integers(DRAWN - observation.length);
    // A clamped array rounds into 0 … 255 by itself.
    const seen = new Uint8ClampedArray(observation.length);
    for (let index = 0; index < seen.length; index++) {
      seen[index] = observation[index]! + noise[start + index]!;
    }
    return new Uint8Array(seen.buffer);
  };
}
