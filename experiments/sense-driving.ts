/**
 * The drivers of docs/driving.md that SENSE found, measured again: races from a network randomly initialised (or from a
 * policy, with --from), for several encodings, objectives and seeds, for so many seconds of processor time, then 100
 * tracks that nothing else has seen. A line of JSON is added for each policy as it is done; one that is there is not
 * searched for again. `npm run results:sense-driving` does all; `npm run results:sense-driving -- --help` tells of the
 * rest.
 */
import { join } from "node:path";
import { main } from "../src/cli/main.js";
import { formatTable } from "../src/cli/table.js";
import { select } from "../src/data/data-set.js";
import {
  loadTask,
  type PolicyFile,
  problemOf,
  readPolicy,
  type Splits,
  type Task,
  writePolicy,
} from "../src/index.js";
import type { Workers } from "../src/jobs/job-pool.js";
import { countNonZeros } from "../src/networks/sparsity.js";
import { FIRST_SEED, seedsFrom } from "../src/rollout/seeds.js";
import { type ImproveOptions, improve } from "../src/sense/improve.js";
import { mean, standardDeviation } from "../src/statistics.js";
import { randomPolicy } from "../src/tasks/policies.js";
import { Journal } from "./journal.js";
import { readOptions, withWorkers } from "./options.js";

type Objective = ImproveOptions["objective"];

/** A policy and its test, as they stand in the file. */
interface Run {
  /** The policy to start from, or "chance". */
  readonly start: string;
  readonly encoding: string;
  readonly objective: Objective;
  readonly seed: number;
  readonly nonZeros: number;
  /** What the policy sees. */
  readonly sees: string;
  /** On held-out laps, before and after. */
  readonly before: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
  readonly neighbours: number;
  readonly accepted: number;
  /** Processor time of the search. */
  readonly cpuSeconds: number;
  /** On the unseen tracks. */
  readonly test: Readonly<Record<string, number>>;
}

/** Where a search begins, and what is made small. */
interface Plan extends Pick<Run, "start" | "encoding" | "objective" | "seed"> {
  readonly task: Task;
  readonly splits: Splits;
}

const options = readOptions({
  from: "chance",
  objectives: "loss",
  encodings: "aim,control,turn,turn-to-aim",
  seeds: "0,1,2,3,4",
  sparsity: "90",
  "cpu-seconds": "240",
  frames: "10000",
  "first-track": String(FIRST_SEED.test),
  threads: "1",
  cluster: "",
  out: join("runs", "results-random"),
});

/** Unseen until here. */
const TEST_TRACKS = seedsFrom(Number(options["first-track"]), 100);
/** On which the objective `return` is measured. */
const RACE_TRACKS = seedsFrom(FIRST_SEED.validation, 16);

const sparsity = Number(options.sparsity);
const budget = Number(options["cpu-seconds"]);
const threads = Number(options.threads);
const laps = join(options.out, "laps");
const journal = await Journal.open<Run>(join(options.out, "runs.jsonl"));
const record = async (...words: string[]) => {
  const all = ["record", "--expert", ...words, "--physics", "float32", "--out", laps];
  process.exitCode = await main(options.cluster === "" ? all : [...all, "--cluster", options.cluster]);
  if (process.exitCode) process.exit();
};
await record("--noise", "--episodes", "120");
await record("--recovery", "--episodes", "40", "--seed", "2000");
const start = options.from === "chance" ? undefined : await readPolicy(options.from);
await withWorkers(options, async (workers) => {
  for (const encoding of options.encodings.split(",")) {
    const task = await loadTask({ task: "car-racing", decoder: encoding });
    let splits: Splits | undefined;
    for (const objective of options.objectives.split(",") as Objective[]) {
      for (const seed of options.seeds.split(",").map(Number)) {
        const plan = { start: options.from, encoding, objective, seed };
        if ((await journal.runs()).some((run) => isSame(run, plan))) continue;
        splits ??= await fewFrames(task);
        await journal.add(await measure({ ...plan, task, splits }, workers));
      }
    }
  }
});
console.log(summarise(await journal.runs()));

function isSame(run: Run, plan: Omit<Plan, "task" | "splits">): boolean {
  return Object.entries(plan).every(([name, value]) => run[name as keyof Run] === value);
}

async function measure({ task, splits, ...plan }: Plan, workers: Workers): Promise<Run> {
  const { encoding, objective, seed } = plan;
  const begin = process.cpuUsage();
  const cpuSeconds = () => {
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1e6;
  };
  const races = task.races!;
  const rollouts =
    objective === "return"
      ? task.openRollouts!({ seeds: RACE_TRACKS, envOptions: { physics: "float32" }, ...workers })
      : undefined;
  const search = improve({
    ...{ problem: problemOf(task, splits), objective, seed, threads, rollouts, ...races },
    start: start ?? randomPolicy(task, sparsity, seed),
    search: "races",
    accept: "annealing",
    family: 1,
    progress: sometimes(() => cpuSeconds() / budget),
  });
  let policy: PolicyFile | undefined;
  const evaluated: Readonly<Record<string, number>>[] = [];
  let neighbours = 0;
  let accepted = 0;
  for await (const event of search) {
    if (event.kind === "explored") continue;
    ({ evaluations: neighbours, accepted } = event.state);
    if (evaluated.length === 0 || event.best) evaluated.push(event.evaluation.scores);
    if (event.best) policy = event.policy;
    console.error(
      `${encoding}, seed ${seed}: ${cpuSeconds().toFixed(0)} s, ${JSON.stringify(event.evaluation.scores)}`,
    );
  }
  const seconds = cpuSeconds();
  await rollouts?.close();
  await writePolicy(join(options.out, `${encoding}-${objective}-${seed}.json`), policy!);
  const { scores: test } = await task.evaluate(policy!, {
    seeds: TEST_TRACKS,
    envOptions: { physics: "float32" },
    ...workers,
  });
  return {
    ...{ ...plan, sees: task.observes! },
    nonZeros: countNonZeros(policy!.network),
    before: evaluated[0],
    after: evaluated.at(-1)!,
    ...{ neighbours, accepted, cpuSeconds: Math.round(seconds), test },
  };
}

/** Many laps and few frames of each: a search looks at each frame thousands of times, and none is like the others. */
async function fewFrames(task: Task): Promise<Splits> {
  const { fit, validation } = await task.load({ recordings: laps });
  const frames = Math.min(Number(options.frames), fit.count);
  const chosen = Array.from({ length: frames }, (_, index) => Math.floor((index * fit.count) / frames));
  return { fit: select(fit, chosen), validation };
}

/** Reading the processor time takes as long as looking at a neighbour, so it is read once in so many times. */
function sometimes(progress: () => number): () => number {
  const every = 32;
  let calls = 0;
  let last = 0;
  return () => {
    if (calls++ % every === 0) last = progress();
    return last;
  };
}

function summarise(runs: readonly Run[]): string {
  const nameOf = ({ start, encoding, objective }: Run) => `${encoding}, ${objective} from ${start}`;
  const head = [
    "search",
    "seeds",
    "mean return",
    "std",
    "min",
    "≥ 900",
    "agreement",
    "before",
    "after",
    "CPU s",
  ];
  const rows = [...new Set(runs.map(nameOf))].map((name) => {
    const same = runs.filter((run) => nameOf(run) === name);
    const of = (pick: (run: Run) => number) => same.map(pick);
    const returns = of(({ test }) => test["mean return"]);
    return [
      name,
      same.length,
      mean(returns).toFixed(1),
      same.length > 1 ? `± ${standardDeviation(returns).toFixed(1)}` : "",
      Math.min(...of(({ test }) => test["min return"])).toFixed(1),
      of(({ test }) => test["episodes >= 900"]).join(" "),
      mean(of(({ test }) => test.agreement!)).toFixed(3),
      mean(of(({ before }) => before["validation agreement"])).toFixed(3),
      mean(of(({ after }) => after["validation agreement"])).toFixed(3),
      Math.round(mean(of((run) => run.cpuSeconds))),
    ];
  });
  return formatTable(head, rows);
}
