/**
 * The accuracies from random networks without gradients, measured again: `aann-gym sense` at several sparsities with
 * several seeds, and `aann-gym evaluate` once at the end of each. A line of JSON is added for each run as it ends, with
 * the whole curve; a run that is there is not repeated, and one that was broken off goes on from its last evaluated
 * network. Budgets are counted in neighbours, so the same networks come out on any machine, on any number of threads.
 * `npm run results:sense` does all; `npm run results:sense -- --help` tells of the rest.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runAsJob } from "../src/cli/command-job.js";
import { formatTable } from "../src/cli/table.js";
import type { JobPool } from "../src/jobs/job-pool.js";
import type { CurvePoint } from "../src/sense/search-file.js";
import { mean, standardDeviation } from "../src/statistics.js";
import { percent } from "../src/text.js";
import { Journal } from "./journal.js";
import { choosePlans, readOptions, withWorkers } from "./options.js";

const ALL = "fc,layer2.0,layer1.0";

/** What is searched, from how many wirings, and how many neighbours are looked at. */
const PLANS = {
  "fc-90": { task: "mnist", sparsity: 90, layers: "fc", starts: 32, neighbours: 200e6 },
  "all-80": { task: "mnist", sparsity: 80, layers: ALL, starts: 1, neighbours: 75e6 },
  "all-90": { task: "mnist", sparsity: 90, layers: ALL, starts: 1, neighbours: 75e6 },
  "fashion-80": { task: "fashion-mnist", sparsity: 80, layers: ALL, starts: 1, neighbours: 60e6 },
} as const;
type PlanName = keyof typeof PLANS;

/** One run, as it stands in the file. */
interface Run {
  readonly plan: PlanName;
  readonly seed: number;
  /** Shares of right answers; the network is the one with the best validation. */
  readonly validation: number;
  readonly test: number;
  readonly curve: readonly CurvePoint[];
}

const options = readOptions({
  plans: Object.keys(PLANS).join(),
  seeds: "0,1,2,3,4",
  threads: String(availableParallelism()),
  cluster: "",
  out: join("runs", "results-sense"),
});

const PROGRAM = fileURLToPath(new URL("../../bin/aann-gym.js", import.meta.url));
const journal = await Journal.open<Run>(join(options.out, "runs.jsonl"));
const plans = choosePlans(options.plans, PLANS);
const asked = options.seeds.split(",").flatMap((seed) => plans.map((plan) => ({ plan, seed: Number(seed) })));
await withWorkers(options, async ({ cluster }) => {
  const runs = await journal.runs();
  const missing = asked.filter(
    ({ plan, seed }) => !runs.some((run) => run.plan === plan && run.seed === seed),
  );
  const add = async ({ plan, seed }: (typeof missing)[number]) => {
    const run = await measure(plan, seed, cluster);
    await journal.add(run);
    console.error(`${plan}, seed ${seed}: validation ${percent(run.validation)}, test ${percent(run.test)}`);
  };
  if (cluster) await Promise.all(missing.map(add));
  else for (const each of missing) await add(each);
});
console.log(summarise(await journal.runs()));

async function measure(plan: PlanName, seed: number, cluster: JobPool | undefined): Promise<Run> {
  const { task, sparsity, layers, starts, neighbours } = PLANS[plan];
  const out = join(options.out, `${plan}-${seed}.json`);
  const what = ["--random", "--task", task, "--sparsity", sparsity, "--layers", layers, "--seed", seed];
  const how = ["--starts", starts, "--neighbours", neighbours, "--threads", options.threads, "--out", out];
  const resume = existsSync(`${out}.search`);
  const words = ["sense", ...what, ...how].map(String);
  const { scores, curve } =
    cluster && !resume
      ? await searchAsJob(words, cluster)
      : await aannGym(...words, resume ? "--resume" : "--force");
  // The test images are looked at here and nowhere else.
  const { scores: tested } = await aannGym("evaluate", "--policy", out);
  return { plan, seed, validation: scores["validation accuracy"], test: tested["test accuracy"], curve };
}

/** The same by a worker. */
async function searchAsJob(
  words: readonly string[],
  cluster: JobPool,
): Promise<Pick<SearchOutcome, "scores" | "curve">> {
  return (await runAsJob(words, cluster, undefined)) as unknown as SearchOutcome;
}

interface SearchOutcome {
  readonly scores: Readonly<Record<string, number>>;
  readonly curve: readonly CurvePoint[];
}

/** What a command of the program says. */
async function aannGym(...words: readonly (string | number)[]) {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...words.map(String), "--json"], {
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(stdout);
}

function summarise(runs: readonly Run[]): string {
  const head = ["plan", "seeds", "validation", "test", "std", "min", "swaps", "CPU s"];
  const rows = [...new Set(runs.map(({ plan }) => plan))].map((plan) => {
    const same = runs.filter((run) => run.plan === plan);
    const tests = same.map(({ test }) => test);
    const ends = same.flatMap(({ curve }) => curve.slice(-1));
    return [
      ...[plan, same.length, percent(mean(same.map(({ validation }) => validation)))],
      ...[percent(mean(tests)), `± ${percent(standardDeviation(tests))}`, percent(Math.min(...tests))],
      Math.round(mean(ends.map(({ swaps }) => swaps))),
      Math.round(mean(ends.map(({ cpuSeconds }) => cpuSeconds))),
    ];
  });
  return formatTable(head, rows);
}
