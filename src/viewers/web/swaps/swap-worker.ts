import "../no-eval.js";
import { driveBoth, measureSwap } from "./measure.js";
import type { SwapAnswer, SwapRequest } from "./messages.js";

// The worker behind the swaps of the watch page.

const tell = (answer: SwapAnswer) => postMessage(answer);

addEventListener("message", async ({ data }: MessageEvent<SwapRequest>) => {
  const cost = await measureSwap(data);
  tell(cost);
  tell({ kind: "laps", returns: await driveBoth(data, cost.swap) });
});
