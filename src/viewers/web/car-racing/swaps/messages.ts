import type { EnvReference, PolicyFile } from "../../../../networks/policy.js";
import type { Swap } from "../../../../networks/ternary-network.js";
import type { Decision } from "../../../../policies/action-decoder.js";
import type { EpisodeSeed } from "../../../../rollout/seeds.js";

/** What the page asks the worker: what a swap costs, or which of many is best. */
export interface SwapRequest {
  /** The policy before the swap. */
  readonly policy: PolicyFile;
  /** The frames to evaluate on, and what the expert wanted in each. */
  readonly images: Uint8Array<ArrayBuffer>;
  readonly decisions: readonly Decision[];
  readonly layer: number;
  /** The weight that moves. */
  readonly from: number;
  /** Where it moves to; without it the worker looks for the best of `tries` empty places. */
  readonly to?: number;
  readonly tries: number;
  /** The lap to drive with the net before the swap and after. */
  readonly seed: EpisodeSeed;
  readonly env: EnvReference;
}

/** A figure before the swap and after it. */
export interface Change {
  readonly before: number;
  readonly after: number;
}

/** First the costs over the frames, then, once the laps are driven, their returns. */
export type SwapAnswer =
  | {
      readonly kind: "cost";
      readonly swap: Swap;
      /** Mean imitation loss, and share of frames on which net and expert agree. */
      readonly loss: Change;
      readonly agreement: Change;
    }
  | { readonly kind: "laps"; readonly returns: Change };
