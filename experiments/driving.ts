/**
 * The scores of docs/driving.md, measured again: demonstrations are recorded once, then policies are trained after
 * several plans with several seeds and driven on 100 tracks that nothing else has seen. A line of JSON is added for
 * each policy as it is done; one that is there is not trained again, and what was broken off goes on. `npm run
 * results:driving` does all; `npm run results:driving -- --help` tells of the rest.
 */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { runAsJob } from "../src/cli/command-job.js";
import { main } from "../src/cli/main.js";
import { formatTable } from "../src/cli/table.js";
import { loadTask, readPolicy } from "../src/index.js";
import type { Workers } from "../src/jobs/job-pool.js";
import { countNonZeros } from "../src/networks/sparsity.js";
import { FIRST_SEED, seedsFrom } from "../src/rollout/seeds.js";
import { mean } from "../src/statistics.js";
import { Journal } from "./journal.js";
import { choosePlans, readOptions, withWorkers } from "./options.js";

/** What `train` is given. */
const PLANS = {
  "90": { encoding: "control", sparsity: "90", epochs: "3,2,1,5" },
  "95": { encoding: "control", sparsity: "95", epochs: "3,2,1,10" },
  // The last layer has 300 weights: one percentage for all layers leaves it 15, which trainings differ by.
  "95-by-layer": { encoding: "control", sparsity: "layer1.0=92,fc2=65,95.25", epochs: "3,2,1,8" },
  small: { encoding: "control", sparsity: "layer1.0=92,layer2.0=99,fc1=99.3,fc2=65", epochs: "3,3,1,8" },
  "aim-90": { encoding: "aim", sparsity: "90", epochs: "3,2,1,5" },
  "turn-90": { encoding: "turn", sparsity: "90", epochs: "3,2,1,5" },
} as const;
type PlanName = keyof typeof PLANS;

/** A policy and its test, as they stand in the file. */
interface Run {
  readonly plan: PlanName;
  readonly seed: number;
  readonly nonZeros: number;
  readonly mean: number;
  readonly min: number;
  /** Tracks with a return of 900 or more. */
  readonly solved: number;
  readonly tracks: number;
}

const options = readOptions({
  plans: Object.keys(PLANS).join(),
  seeds: "0,1,2,3,4",
  physics: "float32",
  threads: String(availableParallelism()),
  cluster: "",
  out: join("runs", "results-driving"),
});

const plans = choosePlans(options.plans, PLANS);
const laps = join(options.out, "laps");
const journal = await Journal.open<Run>(join(options.out, "runs.jsonl"));
const shared = options.cluster === "" ? [] : ["--cluster", options.cluster];
const record = (...words: string[]) =>
  run(["record", ...words, "--physics", "float32", "--out", laps], shared);
await record("--expert", "--noise", "--episodes", "120");
await record("--expert", "--recovery", "--episodes", "40", "--seed", "2000");
// An early policy, whose mistakes are worth learning from: it finishes 94 laps in 100 undisturbed.
await record("--policy", "demos/learner.json", "--relabel", "--noise", "--episodes", "60", "--seed", "4000");
await withWorkers(options, async (workers) => {
  const runs = await journal.runs();
  const missing = plans
    .flatMap((plan) => options.seeds.split(",").map((seed) => ({ plan, seed: Number(seed) })))
    .filter(({ plan, seed }) => !runs.some((each) => each.plan === plan && each.seed === seed));
  const add = async ({ plan, seed }: (typeof missing)[number]) =>
    journal.add(await measure(plan, seed, workers));
  if (workers.cluster) await Promise.all(missing.map(add));
  else for (const each of missing) await add(each);
});
console.log(summarise(await journal.runs()));

async function measure(plan: PlanName, seed: number, workers: Workers): Promise<Run> {
  const { encoding, sparsity, epochs } = PLANS[plan];
  const out = join(options.out, `${plan}-${seed}.json`);
  const { threads, physics } = options;
  const words = [
    ...["train", "--task", "car-racing", "--encoding", encoding, "--recordings", laps],
    ...["--sparsity", sparsity, "--epochs", epochs, "--seed", String(seed)],
    ...["--threads", threads, "--out", out],
  ];
  const resume = existsSync(`${out}.training`);
  if (workers.cluster && !resume) await runAsJob(words, workers.cluster, undefined);
  else await run([...words, resume ? "--resume" : "--force"]);
  const policy = await readPolicy(out);
  const task = await loadTask({ task: "car-racing", decoder: encoding });
  const { details } = await task.evaluate(policy, {
    seeds: seedsFrom(FIRST_SEED.test, 100),
    envOptions: { physics },
    ...workers,
  });
  const returns = details!.episodes!.map((episode) => episode.return);
  return {
    ...{ plan, seed },
    nonZeros: countNonZeros(policy.network),
    mean: mean(returns),
    min: Math.min(...returns),
    solved: returns.filter((value) => value >= 900).length,
    tracks: returns.length,
  };
}

function summarise(runs: readonly Run[]): string {
  const rows = runs.map(({ plan, seed, nonZeros, mean, min, solved, tracks }) => [
    ...[plan, seed, nonZeros, Number(mean.toFixed(1)), Number(min.toFixed(1))],
    `${solved} of ${tracks}`,
  ]);
  return formatTable(["plan", "seed", "non-zeros", "mean return", "min", "at least 900"], rows);
}

/** Runs one command, as a person would in the terminal. @param more words that are nobody's business */
async function run(words: readonly string[], more: readonly string[] = []): Promise<void> {
  console.error(`$ npx aann-gym ${words.join(" ")}`);
  const code = await main([...words, ...more]);
  if (code !== 0) process.exit(code);
}
