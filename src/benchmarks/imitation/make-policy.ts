import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { adapterOf } from "../../adapters/environments.js";
import { SIDE_FILES } from "../../atomic-file.js";
import type { Workers } from "../../jobs/job-pool.js";
import type { EnvReference } from "../../networks/policy.js";
import { readPolicy } from "../../networks/policy-file.js";
import { type DemonstrateOptions, demonstrate, nameOfPolicy } from "../../recordings/demonstrate.js";
import { improvePolicy } from "../../tasks/improve-policy.js";
import type { ProgressListener } from "../../tasks/task.js";
import { loadTask } from "../../tasks/tasks.js";
import { trainPolicy } from "../../tasks/train-policy.js";
import { epochsDone } from "../../training/progress.js";
import { epochsOf } from "../../training/recipe.js";
import { type Budget, MAIN_SPARSITY, type Recipe, type Step } from "./recipes.js";

type Of<Kind extends Step["kind"]> = Extract<Step, { kind: Kind }>;

/** Where and how policies are made. */
export interface MakeOptions extends Workers {
  readonly env: EnvReference;
  /** Where everything that is made stays, so that a stopped run goes on. */
  readonly folder: string;
  readonly budget: Budget;
  readonly signal: AbortSignal;
  /** Trains or searches on a cluster. */
  readonly elsewhere?: (step: Of<"train" | "sense">) => Promise<void>;
  /** Told before each policy that is made. `fresh`: how many of the `done` were made by this call. */
  readonly onPolicy?: (name: string, done: number, total: number, fresh: number) => void;
  /** Begins to show how far a longer piece of work is. */
  readonly follow: (title: string, unit: string) => { readonly onProgress: ProgressListener; stop(): void };
}

/** Seeds on which a policy is corrected: not those of the demonstrations. */
const CORRECTED_SEEDS = 2000;

/** Whether training or search has left its output unfinished. */
const isStopped = (path: string) => Object.values(SIDE_FILES).some((end) => existsSync(path + end));

/** Whether a policy of the comparison is there, and done. */
function isMade({ file }: Recipe, folder: string): boolean {
  const path = join(folder, file);
  return existsSync(path) && !isStopped(path);
}

/**
 * Makes the policies of the comparison that are not there yet: one after another, or with a cluster at the same time,
 * each as soon as there is what it needs. A stopped step goes on where it was.
 */
export async function makePolicies(all: readonly Recipe[], options: MakeOptions): Promise<void> {
  const { folder, cluster, signal, onPolicy } = options;
  const begun = new Map<string, Promise<void>>();
  /** Who writes a file or a folder; where several do, one after another, the last. */
  const writers = new Map<string, Promise<void>>();
  const missing = all.filter((recipe) => !isMade(recipe, folder));
  for (const [fresh, { name, steps }] of missing.entries()) {
    onPolicy?.(name, all.length - missing.length + fresh, all.length, fresh);
    for (const step of steps) {
      const key = JSON.stringify(step);
      if (begun.has(key)) continue;
      const before = [...neededBy(step), step.to].flatMap((needed) => writers.get(needed) ?? []);
      const running = Promise.all(before).then(() => {
        signal.throwIfAborted();
        return take(step, name, options);
      });
      // Whoever waits for it hears of a failure.
      running.catch(() => undefined);
      begun.set(key, running);
      writers.set(step.to, running);
      if (!cluster) await running;
    }
  }
  await Promise.all(begun.values());
}

/** What has to be there before a step. */
function neededBy(step: Step): readonly string[] {
  if (step.kind === "record") return [];
  if (step.kind === "correct") return [step.policy];
  if (step.kind === "sense" && step.from !== undefined) return [step.recordings, step.from];
  return [step.recordings];
}

async function take(step: Step, name: string, options: MakeOptions): Promise<void> {
  const { budget, env, folder, elsewhere } = options;
  if (step.kind === "record") {
    const { noise } = await adapterOf(env.id);
    const agent = { env, relabel: false, noise: noise?.noise ? "noise" : undefined };
    return record("the expert", { agent }, step.to, 0, budget.demonstrations, options);
  }
  if (step.kind === "correct") return correct(step, options);
  if (elsewhere && !isStopped(join(folder, step.to))) return elsewhere(step);
  return step.kind === "train" ? train(step, name, options) : sense(step, name, options);
}

/** Episodes of the expert, or of a policy. */
async function record(
  who: string,
  acting: Pick<DemonstrateOptions, "agent" | "name">,
  to: string,
  seed: number,
  episodes: number,
  { folder, threads, cluster, signal, follow }: MakeOptions,
): Promise<void> {
  const { onProgress, stop } = follow(`Recording ${who}`, "episodes");
  await demonstrate({
    ...{ ...acting, folder: join(folder, to), seed, episodes, threads, cluster, signal },
    onProgress: (done, total) => onProgress(done, total),
  }).finally(stop);
}

async function correct({ policy: file, to }: Of<"correct">, options: MakeOptions): Promise<void> {
  const policy = await readPolicy(join(options.folder, file));
  const name = nameOfPolicy(basename(file, ".json"), policy);
  const agent = { env: options.env, policy, relabel: true };
  await record("corrections", { agent, name }, to, CORRECTED_SEEDS, options.budget.corrections, options);
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
  const total = epochsOf(recipe);
  const { onProgress, stop } = follow(`Training ${name}`, "epochs");
  try {
    const resume = isStopped(out);
    for await (const event of trainPolicy({ task, splits, recipe, sparsity, seed, threads, out, resume })) {
      onProgress(epochsDone(recipe, event), total, `loss ${event.loss.toFixed(4)}`);
      await nextTurn(); // Lets Ctrl-C through.
      signal.throwIfAborted();
    }
  } finally {
    stop();
  }
}

async function sense(step: Of<"sense">, name: string, options: MakeOptions): Promise<void> {
  const { folder, threads, signal, follow } = options;
  const { neighbours, from, seed } = step;
  const out = join(folder, step.to);
  const { task, splits } = await examplesOf(step, options);
  const start =
    from === undefined ? { sparsity: MAIN_SPARSITY } : { policy: await readPolicy(join(folder, from)) };
  const search = await improvePolicy({
    ...{ task, splits, start, out, seed, threads, signal, budget: { neighbours } },
    resume: isStopped(out),
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
