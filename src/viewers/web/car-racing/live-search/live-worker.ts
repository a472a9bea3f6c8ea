import "../../no-eval.js";
import { adapter } from "../../../../adapters/car-racing/adapter.js";
import { encoderOf, readAction } from "../../../../adapters/network-policy.js";
import { encodeImages } from "../../../../policies/observation-encoder.js";
import type { Demonstrations } from "../../live/demonstrations.js";
import { letMessagesIn } from "../../live/let-messages-in.js";
import { onStart, searchWithoutEnd, tell } from "../../live/search-worker.js";
import { split } from "../teach/person-demonstrations.js";
import { giveDemonstrations } from "./demonstrations.js";

// The worker of the live page: lets the expert drive, then climbs without end, and tells what happens.

/** The expert's tracks: recordings begin there too. The page drives on others. */
const FIRST_TRACK = 0;
const EVERY = 5;
/** Laps that are held out, after those to learn from. */
const HELD_OUT = 2;
/** Of a person's frames one in so many is held out. */
const EVERY_HELD_OUT = 10;

onStart(async ({ seed, start, episodes, demonstrations: own }) => {
  const [demonstrations, heldOut] = own
    ? split(own, EVERY_HELD_OUT)
    : [await take(FIRST_TRACK, episodes), await take(FIRST_TRACK + episodes, HELD_OUT)];
  const encoder = encoderOf(start);
  const seen = ({ count, images, decisions }: Demonstrations): Demonstrations => ({
    ...{ count, decisions, images: encodeImages(encoder, images, count) },
  });
  return searchWithoutEnd({
    ...{ seed, start, ...readAction(start, adapter) },
    ...{ demonstrations: seen(demonstrations), heldOut: seen(heldOut) },
  });
});

async function take(seed: number, episodes: number): Promise<Demonstrations> {
  const demonstrations = giveDemonstrations({ seed, episodes, every: EVERY });
  for (;;) {
    const { done, value } = await demonstrations.next();
    if (done) return value;
    if (seed === FIRST_TRACK) tell({ kind: "demonstration", ...value }, [value.path]);
    await letMessagesIn();
  }
}
