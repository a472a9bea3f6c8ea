import { TILE_LENGTH } from "../../../../../envs/box2d/car-racing/track.js";
import { jsonOrUndefined } from "../../../../json.js";
import type { EpisodeSeed } from "../../../../rollout/seeds.js";
import { formatNumber } from "../../pages/document.js";
import { browserStorage } from "../../pages/storage.js";

/** Steps a second. */
const RATE = 50;

const KEY = "aann-gym/best-times";

/** One of two who race: how far they are, and what they have. */
export interface Racer {
  readonly name: string;
  readonly tiles: number;
  readonly score: number;
}

/** How far somebody is ahead of another one, in metres of road: "12 m ahead", or nothing where they are level. */
export function gapTo(own: Racer, other: Racer): string {
  const metres = (own.tiles - other.tiles) * TILE_LENGTH;
  if (metres === 0) return "";
  return `${formatNumber(Math.abs(metres))} m ${metres > 0 ? "ahead" : "behind"}`;
}

/** Who has won by the score, which charges for time. */
export function winnerOf(one: Racer, other: Racer): string {
  if (one.score === other.score) return `A draw: ${formatNumber(one.score, 1)} each`;
  const [first, second] = one.score > other.score ? [one, other] : [other, one];
  const wins = first.name === "you" ? "You win" : `${first.name} wins`;
  return `${wins}: ${formatNumber(first.score, 1)} to ${formatNumber(second.score, 1)}`;
}

/**
 * Keeps the best time on a track, in the browser.
 * @param steps of a whole lap
 * @returns a sentence about it
 */
export function keepTime(seed: EpisodeSeed, steps: number): string {
  const times = stored();
  const before = times[seed];
  const seconds = formatNumber(steps / RATE, 2);
  if (before !== undefined && before <= steps)
    return `${seconds} s; your best here is ${formatNumber(before / RATE, 2)} s`;
  browserStorage()?.setItem(KEY, JSON.stringify({ ...times, [seed]: steps }));
  return before === undefined ? `${seconds} s, your first time here` : `${seconds} s, your best time here`;
}

/** The person's best time on a track, in seconds; undefined before the first whole lap. */
export function bestTime(seed: EpisodeSeed): string | undefined {
  const steps = stored()[seed];
  return steps === undefined ? undefined : formatNumber(steps / RATE, 2);
}

function stored(): Record<EpisodeSeed, number> {
  const text = browserStorage()?.getItem(KEY) ?? "{}";
  return (jsonOrUndefined(text) ?? {}) as Record<EpisodeSeed, number>;
}
