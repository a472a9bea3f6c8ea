import type { Physics } from "../../../../envs/box2d/car-racing/physics/physics.js";
import type { Wish } from "../../../imitation/demonstration.js";
import type { Policy } from "../../../networks/policy.js";
import type { Swap } from "../../../networks/ternary-network.js";

/** What the page asks the worker: what a swap costs, or which of many is best. */
export interface SwapRequest {
  /** The policy before the swap. */
  readonly policy: Policy;
  /** The frames to judge on, and what the teacher wanted in each. */
  readonly images: Uint8Array<ArrayBuffer>;
  readonly wishes: readonly Wish[];
  readonly layer: number;
  /** The weight that moves. */
  readonly from: number;
  /** Where it moves to; without it the worker looks for the best of `tries` empty places. */
  readonly to?: number;
  readonly tries: number;
  /** The lap to drive with the net before the swap and after. */
  readonly seed: number;
  readonly physics: Physics["name"];
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
      /** Mean imitation loss, and share of frames on which net and teacher agree. */
      readonly loss: Change;
      readonly agreement: Change;
    }
  | { readonly kind: "laps"; readonly returns: Change };
