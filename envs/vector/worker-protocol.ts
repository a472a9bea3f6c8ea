import type { MessagePort } from "node:worker_threads";
import type { BatchResults } from "./env-batch.js";
import type { Rows } from "./row-layout.js";
import type { CheckedReset } from "./vector-base.js";
import type { AutoresetMode } from "./vector-env.js";

/** Where an environment comes from: something that another thread can make too. */
export type EnvSource =
  /** A registered environment that the gym brings, and its options. */
  | { readonly id: string; readonly options?: object }
  /** The URL of a module whose default export makes an environment: `() => Env | Promise<Env>`. */
  | { readonly module: string };

/**
 * What a worker starts with: it makes its environments. The arrays where it meets whoever steps come with `begin`,
 * since it takes an environment to know them. Shared arrays are those of all environments.
 */
export interface WorkerData {
  readonly source: EnvSource;
  /** Number of its first environment. */
  readonly first: number;
  readonly count: number;
  readonly autoreset: AutoresetMode;
  /** Where infos go that are all numbers, see `InfoShape`: INFO_NUMBERS for each of all environments. */
  readonly infos: Float64Array;
  /** What the worker waits on, and whoever waits for it; see `Signal`. */
  readonly signal: Int32Array;
  /** For what is not in shared memory: requests come here, answers go there. */
  readonly port: MessagePort;
}

/** What the elements of the shared signal mean. */
export const Signal = {
  /** How many requests have been made. The worker sleeps until it changes. */
  requests: 0,
  /** 1 when the latest request is a plain step, for which there is no message. */
  isStep: 1,
  /** How many requests have been answered, the start among them. */
  answers: 2,
  /** What the latest answer is: one of `AnswerKind`. */
  answerKind: 3,
} as const;

/** Where the latest answer is. */
export const AnswerKind = {
  /** In a message. */
  message: 0,
  /** Nowhere: all infos are empty. */
  empty: 1,
  /** The infos are in shared memory, and have the shape of the first info of the latest message with infos. */
  shaped: 2,
} as const;

/** What a worker is asked by a message, one at a time. Lists have an element for each of its environments. */
export type Request =
  | { readonly command: "begin"; readonly actions: Rows; readonly results: BatchResults }
  | ({ readonly command: "reset" } & CheckedReset)
  | { readonly command: "rollout"; readonly actions: Rows; readonly results: BatchResults }
  | { readonly command: "render"; readonly mode: string | undefined }
  | { readonly command: "call"; readonly name: string; readonly args: readonly unknown[] }
  | { readonly command: "get"; readonly name: string }
  | { readonly command: "set"; readonly name: string; readonly values: readonly unknown[] }
  | { readonly command: "close" };

/**
 * What it answers by message, to its start and to requests: a list with an element for each environment (for each step
 * and environment of a rollout), or what went wrong. `isInfos`: it is a step's infos, which the next ones may be shaped
 * like.
 */
export type Answer =
  | { readonly done: readonly unknown[]; readonly isInfos: boolean }
  | { readonly error: SentError };

/** An answer, and how many requests there had been. */
export type Response = Answer & { readonly request: number };

/** An error as it travels: structured clones lose the name of errors that are not JavaScript's own. */
export interface SentError {
  /** Of the class of JavaScript's own that it belongs to. */
  readonly kind: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

const KINDS = { RangeError, TypeError, SyntaxError, ReferenceError, EvalError, URIError, Error };

/** An error, or whatever else was thrown, to be sent. */
export function sentError(error: unknown): SentError {
  if (!(error instanceof Error)) {
    return { kind: "Error", name: "Error", message: String(error), stack: undefined };
  }
  const kind = Object.keys(KINDS).find((name) => error instanceof KINDS[name as keyof typeof KINDS])!;
  return { kind, name: error.name, message: error.message, stack: error.stack };
}

/** The error that was sent. */
export function receivedError({ kind, name, message, stack }: SentError): Error {
  const error = new KINDS[kind as keyof typeof KINDS](message);
  if (error.name !== name) error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
