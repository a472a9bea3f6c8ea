import type { EpisodeState, FinishedEpisode } from "../tasks/car-racing/ride.js";

/**
 * What the pages ask and the server answers. A page asks for every step, so the page keeps the time: pausing is not
 * asking, and a closed tab costs nothing.
 */

/** Steps that the watch page may ask for at once, to keep the time without seeing them all. */
export const MOST_STEPS = 8;

/** The watch page's questions: the state as it is, some steps further, or a new episode. */
export type WatchRequest =
  | { readonly kind: "look" }
  | { readonly kind: "step"; readonly steps: number }
  | { readonly kind: "reset"; readonly seed: number };

/** Answered with two pictures: 600×400 for the person, and 96×96 as the policy sees it. */
export interface WatchState extends EpisodeState {
  /** Who drives: a file's name, or "expert". */
  readonly driver: string;
  /** The speed to begin with; 1 is natural. */
  readonly speed: number;
  /** The episodes driven to their end, oldest first. */
  readonly finished: readonly FinishedEpisode[];
}

/**
 * The record page's questions. `save` keeps the episode and starts the next track, `again` drops it and starts the same
 * track, `next` drops it and starts the next track, `finish` ends the session.
 */
export type RecordRequest =
  | { readonly kind: "look" | "save" | "again" | "next" | "finish" }
  | { readonly kind: "step"; readonly action: readonly [steer: number, gas: number, brake: number] };

/** Answered with one picture, 600×400. */
export interface RecordState extends EpisodeState {
  /** The folder that the recordings go to. */
  readonly folder: string;
  /** Episodes in the folder, and how many are wanted. */
  readonly saved: number;
  readonly wanted: number;
  /** Whether all wanted episodes are saved, or the person has finished. */
  readonly finished: boolean;
}
