import "../no-eval.js";
import { InputError } from "../../../errors.js";
import type { ViewedAgent } from "../protocol.js";
import { type EpisodeVideo, replayEpisode, type Sketch } from "./replay.js";

// Replays episodes beside the page, one after the other.

/** An episode to drive again; the answers come in the order of the requests. */
export interface ReplayRequest {
  /** The recording's file. */
  readonly text: string;
  readonly name: string;
  readonly video: boolean;
  readonly policy?: ViewedAgent;
}

export type ReplayAnswer = EpisodeVideo | Sketch | { readonly reason: string };

addEventListener("message", ({ data: { text, name, ...options } }: MessageEvent<ReplayRequest>) => {
  queue = queue.then(async () => {
    const answer = await replayEpisode(text, name, options).catch(refusal);
    const moved = "frames" in answer ? [answer.frames.buffer, answer.bodies.buffer] : [];
    postMessage(answer satisfies ReplayAnswer, { transfer: moved });
  });
});

let queue: Promise<unknown> = Promise.resolve();

/** What is wrong with a file, a policy or an environment that this page does not know. */
function refusal(error: unknown): { reason: string } {
  if (error instanceof InputError || error instanceof RangeError || error instanceof TypeError) {
    return { reason: error.message };
  }
  throw error;
}
