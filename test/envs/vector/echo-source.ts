import { isMainThread } from "node:worker_threads";
import { Echo, pedals } from "../echo.js";

/** Echo for worker threads. Acts on the first number of an action: throws at 1, ends the thread at −1. */
export default function makeEcho(): Echo {
  const echo = new Echo(pedals(), 4);
  const { step } = echo;
  echo.step = (action, options) => {
    const [steer] = action as Float32Array;
    if (steer === 1) throw new RangeError("steered too far");
    if (steer === -1 && !isMainThread) process.exit(7);
    return step.call(echo, action, options);
  };
  return echo;
}
