/**
 * The accuracies of docs/training.md, measured again: p-SIREN at several sparsities with several seeds. A line of JSON
 * is added for each run as it ends; a run that is there is not repeated, and one that was broken off goes on from its
 * last epoch. `npm run results:train` does all of MNIST's,
 * `npm run results:train -- --task fashion-mnist` those of Fashion-MNIST, and `--help` tells of the rest.
 */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { runAsJob } from "../src/cli/command-job.js";
import { formatTable } from "../src/cli/table.js";
import { loadTask, pSiren, readPolicy, type Splits, writePolicy } from "../src/index.js";
import type { JobPool } from "../src/jobs/job-pool.js";
import { Inference } from "../src/kernels/inference.js";
import { countNonZeros } from "../src/networks/sparsity.js";
import { mean, standardDeviation } from "../src/statistics.js";
import { trainedPolicy } from "../src/tasks/policies.js";
import { percent } from "../src/text.js";
import { Journal } from "./journal.js";
import { readOptions, withWorkers } from "./options.js";

/** One run, as it stands in the file. */
interface Run {
  readonly task: string;
  readonly sparsity: number;
  readonly seed: number;
  readonly nonZeros: number;
  readonly epochs: readonly number[];
  /** The ternary epoch that did best on held-out images. */
  readonly epoch: number;
  /** Shares of right answers. */
  readonly validation: number;
  readonly test: number;
  /** Processor time of all threads, since the run began or was resumed. */
  readonly cpuSeconds: number;
}

/** Of Fashion-MNIST the paper's 15 sparsities (figure 12). */
const PLANS: Readonly<Record<string, { sparsities: string; seeds: string }>> = {
  mnist: { sparsities: "50,80,90,95,99", seeds: "0,1,2,3,4" },
  "fashion-mnist": { sparsities: "0,10,20,30,40,50,60,70,80,85,87,89,91,93,95", seeds: "0,1,2" },
};

const options = readOptions({
  task: "mnist",
  sparsities: "",
  seeds: "",
  threads: String(availableParallelism()),
  cluster: "",
  out: join("runs", "results-train"),
});

const numbers = (list: string) => list.split(",").map(Number);
const journal = await Journal.open<Run>(join(options.out, `${options.task}.jsonl`));
const task = await loadTask({ task: options.task });
const plan = PLANS[task.name] ?? PLANS.mnist!;
const asked = numbers(options.seeds || plan.seeds).flatMap((seed) =>
  numbers(options.sparsities || plan.sparsities).map((sparsity) => ({ seed, sparsity })),
);
await withWorkers(options, async ({ cluster }) => {
  const runs = await journal.runs();
  const missing = asked.filter(
    ({ seed, sparsity }) => !runs.some((run) => run.sparsity === sparsity && run.seed === seed),
  );
  const add = async ({ seed, sparsity }: (typeof missing)[number]) =>
    journal.add(await measure(sparsity, seed, cluster));
  if (cluster) await Promise.all(missing.map(add));
  else for (const each of missing) await add(each);
});
console.log(summarise(await journal.runs()));

async function measure(sparsity: number, seed: number, cluster: JobPool | undefined): Promise<Run> {
  const out = join(options.out, `${task.name}-${sparsity}-${seed}.json`);
  const splits = await task.load({ recordings: "" });
  const { epoch, cpuSeconds } = await (cluster
    ? trainAsJob(sparsity, seed, out, cluster)
    : train(sparsity, seed, out, splits));
  const policy = await readPolicy(out);
  const { images, count } = splits.validation;
  const logits = await Inference.logitsOf(policy.network, images, count);
  const validation = task.score(logits, splits.validation, undefined);
  // The test images are looked at here and nowhere else.
  const { scores } = await task.evaluate(policy, { seeds: [], threads: 1 });
  return {
    ...{ task: task.name, sparsity, seed },
    nonZeros: countNonZeros(policy.network),
    epochs: Object.values(task.recipe(splits.fit.count).stages).map((stage) => stage.epochs),
    epoch,
    ...{ validation, test: scores["test accuracy"] },
    cpuSeconds: Math.round(cpuSeconds),
  };
}

/** Trains a policy here and writes it. @returns its epoch, and the processor time */
async function train(sparsity: number, seed: number, out: string, splits: Splits) {
  const checkpoint = `${out}.training`;
  const { loss, augment } = task;
  const recipe = task.recipe(splits.fit.count);
  const architecture = task.architecture(sparsity);
  const training = pSiren({
    ...{ architecture, sparsity, loss, recipe, augment, ...splits, seed },
    ...{ checkpoint, resume: existsSync(checkpoint) },
    threads: Number(options.threads),
  });
  const before = process.cpuUsage();
  let next = await training.next();
  for (; !next.done; next = await training.next()) {
    if (next.value.kind !== "epoch") continue;
    const { stage, epoch, epochs, validation } = next.value;
    const accuracy = percent(validation!.accuracy!);
    console.error(`${sparsity} %, seed ${seed}: ${stage} ${epoch}/${epochs}, validation ${accuracy}`);
  }
  const { user, system } = process.cpuUsage(before);
  await writePolicy(out, { ...trainedPolicy(task, next.value), provenance: { seed } });
  await rm(checkpoint, { force: true });
  return { epoch: next.value.epoch, cpuSeconds: (user + system) / 1e6 };
}

/** The same by a worker, in one thread, so that the clock tells about its processor time. */
async function trainAsJob(sparsity: number, seed: number, out: string, cluster: JobPool) {
  const what = ["--task", task.name, "--sparsity", String(sparsity), "--seed", String(seed)];
  const { epoch, seconds } = await runAsJob(["train", ...what, "--out", out], cluster, undefined);
  console.error(`${sparsity} %, seed ${seed}: trained`);
  return { epoch: epoch as number, cpuSeconds: seconds as number };
}

function summarise(runs: readonly Run[]): string {
  const sparsities = [...new Set(runs.map(({ sparsity }) => sparsity))].sort((a, b) => a - b);
  const head = ["zeros", "non-zeros", "seeds", "validation", "test", "std", "min", "CPU s"];
  const rows = sparsities.map((sparsity) => {
    const same = runs.filter((run) => run.sparsity === sparsity);
    const tests = same.map((run) => run.test);
    return [
      `${sparsity} %`,
      same[0].nonZeros,
      same.length,
      percent(mean(same.map((run) => run.validation))),
      percent(mean(tests)),
      `± ${percent(standardDeviation(tests))}`,
      percent(Math.min(...tests)),
      Math.round(mean(same.map((run) => run.cpuSeconds))),
    ];
  });
  return formatTable(head, rows);
}
