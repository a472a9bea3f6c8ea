import { Inference } from "../../../kernels/inference.js";
import type { ActionDecoder } from "../../../policies/action-decoder.js";
import { letMessagesIn } from "./let-messages-in.js";
import type { Demonstrations } from "./live-search.js";
import { LiveSearch } from "./live-search.js";
import type { LiveEvent, LiveRequest, LiveStart } from "./messages.js";

/** Milliseconds between two looks at the family and at the net. */
const FAMILY_INTERVAL = 500;
const NETWORK_INTERVAL = 500;

export interface SearchLoopOptions extends Pick<LiveStart, "seed" | "start"> {
  readonly decoder: ActionDecoder;
  readonly outputDivisor: number;
  readonly demonstrations: Demonstrations;
  /** What the agreement is measured on. */
  readonly heldOut: Demonstrations;
  /** Milliseconds of an iteration, and of the rest after it: for what would be learned before anybody has seen it. */
  readonly pace?: { readonly iteration: number; readonly rest: number };
}

/** Climbs without end and tells what happens, for a worker. */
export async function searchWithoutEnd(options: SearchLoopOptions): Promise<never> {
  const { seed, start, decoder, outputDivisor, demonstrations, heldOut, pace } = options;
  const targets = decoder.targetsOf(heldOut.decisions);
  const evaluator = await Inference.create(start.network);
  const climb = await LiveSearch.create({
    network: start.network,
    ...{ demonstrations, decoder, outputDivisor, seed, iteration: pace?.iteration },
  });
  const showNetwork = () => {
    const weights = climb.network().weights as Int8Array<ArrayBuffer>[];
    evaluator.setWeights(weights);
    const logits = evaluator.logits(heldOut.images, heldOut.count);
    const agreement = decoder.agreement(logits, climb.outputDivisor, targets);
    tell({ kind: "network", weights, outputDivisor: climb.outputDivisor, agreement }, weights);
  };
  let seconds = 0;
  let familyDue = 0;
  let networkDue = 0;
  for (;;) {
    const began = performance.now();
    const iteration = climb.iteration();
    seconds += (performance.now() - began) / 1000;
    tell({ kind: "iteration", seconds, ...iteration });
    if (began >= networkDue) {
      showNetwork();
      networkDue = performance.now() + NETWORK_INTERVAL;
    }
    if (began >= familyDue) {
      tell({ kind: "family", ...climb.family() });
      familyDue = performance.now() + FAMILY_INTERVAL;
    }
    await letMessagesIn();
    if (pace) await new Promise((resolve) => setTimeout(resolve, pace.rest));
    await mayRun;
  }
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
