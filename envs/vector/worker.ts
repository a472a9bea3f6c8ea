// A thread of AsyncVectorEnv: makes some environments and steps them when asked.
import { setImmediate } from "node:timers/promises";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { Env } from "../env.js";
import { EnvBatch } from "./env-batch.js";
import { makeFromSource } from "./make-from-source.js";
import { callEach, getEach, setEach } from "./members.js";
import { copyPlain, NO_INFO } from "./plain-data.js";
import {
  type Answer,
  type Request,
  type Response,
  Signal,
  sentError,
  type WorkerData,
} from "./worker-protocol.js";

/** How often a request is looked for before the thread goes to sleep: waking up takes longer than many a step. */
const SPINS = 2_000;

/** How long the thread sleeps at most before it lets timers and output of the environments through (ms). */
const NAP = 50;

/** After how many requests in a row it does so. */
const BREATH = 1_000;

const port = parentPort!;
const { source, first, count, autoreset, results, actions, signal } = workerData as WorkerData;

/** @param request How many requests there have been. */
function answer(request: number, work: () => readonly unknown[]): void {
  let response: Answer;
  try {
    const done = work();
    // Nearly all infos are empty: they need not travel.
    response = done.every((info) => info === NO_INFO) ? { empty: done.length } : { done };
  } catch (error) {
    response = { error: sentError(error) };
  }
  port.postMessage({ ...response, request } satisfies Response);
}

const envs: Env[] = [];
let batch: EnvBatch | undefined;
try {
  for (let i = 0; i < count; i++) envs.push(await makeFromSource(source));
  const made = new EnvBatch(envs as [Env, ...Env[]], autoreset, first);
  batch = made;
  answer(0, () => []);
  await serve(made);
} catch (error) {
  if (batch) throw error;
  for (const env of envs) env.close?.();
  port.postMessage({ error: sentError(error), request: 0 } satisfies Response);
}

/** Answers requests until it is told to close. */
async function serve(batch: EnvBatch): Promise<void> {
  let seen = 0;
  for (let served = 1; ; served++) {
    while (Atomics.load(signal, Signal.requests) === seen) await sleep(seen);
    seen = Atomics.load(signal, Signal.requests);
    if (Atomics.load(signal, Signal.isStep) === 1) {
      answer(seen, () => batch.step(actions, results));
    } else {
      const request: Request = receiveMessageOnPort(port)!.message;
      answer(seen, () => perform(request, batch));
      if (request.command === "close") return;
    }
    if (served % BREATH === 0) await setImmediate();
  }
}

async function sleep(seen: number): Promise<void> {
  for (let i = 0; i < SPINS; i++) if (Atomics.load(signal, Signal.requests) !== seen) return;
  if (Atomics.wait(signal, Signal.requests, seen, NAP) === "timed-out") await setImmediate();
}

function perform(request: Request, batch: EnvBatch): readonly unknown[] {
  switch (request.command) {
    case "reset":
      return batch.reset(request.seeds, request.options, request.mask, results);
    case "rollout": {
      const infos: object[] = [];
      // The number of rows of all environments together.
      const rows = request.results.rewards.length;
      for (let row = 0; row < rows; row += numEnvs()) {
        for (const info of batch.step(request.actions, request.results, row)) infos.push(info);
      }
      return infos;
    }
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

function numEnvs(): number {
  return results.rewards.length;
}
