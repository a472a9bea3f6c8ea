import type { WriteStream } from "node:tty";
import { INTERRUPTED } from "./failure.js";
import { printLine } from "./progress.js";

const signals = { SIGINT: INTERRUPTED, SIGTERM: 143 } as const;

/** Ctrl-C and its like while a command runs. */
export interface Interrupts {
  /** Aborted by the first interrupt. */
  readonly signal: AbortSignal;
  /** The program's exit code once an interrupt came. */
  readonly exitCode: number | undefined;
  /** Gives the signals their usual effect back. */
  release(): void;
  /** Catches them again. */
  resume(): void;
}

/** Lets the running command end in its own way at the first interrupt; a second one ends the program at once. */
export function catchInterrupts(stderr: WriteStream): Interrupts {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const handle = (name: NodeJS.Signals) => {
    const code = signals[name as keyof typeof signals];
    if (exitCode !== undefined) process.exit(code);
    exitCode = code;
    printLine(stderr, "Stopping; press Ctrl-C again to stop at once.", { afterEcho: true });
    controller.abort();
  };
  const resume = () => {
    for (const name of Object.keys(signals)) process.on(name, handle);
  };
  resume();
  return {
    resume,
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    release() {
      for (const name of Object.keys(signals)) process.off(name, handle);
    },
  };
}
