import { existsSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../../../envs/random.js";
import { adapterOf } from "../../adapters/environments.js";
import { type PolicyFile, readPolicy } from "../../networks/policy-file.js";
import { randomNetwork } from "../../networks/random-network.js";
import { labelsOf, type RecordedAction } from "../../recordings/recording.js";
import { findRecordings, readRecording } from "../../recordings/recording-folder.js";
import { mean } from "../../statistics.js";
import type { ProgressListener, Task } from "../../tasks/task.js";
import { prepareWritableFolder } from "../../writable-folder.js";
import type { Entry } from "./compare.js";
import { trainDense } from "./dense.js";
import { type Budget, MAIN_SPARSITY, recipes } from "./recipes.js";

export interface MakeOptions {
  readonly task: Task;
  /** Names of the decoders to compare, the default first. */
  readonly decoders: readonly string[];
  /** Where everything that is made stays, so that a stopped run goes on. */
  readonly folder: string;
  readonly budget: Budget;
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Told before each policy that is made. `fresh`: how many of the `done` were made by this call. */
  readonly onPolicy: (name: string, done: number, total: number, fresh: number) => void;
  /** Runs a command of this program, given the words after `aann-gym`; rejects when it fails or is stopped. */
  readonly command: (words: readonly string[]) => Promise<void>;
  /** Begins to show how far a longer piece of work is. */
  readonly follow: (title: string, unit: string) => { readonly onProgress: ProgressListener; stop(): void };
}

/** All who take part: the two ends of the scale, the network before pruning, all policies, and a vote among some. */
export async function makeEntries(options: MakeOptions): Promise<Entry[]> {
  const { task, decoders, folder, budget, threads, signal, command, follow } = options;
  await prepareWritableFolder(folder);
  const made: (Entry & { policy: PolicyFile })[] = [];
  const voters: PolicyFile[] = [];
  const adapter = await adapterOf(task.name);
  const all = recipes(folder, budget, task.env!, decoders, adapter);
  let fresh = 0;
  for (const { name, file, votes, commands } of all) {
    const path = join(folder, file);
    if (!isFinished(path)) {
      options.onPolicy(name, made.length, all.length, fresh++);
      for (const words of commands) await command(isInterrupted(words) ? [...words, "--resume"] : words);
    }
    const policy = await readPolicy(path);
    if (votes) voters.push(policy);
    made.push({ name, policy, actor: { kind: "policies", policies: [policy] } });
  }
  const recordings = join(folder, "demonstrations");
  const reading = follow("Reading", "episodes");
  const { fit } = await task.load({ recordings, onProgress: reading.onProgress }).finally(reading.stop);
  const training = follow("Training the dense network", "epochs");
  const dense = await trainDense({
    ...{ task, file: join(folder, "dense.training"), fit, epochs: budget.denseEpochs, threads, signal },
    onProgress: training.onProgress,
  }).finally(training.stop);
  const like = made.find(({ policy }) => policy.sparsity === MAIN_SPARSITY)!;
  const network = randomNetwork(like.policy.network.architecture, MAIN_SPARSITY, new Random(0));
  return [
    { name: "majority action", actor: { kind: "constant", action: await majorityAction(recordings, task) } },
    { name: "random ternary, 90 %", actor: { kind: "policies", policies: [{ ...like.policy, network }] } },
    { name: "dense, real weights", actor: dense },
    ...made.map(({ name, actor }) => ({ name, actor })),
    { name: `vote of ${voters.length} p-SIREN, 90 %`, actor: { kind: "policies", policies: voters } },
    { name: "expert", actor: { kind: "expert" } },
  ];
}

/** Training and search leave a file beside their output until they are through. */
const SIDE_FILES = [".training", ".search"];

const isFinished = (file: string) => existsSync(file) && !SIDE_FILES.some((end) => existsSync(file + end));

function isInterrupted(words: readonly string[]): boolean {
  const out = words[words.indexOf("--out") + 1];
  return SIDE_FILES.some((end) => existsSync(out + end));
}

/** The mean of the actions in the class that the demonstrator chose most often. */
async function majorityAction(folder: string, { name }: Task): Promise<number | number[]> {
  const classOf = (await adapterOf(name)).actionClass?.of ?? String;
  const byClass = new Map<string, RecordedAction[]>();
  for (const file of await findRecordings(folder)) {
    for (const action of labelsOf(await readRecording(file))) {
      const key = String(classOf(action));
      const same = byClass.get(key) ?? [];
      same.push(action);
      byClass.set(key, same);
    }
  }
  const most = [...byClass.values()].reduce((best, each) => (each.length > best.length ? each : best));
  const [first] = most;
  if (typeof first === "number") return first;
  return first!.map((_, element) => mean(most.map((action) => (action as readonly number[])[element])));
}
