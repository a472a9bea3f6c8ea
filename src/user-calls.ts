import { InputError } from "./errors.js";

/** Seconds that a call into a module of the user's may take, unless `AANN_GYM_DEADLINE` says something else. */
const DEADLINE = 60;

/** Seconds that a call may go on after everything has been called off. */
export const STOP_DEADLINE = 5;

/**
 * What a thread tells others of the call into a user's module that it is in, which may never return: how many calls
 * there have been, how deep they are nested, and the sentence that the present one begins with.
 */
export type CallBoard = ArrayBufferLike;

const BYTES = 1024;
const TEXT = 12;
const Field = { count: 0, depth: 1, textBytes: 2 } as const;

/** A board for one thread; where memory can be shared others may look at it. */
export function newBoard(): CallBoard {
  return typeof SharedArrayBuffer === "undefined" ? new ArrayBuffer(BYTES) : new SharedArrayBuffer(BYTES);
}

let fields: Int32Array | undefined;
let letters: Uint8Array = new Uint8Array();
let written = "";
let beginsFirst: ((board: CallBoard) => void) | undefined;

/** This thread tells its calls on a board from now on. */
export function tellCallsOn(board: CallBoard): void {
  fields = new Int32Array(board, 0, TEXT / 4);
  letters = new Uint8Array(board, TEXT);
  written = "";
}

/**
 * Asks to be called before the first call, with the board that it is told on: from then on somebody may have to look at
 * it.
 */
export function beforeFirstCall(listener: (board: CallBoard) => void): void {
  beginsFirst = listener;
}

/**
 * Calls into a user's module.
 * @param sentence "environment Corridor-v0: expected step to return", for those who wait in vain
 */
export function callUser<Result>(sentence: string, call: () => Result): Result {
  begin(sentence);
  try {
    return call();
  } finally {
    end();
  }
}

/** As `callUser`, until the promise is settled. */
export async function awaitUser<Result>(sentence: string, call: () => Promise<Result>): Promise<Result> {
  begin(sentence);
  // Node ends a program in which nothing can happen any more, whoever waits.
  const alive = setInterval(() => undefined, 2 ** 30);
  try {
    return await call();
  } finally {
    clearInterval(alive);
    end();
  }
}

/**
 * An object of which some methods tell that they are waited for.
 * @param waits the sentence of each, by the method's name
 */
export function told<Told extends object>(object: Told, waits: Readonly<Record<string, string>>): Told {
  return new Proxy(object, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function" || !Object.hasOwn(waits, name)) return member;
      return (...given: unknown[]) =>
        callUser(waits[name as string], () => Reflect.apply(member, target, given));
    },
  });
}

function begin(sentence: string): void {
  if (!fields || beginsFirst) open();
  const { count, depth, textBytes } = Field;
  if (fields![depth] === 0 && sentence !== written) {
    written = sentence;
    const text = new TextEncoder().encode(sentence).subarray(0, letters.length);
    letters.set(text);
    Atomics.store(fields!, textBytes, text.length);
  }
  Atomics.add(fields!, count, 1);
  Atomics.add(fields!, depth, 1);
}

function end(): void {
  // A call that was going on when the board was changed has told the other one.
  if (fields![Field.depth] > 0) Atomics.sub(fields!, Field.depth, 1);
}

function open(): void {
  if (!fields) tellCallsOn(newBoard());
  const listener = beginsFirst;
  beginsFirst = undefined;
  listener?.(fields!.buffer);
}

let stop: AbortSignal | undefined;

/** From when a signal has come, calls in threads of this process may go on for `STOP_DEADLINE` at most. */
export function hurryAfter(signal: AbortSignal): void {
  stop = signal;
}

/** Whether everything has been called off. */
export const isHurried = (): boolean => stop?.aborted ?? false;

/** Looks at a board, from any thread, time and again. */
export class CallWatch {
  readonly #fields: Int32Array;
  readonly #letters: Uint8Array;
  #count = -1;
  #since = 0;

  constructor(board: CallBoard) {
    this.#fields = new Int32Array(board, 0, TEXT / 4);
    this.#letters = new Uint8Array(board, TEXT);
  }

  /** Seconds that the present call has been seen to go on; 0 outside of calls. */
  look(): number {
    const now = performance.now();
    const count = Atomics.load(this.#fields, Field.count);
    if (Atomics.load(this.#fields, Field.depth) === 0 || count !== this.#count) this.#since = now;
    this.#count = count;
    return (now - this.#since) / 1000;
  }

  /** @param seconds that it was waited for */
  sentence(seconds: number): string {
    // A shared array has to be copied to be decoded.
    const text = this.#letters.slice(0, Atomics.load(this.#fields, Field.textBytes));
    return `${new TextDecoder().decode(text)} within ${seconds} s, got no answer; AANN_GYM_DEADLINE sets other seconds`;
  }
}

/** Seconds that a call may take, as the environment variable says. @throws InputError when it says no such number */
export function callDeadline(env: Readonly<Record<string, string | undefined>> = process.env): number {
  const word = env.AANN_GYM_DEADLINE ?? "";
  if (word === "") return DEADLINE;
  const seconds = Number(word);
  if (seconds > 0) return seconds;
  throw new InputError(`AANN_GYM_DEADLINE: expected a positive number of seconds, got ${word}`);
}
