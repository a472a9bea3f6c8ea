import type { ActionDecoder } from "../../../policies/action-decoder.js";
import { type Demonstrations, examplesOf } from "./demonstrations.js";
import { letMessagesIn } from "./let-messages-in.js";
import type { LiveEvent, LiveRequest, LiveStart } from "./messages.js";
import { searchLive } from "./search-loop.js";

// What the workers that search have in common.

export interface WorkerSearchOptions extends Pick<LiveStart, "seed" | "start"> {
  readonly decoder: ActionDecoder;
  readonly outputDivisor: number;
  readonly demonstrations: Demonstrations;
  /** What the agreement is measured on. */
  readonly heldOut: Demonstrations;
  /** Milliseconds of an iteration, and of the rest after it: for what would be learned before anybody has seen it. */
  readonly pace?: { readonly iteration: number; readonly rest: number };
}

/** Climbs without end and tells the page what happens. */
export function searchWithoutEnd(options: WorkerSearchOptions): Promise<void> {
  const { seed, start, decoder, outputDivisor, demonstrations, pace } = options;
  const examples = examplesOf(demonstrations, decoder);
  const heldOut = examplesOf(options.heldOut, decoder);
  return searchLive({
    ...{ seed, start, examples, heldOut, tell, iteration: pace?.iteration },
    objective: decoder.objective("loss", examples.targets, outputDivisor),
    agreement: (logits, divisor) => decoder.agreement(logits, divisor, heldOut.targets),
    async turn() {
      await letMessagesIn();
      if (pace) await new Promise((resolve) => setTimeout(resolve, pace.rest));
      await mayRun;
      return true;
    },
  });
}

/** Resolves at once, or when the page wants the search to go on. */
let mayRun = Promise.resolve();
let release = () => {};

/** Listens to the page: starts a search, lets it pause and go on. */
export function onStart(search: (start: LiveStart) => Promise<unknown>): void {
  addEventListener("message", ({ data }: MessageEvent<LiveRequest>) => {
    if (data.kind === "pause") {
      mayRun = new Promise((resolve) => {
        release = resolve;
      });
    } else if (data.kind === "resume") release();
    else if (data.kind === "start") void search(data);
  });
}

/** @param moved what is handed over instead of copied */
export function tell(event: LiveEvent, moved: readonly ArrayBufferView<ArrayBuffer>[] = []): void {
  postMessage(event, { transfer: moved.map(({ buffer }) => buffer) });
}
