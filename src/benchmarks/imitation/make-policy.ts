import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { adapterOf } from "../../adapters/environments.js";
import type { EnvReference } from "../../networks/policy.js";
import { readPolicy } from "../../networks/policy-file.js";
import { type Demonstrator, demonstrate, nameOfPolicy } from "../../recordings/demonstrate.js";
import { improvePolicy } from "../../tasks/improve-policy.js";
import type { ProgressListener } from "../../tasks/task.js";
import { loadTask } from "../../tasks/tasks.js";
import { trainPolicy } from "../../tasks/train-policy.js";
import { STAGES } from "../../training/recipe.js";
import { type Budget, MAIN_SPARSITY, type Recipe, type Step } from "./recipes.js";

/** Where and how policies are made. */
export interface MakeOptions {
  readonly env: EnvReference;
  /** Where everything that is made stays, so that a stopped run goes on. */
  readonly folder: string;
  readonly budget: Budget;
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Told before each policy that is made. `fresh`: how many of the `done` were made by this call. */
  readonly onPolicy?: (name: string, done: number, total: number, fresh: number) => void;
  /** Begins to show how far a longer piece of work is. */
  readonly follow: (title: string, unit: string) => { readonly onProgress: ProgressListener; stop(): void };
}

type Of<Kind extends Step["kind"]> = Extract<Step, { kind: Kind }>;

/** Seeds on which a policy is corrected: not those of the demonstrations. */
const CORRECTED_SEEDS = 2000;

/** Training and search leave a file beside their output until they are through. */
const SIDE_FILES = [".training", ".search"];

const isStopped = (path: string) => SIDE_FILES.some((end) => existsSync(path + end));

/** Whether a policy of the comparison is there, and done. */
export function isMade({ file }: Recipe, folder: string): boolean {
  const path = join(folder, file);
  return existsSync(path) && !isStopped(path);
}

/** Makes a policy of the comparison. A stopped step goes on where it was. */
export async function makePolicy({ steps, name }: Recipe, options: MakeOptions): Promise<void> {
  for (const step of steps) {
    if (step.kind === "record") await record({}, step.to, 0, options.budget.demonstrations, options);
    else if (step.kind === "correct") await correct(step, options);
    else if (step.kind === "train") await train(step, name, options);
    else await sense(step, name, options);
    options.signal.throwIfAborted();
  }
}

/** The expert's episodes, or a policy's, with action noise where the environment has it. */
async function record(
  by: Demonstrator,
  to: string,
  seed: number,
  episodes: number,
  { env, folder, signal, follow }: MakeOptions,
): Promise<void> {
  const isExpert = !("policy" in by);
  const { noise } = await adapterOf(env.id);
  const { onProgress, stop } = follow(
    isExpert ? "Recording the expert" : "Recording corrections",
    "episodes",
  );
  await demonstrate({
    ...{
      env,
      by,
      folder: join(folder, to),
      seed,
      episodes,
      signal,
      onProgress: (done, total) => onProgress(done, total),
    },
    noise: isExpert && noise?.noise ? "noise" : undefined,
  }).finally(stop);
}

async function correct({ policy: file, to }: Of<"correct">, options: MakeOptions): Promise<void> {
  const policy = await readPolicy(join(options.folder, file));
  const name = nameOfPolicy(basename(file, ".json"), policy);
  const by = { policy, name, relabel: true };
  await record(by, to, CORRECTED_SEEDS, options.budget.corrections, options);
}

/** The task with a decoder, and the examples that it makes of recordings. */
async function examplesOf({ recordings, decoder }: Of<"train" | "sense">, options: MakeOptions) {
  const folder = join(options.folder, recordings);
  const task = await loadTask({ env: options.env, decoder, recordings: folder });
  const { onProgress, stop } = options.follow("Reading", "episodes");
  return { task, splits: await task.load({ recordings: folder, onProgress }).finally(stop) };
}

async function train(step: Of<"train">, name: string, options: MakeOptions): Promise<void> {
  const { folder, threads, signal, follow } = options;
  const { sparsity, seed } = step;
  const out = join(folder, step.to);
  const { task, splits } = await examplesOf(step, options);
  const recipe = task.recipe(splits.fit.count);
  const epochs = STAGES.map((stage) => recipe.stages[stage].epochs);
  const total = epochs.reduce((sum, count) => sum + count, 0);
  const { onProgress, stop } = follow(`Training ${name}`, "epochs");
  try {
    const resume = isStopped(out);
    for await (const event of trainPolicy({ task, splits, recipe, sparsity, seed, threads, out, resume })) {
      const before = epochs.slice(0, STAGES.indexOf(event.stage)).reduce((sum, count) => sum + count, 0);
      const done = event.kind === "epoch" ? event.epoch : event.epoch - 1 + event.step / event.steps;
      onProgress(before + done, total, `loss ${event.loss.toFixed(4)}`);
      await nextTurn(); // Lets Ctrl-C through.
      signal.throwIfAborted();
    }
  } finally {
    stop();
  }
}

async function sense(step: Of<"sense">, name: string, options: MakeOptions): Promise<void> {
  const { folder, threads, signal, follow } = options;
  const { neighbours, from } = step;
  const out = join(folder, step.to);
  const { task, splits } = await examplesOf(step, options);
  const start =
    from === undefined ? { sparsity: MAIN_SPARSITY } : { policy: await readPolicy(join(folder, from)) };
  const search = await improvePolicy({
    ...{ task, splits, start, out, seed: 0, threads, signal, budget: { neighbours } },
    resume: existsSync(`${out}.search`),
  });
  const { onProgress, stop } = follow(name, "neighbours");
  try {
    for await (const event of search) {
      if (event.kind === "explored") onProgress(event.progress * neighbours, neighbours);
    }
  } finally {
    stop();
  }
}
