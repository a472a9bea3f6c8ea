// Looks whether the main thread comes back from calls into a user's module. Nothing that runs there can interrupt them;
// its inspector can.
import { writeSync } from "node:fs";
import { Session } from "node:inspector";
import { workerData } from "node:worker_threads";
import { type CallBoard, CallWatch } from "../user-calls.js";
import { HUNG, type HungCall, PARTING } from "./hung-calls.js";

export interface HungCallWorkerData {
  readonly board: CallBoard;
  /** Seconds that a call may take. */
  readonly seconds: number;
}

/** Milliseconds between two looks. */
const LOOK = 250;

/** Seconds of one call after which Ctrl-C ends the program without being caught. */
const BUSY = 0.5;

/** Milliseconds for the main thread to end the program after the call has been ended. Not every call can be. */
const LAST = 3000;

const { board, seconds } = workerData as HungCallWorkerData;
const watch = new CallWatch(board);

/** Has the main thread do something in the midst of the call, and ends the call if asked to. */
function tell(what: keyof HungCall, { ending = false } = {}): void {
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.enable");
  session.post("Runtime.evaluate", { expression: `globalThis[Symbol.for("${HUNG}")].${what}()` });
  if (ending) session.post("Runtime.terminateExecution");
  setTimeout(() => session.disconnect(), PARTING / 2);
}

let isReleased = false;
const timer = setInterval(() => {
  const waited = watch.look();
  if (waited < BUSY) isReleased = false;
  else if (!isReleased) {
    isReleased = true;
    tell("release");
  }
  if (waited < seconds) return;
  clearInterval(timer);
  tell("end", { ending: true });
  setTimeout(() => {
    writeSync(2, `aann-gym: ${watch.sentence(seconds)}\n`);
    process.kill(process.pid, "SIGKILL");
  }, LAST);
}, LOOK);
