import type { EnvReference } from "../../../networks/policy.js";
import type { RecordedAction } from "../../../recordings/recording.js";
import type { EpisodeSeed } from "../../../rollout/seeds.js";

/** An episode as a clip shows it: the actions are taken again from the seed. */
export interface ClipEpisode {
  /** Stands over its frames, beside the return so far. */
  readonly caption: string;
  readonly env: EnvReference;
  readonly seed: EpisodeSeed;
  readonly actions: readonly RecordedAction[];
}

/** What a page asks its clip worker: the episodes of a clip, one after the other. */
export interface ClipRequest {
  readonly episodes: readonly ClipEpisode[];
}

/** A clip that is whole. */
export interface Clip {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly format: ClipFormat;
  /** How long it is. */
  readonly seconds: number;
}

/** MP4 with H.264, or an animated GIF where the browser encodes no H.264. */
export type ClipFormat = "mp4" | "gif";

/** What the worker answers: how far it is, from 0 to 1, and in the end the clip or why there is none. */
export type ClipAnswer =
  | { readonly kind: "progress"; readonly share: number }
  | ({ readonly kind: "clip" } & Clip)
  | { readonly kind: "refused"; readonly reason: string };
