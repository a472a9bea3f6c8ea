import type { Physics } from "../../envs/car-racing/physics/physics.js";
import type { Policy } from "../networks/policy.js";
import type { EpisodeState, FinishedEpisode } from "../tasks/car-racing/ride.js";

/** The watch page's questions: what to show, and the news that an episode has been driven to its end. */
export type WatchRequest =
  | { readonly kind: "look" }
  | ({ readonly kind: "finished"; readonly driver: string } & FinishedEpisode);

/** Who drives a car on the watch page: a policy file's text, or without it the scripted expert. */
export interface Contestant {
  /** For people: a file's name, or "expert". */
  readonly name: string;
  readonly policy?: string;
}

/** What the watch page shows. The episodes are driven in the page. */
export interface WatchSetting {
  /** One, or two side by side on one track. */
  readonly contestants: readonly Contestant[];
  /** The first track. */
  readonly seed: number;
  /** The speed to begin with; 1 is natural. */
  readonly speed: number;
  readonly physics: Physics["name"];
}

/** The live page's questions: where to start, and the news of a better net. */
export type LiveNews =
  | { readonly kind: "look" }
  | {
      readonly kind: "better";
      /** The text of a policy file. */
      readonly policy: string;
      readonly seconds: number;
      readonly evaluations: number;
      readonly accepted: number;
    };

/** Where the live page starts: with a policy, or by chance. */
export interface LiveSetting {
  /** The text of a policy file; by chance without it. */
  readonly start?: string;
  /** What the outputs mean, and percent of zeros, of a net wired by chance. */
  readonly encoding?: Policy["encoding"];
  readonly sparsity: number;
  readonly seed: number;
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
