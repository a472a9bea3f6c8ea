// A thread of AsyncVectorEnv: makes some environments and steps them when asked.
import { setImmediate } from "node:timers/promises";
import { receiveMessageOnPort, workerData } from "node:worker_threads";
import type { Env } from "../env.js";
import { type BatchResults, EnvBatch } from "./env-batch.js";
import { INFO_NUMBERS, InfoShape } from "./info-shape.js";
import { makeFromSource } from "./make-from-source.js";
import { callEach, getEach, setEach } from "./members.js";
import { copyPlain } from "./plain-data.js";
import type { Rows } from "./row-layout.js";
import {
  type Answer,
  AnswerKind,
  type Request,
  type Response,
  Signal,
  sentError,
  type WorkerData,
} from "./worker-protocol.js";

/**
 * How often a request is looked for before the thread goes to sleep, some 50 µs: waking up takes longer than many a
 * step.
 */
const SPINS = 10_000;

/**
 * Looking is in vain where the latest request let wait for longer than this (ms), as where other programs need the
 * processor.
 */
const SOON = 0.1;
let waited = 0;

/** How long the thread sleeps at most before it lets timers and output of the environments through (ms). */
const NAP = 50;

/** After how many requests in a row it does so. */
const BREATH = 1_000;

const { source, first, count, autoreset, infos, signal, port } = workerData as WorkerData;

/** The arrays that came with `begin`. */
let actions: Rows;
let results: BatchResults;

/** Of the latest infos that went by message. */
let shape: InfoShape | undefined;

/** Does what was asked for, and answers. @param request How many requests there have been. */
function answer(request: number, work: () => readonly unknown[], isStep = false): void {
  let kind: number = AnswerKind.message;
  let response: Answer | undefined;
  try {
    const done = work();
    if (done === batch?.noInfos) kind = AnswerKind.empty;
    else if (isStep && writeShaped(done)) kind = AnswerKind.shaped;
    else {
      response = { done, isInfos: isStep };
      if (isStep) shape = InfoShape.of(done[0] as object);
    }
  } catch (error) {
    response = { error: sentError(error) };
  }
  if (response) port.postMessage({ ...response, request } satisfies Response);
  announce(request, kind);
}

/** Writes the infos of a step to shared memory, if they are like the latest that went by message. */
function writeShaped(done: readonly unknown[]): boolean {
  for (let i = 0; i < count; i++) {
    if (!shape?.write(done[i] as object, infos, INFO_NUMBERS * (first + i))) return false;
  }
  return true;
}

function announce(request: number, kind: number): void {
  Atomics.store(signal, Signal.answerKind, kind);
  Atomics.store(signal, Signal.answers, request + 1);
  Atomics.notify(signal, Signal.answers);
}

const envs: Env[] = [];
let batch: EnvBatch | undefined;
try {
  await makeEnvs();
  const made = new EnvBatch(envs as [Env, ...Env[]], autoreset, first);
  batch = made;
  answer(0, () => []);
  await serve(made);
} catch (error) {
  if (batch) throw error;
  for (const env of envs) env.close?.();
  port.postMessage({ error: sentError(error), request: 0 } satisfies Response);
  announce(0, AnswerKind.message);
}

async function makeEnvs(): Promise<void> {
  // A thread that waits for nothing but a promise would end by itself, without a word.
  const alive = setInterval(() => {}, 60_000);
  try {
    for (let i = 0; i < count; i++) envs.push(await makeFromSource(source));
  } finally {
    clearInterval(alive);
  }
}

/** Answers requests until it is told to close. */
async function serve(batch: EnvBatch): Promise<void> {
  let seen = 0;
  for (let served = 1; ; served++) {
    while (Atomics.load(signal, Signal.requests) === seen) await sleep(seen);
    seen = Atomics.load(signal, Signal.requests);
    if (Atomics.load(signal, Signal.isStep) === 1) {
      answer(seen, () => batch.step(actions, results), true);
    } else {
      const request: Request = receiveMessageOnPort(port)!.message;
      answer(seen, () => perform(request, batch));
      if (request.command === "close") return;
    }
    if (served % BREATH === 0) await setImmediate();
  }
}

async function sleep(seen: number): Promise<void> {
  const began = performance.now();
  let spins = waited < SOON ? SPINS : 0;
  while (spins > 0 && Atomics.load(signal, Signal.requests) === seen) spins--;
  const end = Atomics.wait(signal, Signal.requests, seen, NAP);
  waited = performance.now() - began;
  if (end === "timed-out") await setImmediate();
}

function perform(request: Request, batch: EnvBatch): readonly unknown[] {
  switch (request.command) {
    case "begin":
      ({ actions, results } = request);
      return [];
    case "reset":
      return batch.reset(request.seeds, request.options, request.mask, results);
    case "rollout":
      return batch.rollout(request.actions, request.results, results.rewards.length);
    case "render":
      return envs.map((env) => copyPlain(env.render(request.mode), "a frame"));
    case "call":
      return callEach(envs, request.name, request.args);
    case "get":
      return getEach(envs, request.name);
    case "set":
      setEach(envs, request.name, request.values);
      return [];
    case "close":
      for (const env of envs) env.close();
      return [];
  }
}
