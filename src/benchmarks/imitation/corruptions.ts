import type { Random } from "../../../envs/random.js";
import type { Space } from "../../../envs/spaces.js";
import { normal } from "../../draws.js";
import { frameSize } from "../../recordings/write-trajectory.js";

/** What makes an episode harder than those that policies learned from. */
export interface Corruption {
  /** Options of the environment that differ. */
  readonly options?: Readonly<Record<string, boolean>>;
  /** Whether the adapter's action noise changes actions. */
  readonly pushed?: boolean;
  /** Whether it needs an environment that observes images, or one that has certain options. */
  readonly needs?: "images" | "domainRandomize";
  /** What the policy observes in an episode: made anew for each, so that an episode depends on its seed alone. */
  readonly corrupt?: (random: Random, space: Space) => (observation: unknown) => unknown;
}

/** Standard deviation of the noise on each byte of a noisy image. */
const NOISE = 16;
/** Numbers drawn for an episode; frames begin at random places among them. */
const DRAWN = 1 << 17;

const CHANNELS = 3;

/** The corruptions of the benchmark by name. Only `plain` is what policies learned from. */
export const CORRUPTIONS = {
  plain: {},
  "random colors": { options: { domainRandomize: true }, needs: "domainRandomize" },
  blurred: { needs: "images", corrupt: (_, space) => blurrer(space) },
  noisy: { needs: "images", corrupt: noisy },
  pushed: { pushed: true },
} satisfies Record<string, Corruption>;

export type CorruptionName = keyof typeof CORRUPTIONS;

function blurrer(space: Space): (observation: unknown) => Uint8Array {
  const { width } = frameSize(space)!;
  return (observation) => blurred(observation as Uint8Array, width);
}

/** Every pixel the mean of the 3×3 around it. Beyond the edge the edge goes on. @param width of the RGB image in pixels */
export function blurred(observation: Uint8Array, width: number): Uint8Array {
  const row = width * CHANNELS;
  const sums = new Uint16Array(observation.length);
  addNear(observation, sums, CHANNELS, row);
  const all = new Uint16Array(observation.length);
  addNear(sums, all, row, observation.length);
  const result = new Uint8Array(observation.length);
  for (let index = 0; index < result.length; index++) result[index] = Math.round(all[index] / 9);
  return result;
}

/** Each value with those before and after it, which lie `apart` places away within a line of `length`. */
function addNear(values: Uint8Array | Uint16Array, sums: Uint16Array, apart: number, length: number): void {
  for (let line = 0; line < values.length; line += length) {
    const [second, last] = [line + apart, line + length - apart];
    for (let index = line; index < line + length; index++) {
      const before = index < second ? index : index - apart;
      const after = index < last ? index + apart : index;
      sums[index] = values[before] + values[index] + values[after];
    }
  }
}

function noisy(random: Random): (observation: unknown) => Uint8Array {
  const noise = Int16Array.from({ length: DRAWN }, () => Math.round(NOISE * normal(random)));
  return (given) => {
    const observation = given as Uint8Array;
    const start = random.integers(DRAWN - observation.length);
    // A clamped array rounds into 0 … 255 by itself.
    const seen = new Uint8ClampedArray(observation.length);
    for (let index = 0; index < seen.length; index++) {
      seen[index] = observation[index] + noise[start + index];
    }
    return new Uint8Array(seen.buffer);
  };
}
