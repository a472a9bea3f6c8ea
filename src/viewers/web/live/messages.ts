import type { PolicyFile } from "../../../networks/policy.js";
import type { Demonstrations } from "./demonstrations.js";
import type { Family, Iteration } from "./live-search.js";

/** What the page tells the worker: where to start, or to stop and go on. */
export type LiveRequest = LiveStart | { readonly kind: "pause" | "resume" };

export interface LiveStart {
  readonly kind: "start";
  /** Seed of the search. */
  readonly seed: number;
  /** Where the climb starts; its `action` says what the outputs mean. */
  readonly start: PolicyFile;
  /** The expert's episodes to learn from. */
  readonly episodes: number;
  /** Learned from instead of the expert's episodes. */
  readonly demonstrations?: Demonstrations;
}

/**
 * What the worker tells the page, in this order: the demonstrations, then iterations, families and networks in turn.
 */
export type LiveEvent =
  | { readonly kind: "demonstration"; readonly episodes: number; readonly path: Float32Array<ArrayBuffer> }
  | ({
      readonly kind: "iteration";
      /** Seconds of search so far. */
      readonly seconds: number;
    } & Iteration)
  | ({ readonly kind: "family" } & Family)
  | LiveNetwork;

/** The net of the moment. */
export interface LiveNetwork {
  readonly kind: "network";
  readonly weights: readonly Int8Array<ArrayBuffer>[];
  readonly outputDivisor: number;
  /** Share of frames of episodes that are not learned from on which it wants what the expert wants, 0 to 1. */
  readonly agreement: number;
}

/** Who searches for a page: a worker of its own, or the command behind it. */
export interface Searcher {
  tell(request: LiveRequest): void;
  /** @param onEvent told what happens @param onFailure told why the search has stopped */
  listen(onEvent: (event: LiveEvent) => void, onFailure: (reason: string) => void): void;
  /** Ends the search. */
  close(): void;
}

/** A worker that searches. */
export const searcherIn = (worker: Worker): Searcher => ({
  tell: (request) => worker.postMessage(request),
  listen(onEvent, onFailure) {
    worker.addEventListener("message", ({ data }: MessageEvent<LiveEvent>) => onEvent(data));
    worker.addEventListener("error", ({ message }) => onFailure(message));
  },
  close: () => worker.terminate(),
});
