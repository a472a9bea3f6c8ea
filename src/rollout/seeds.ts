import type { Seed } from "../../envs/env.js";

/**
 * The seed of an episode as files and messages hold it: a number, or the decimal digits of one from 2^53 to 2^64 − 1,
 * of which JSON's numbers keep the upper bits alone.
 */
export type EpisodeSeed = number | string;

const MOST_SEED = 2n ** 64n - 1n;

/** Whether something is such a seed. */
export const isEpisodeSeed = (value: unknown): value is EpisodeSeed =>
  typeof value === "string"
    ? /^[1-9]\d{15,19}$/.test(value) && episodeSeedOf(BigInt(value)) === value
    : Number.isSafeInteger(value) && (value as number) >= 0;

/** @returns undefined where an episode's seed is none of 64 bits */
export function episodeSeedOf(seed: bigint): EpisodeSeed | undefined {
  if (seed < 0n || seed > MOST_SEED) return undefined;
  return seed <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(seed) : String(seed);
}

/** As environments take it. */
export const resetSeed = (seed: EpisodeSeed): Seed => (typeof seed === "string" ? BigInt(seed) : seed);

/** The one that follows. */
export const nextSeed = (seed: EpisodeSeed): EpisodeSeed => episodeSeedOf(BigInt(seed) + 1n) ?? 0;

/**
 * The first of the seeds that are for a purpose, ten thousand for each, so that nothing is chosen or tested on what it
 * was made with. A seed is that of `reset`.
 */
export const FIRST_SEED = {
  /** Recorded as demonstrations. */
  recorded: 0,
  /** Run to choose among policies. */
  validation: 10_000,
  /** Run once, when all is decided. */
  test: 20_000,
  /** Run by `npm run demo`. */
  demo: 30_000,
} as const;

/** So many seeds from one on. */
export function seedsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
