import type { WriteStream } from "node:tty";
import { Worker } from "node:worker_threads";
import { beforeFirstCall, CallWatch, callDeadline, hurryAfter, STOP_DEADLINE } from "../user-calls.js";
import { BAD_INPUT } from "./failure.js";
import type { HungCallWorkerData } from "./hung-call-worker.js";
import type { Interrupts } from "./interrupts.js";
import { printLine } from "./progress.js";

/** The name by which a thread that looks on finds what it may do to this one. */
export const HUNG = "aann-gym.hung";

/** Milliseconds in which the inspector takes its leave: Node waits for it, and says so, where a program ends before. */
export const PARTING = 100;

/** Milliseconds between two looks after Ctrl-C, while this thread waits for a promise. */
const LOOK = 250;

/** What a thread that looks on may do while this one is in a call into a user's module that does not come back. */
export interface HungCall {
  /**
   * Signals have their usual effect until the call returns: Ctrl-C ends the program, though nothing here can hear of
   * it.
   */
  release(): void;
  /** Ends the program with a sentence as soon as this thread is free, for which the call has to be ended. */
  end(): void;
}

/**
 * From the first call into a user's module on a thread looks whether those of this one come back, which no timer of
 * this thread could: a call that takes too long ends the program with one sentence.
 */
export function endHungCalls(interrupts: Interrupts, stderr: WriteStream): void {
  const seconds = callDeadline();
  hurryAfter(interrupts.signal);
  beforeFirstCall((board) => {
    const hung: HungCall = {
      release() {
        interrupts.release();
        setImmediate(interrupts.resume);
      },
      end() {
        const leave = () => {
          printLine(stderr, `aann-gym: ${new CallWatch(board).sentence(seconds)}`);
          process.exit(BAD_INPUT);
        };
        setTimeout(leave, PARTING);
      },
    };
    const watch = new CallWatch(board);
    const looksOn = () => {
      if (watch.look() >= STOP_DEADLINE) process.exit(interrupts.exitCode);
    };
    const lookOn = () => void setInterval(looksOn, LOOK).unref();
    // It may have come before the first call.
    if (interrupts.signal.aborted) lookOn();
    else interrupts.signal.addEventListener("abort", lookOn);
    Object.assign(globalThis, { [Symbol.for(HUNG)]: hung });
    const workerData: HungCallWorkerData = { board, seconds };
    new Worker(new URL("./hung-call-worker.js", import.meta.url), { workerData }).unref();
  });
}
