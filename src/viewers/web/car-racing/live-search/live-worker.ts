import "../../no-eval.js";
import { adapter } from "../../../../adapters/car-racing/adapter.js";
import { readAction } from "../../../../adapters/network-policy.js";
import { Inference } from "../../../../kernels/inference.js";
import { type Demonstrations, giveDemonstrations } from "./demonstrations.js";
import { LiveSearch } from "./live-search.js";
import type { LiveEvent, LiveRequest, LiveStart } from "./messages.js";

// The worker of the live page: makes the lessons, then climbs without end, and tells what happens.

/** The teacher's tracks: recordings begin there too. The page drives on others. */
const LESSON_TRACKS = 0;
const EVERY = 5;
/** Laps that are held out, after those to learn from. */
const HELD_OUT = 2;

/** Milliseconds between two looks at the family and at the net. */
const FAMILY_INTERVAL = 500;
const NETWORK_INTERVAL = 500;

/** Resolves at once, or when the page wants the search to go on. */
let mayRun = Promise.resolve();
let release = () => {};

addEventListener("message", ({ data }: MessageEvent<LiveRequest>) => {
  if (data.kind === "pause") {
    mayRun = new Promise((resolve) => {
      release = resolve;
    });
  } else if (data.kind === "resume") release();
  else if (data.kind === "start") void search(data);
});

async function search({ seed, start, laps }: LiveStart): Promise<void> {
  const { decoder, outputDivisor } = readAction(start, adapter);
  const demonstrations = await take(LESSON_TRACKS, laps);
  const heldOut = await take(LESSON_TRACKS + laps, HELD_OUT);
  const wished = decoder.targetsOf(heldOut.decisions);
  const judge = await Inference.create(start.network);
  const climb = await LiveSearch.create({
    network: start.network,
    demonstrations,
    decoder,
    outputDivisor,
    seed,
  });
  const showNetwork = () => {
    const weights = climb.network().weights as Int8Array<ArrayBuffer>[];
    judge.setWeights(weights);
    const logits = judge.logits(heldOut.images, heldOut.count);
    const agreement = decoder.agreement(logits, climb.outputDivisor, wished);
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
    await nextTurn();
    await mayRun;
  }
}

async function take(seed: number, laps: number): Promise<Demonstrations> {
  const demonstrations = giveDemonstrations({ seed, laps, every: EVERY });
  for (;;) {
    const { done, value } = await demonstrations.next();
    if (done) return value;
    if (seed === LESSON_TRACKS) tell({ kind: "lesson", ...value }, [value.path]);
    await nextTurn();
  }
}

/** Lets messages in. A timer would wait for milliseconds. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}

/** @param moved what is handed over instead of copied */
function tell(event: LiveEvent, moved: readonly ArrayBufferView<ArrayBuffer>[] = []): void {
  postMessage(event, { transfer: moved.map(({ buffer }) => buffer) });
}
