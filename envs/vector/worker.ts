// A thread of AsyncVectorEnv: makes some environments and steps them when asked.
import { parentPort, workerData } from "node:worker_threads";
import type { Env } from "../env.js";
import { EnvBatch } from "./env-batch.js";
import { makeFromSource } from "./make-from-source.js";
import type { Request, Response, WorkerData } from "./worker-protocol.js";

const port = parentPort!;
const { source, count, autoreset, results, actions } = workerData as WorkerData;

async function answer(work: () => Promise<object[]> | object[]): Promise<void> {
  let response: Response;
  try {
    response = { done: await work() };
  } catch (error) {
    response = { error };
  }
  port.postMessage(response);
}

await answer(async () => {
  const envs: Env[] = [];
  for (let i = 0; i < count; i++) envs.push(await makeFromSource(source));
  const batch = new EnvBatch(envs as [Env, ...Env[]], results, autoreset);
  port.on("message", (request: Request) => answer(() => perform(request, envs, batch)));
  return [];
});

function perform(request: Request, envs: readonly Env[], batch: EnvBatch): object[] {
  switch (request.command) {
    case "reset":
      return batch.reset(request.seeds, request.options, request.mask);
    case "step":
      return batch.step(actions);
    case "render":
      return envs.map((env) => env.render(request.mode));
    case "close":
      for (const env of envs) env.close();
      port.removeAllListeners("message");
      return [];
  }
}
