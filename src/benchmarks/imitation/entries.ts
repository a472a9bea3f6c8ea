import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Random } from "../../../envs/random.js";
import { adapterOf } from "../../adapters/environments.js";
import { type PolicyFile, readPolicy } from "../../networks/policy-file.js";
import { randomNetwork } from "../../networks/random-network.js";
import { labelsOf, type RecordedAction } from "../../recordings/recording.js";
import { findRecordings, readRecording } from "../../recordings/recording-folder.js";
import { mean } from "../../statistics.js";
import type { ProgressListener, Task } from "../../tasks/task.js";
import type { Entry } from "./compare.js";
import { trainDense } from "./dense.js";
import { type Budget, MAIN_SPARSITY, type Recipe, recipes } from "./recipes.js";

export interface MakeOptions {
  readonly task: Task;
  /** Names of the decoders to compare, the default first. */
  readonly decoders: readonly string[];
  /** Where everything that is made stays, so that a stopped run goes on. */
  readonly folder: string;
  readonly budget: Budget;
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Runs a command of this program, given the words after `aann-gym`; rejects when it fails or is stopped. */
  readonly command: (words: readonly string[]) => Promise<void>;
  /** Whether commands may run at the same time, each as soon as there is what it needs. */
  readonly atOnce: boolean;
  /** Begins to show how far a longer piece of work is. */
  readonly follow: (title: string, unit: string) => { readonly onProgress: ProgressListener; stop(): void };
}

/** All who take part: the two ends of the scale, the network before pruning, all policies, and a vote among some. */
export async function makeEntries(options: MakeOptions): Promise<Entry[]> {
  const { task, decoders, folder, budget, threads, signal, follow } = options;
  await mkdir(folder, { recursive: true });
  const made: (Entry & { policy: PolicyFile })[] = [];
  const voters: PolicyFile[] = [];
  const adapter = await adapterOf(task.name);
  const all = recipes(folder, budget, task.env!, decoders, adapter);
  await makePolicies(all, options);
  for (const { name, file, votes } of all) {
    const policy = await readPolicy(join(folder, file));
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

/** Runs the commands of all recipes whose policies are not there yet. */
async function makePolicies(all: readonly Recipe[], options: MakeOptions): Promise<void> {
  const { folder, command, atOnce } = options;
  const begun = new Map<string, Promise<void>>();
  /** Who writes a file or a folder; where several do, one after another, the last. */
  const writers = new Map<string, Promise<void>>();
  const run = (words: readonly string[]) => command(isInterrupted(words) ? [...words, "--resume"] : words);
  for (const { file, commands } of all) {
    if (isFinished(join(folder, file))) continue;
    for (const words of commands) {
      const key = words.join("\0");
      if (begun.has(key)) continue;
      const needed = words.flatMap((word) => writers.get(word) ?? []);
      const running = Promise.all(needed).then(() => run(words));
      // Whoever waits for it hears of a failure.
      running.catch(() => undefined);
      begun.set(key, running);
      writers.set(outOf(words), running);
      if (!atOnce) await running;
    }
  }
  await Promise.all(begun.values());
}

/** Training and search leave a file beside their output until they are through. */
const SIDE_FILES = [".training", ".search"];

const isFinished = (file: string) => existsSync(file) && !SIDE_FILES.some((end) => existsSync(file + end));

const isInterrupted = (words: readonly string[]) => SIDE_FILES.some((end) => existsSync(outOf(words) + end));

const outOf = (words: readonly string[]) => words[words.indexOf("--out") + 1];

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
