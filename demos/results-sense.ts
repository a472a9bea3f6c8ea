/**
 * The accuracies from random networks without gradients, measured again: SENSE at several sparsities with several seeds. A
 * line of JSON is added for each run as it ends, with the whole curve; a run that is there is not repeated, and one that
 * was broken off goes on from its last judged network. The same figures come out on any machine, on any number of threads.
 * `npm run results:sense` does all; `npm run results:sense -- --help` tells of the rest.
 */
import { existsSync } from "node:fs";
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Random } from "../envs/random.js";
import { formatTable } from "../src/cli/table.js";
import { improve, loadTask, type Policy, writePolicy } from "../src/index.js";
import { randomNetwork } from "../src/networks/random-network.js";
import { ClimbFile } from "../src/sense/climb-file.js";
import { mean, standardDeviation } from "../src/statistics.js";

/** What is searched, and how many half moves are measured. */
const PLANS = {
  "fc-90": { task: "mnist", sparsity: 90, layers: ["fc"], neighbours: 16e6 },
  "all-80": { task: "mnist", sparsity: 80, layers: ["fc", "layer2.0", "layer1.0"], neighbours: 33e6 },
  "all-90": { task: "mnist", sparsity: 90, layers: ["fc", "layer2.0", "layer1.0"], neighbours: 33e6 },
  "fashion-80": {
    task: "fashion-mnist",
    sparsity: 80,
    layers: ["fc", "layer2.0", "layer1.0"],
    neighbours: 33e6,
  },
} as const;
type PlanName = keyof typeof PLANS;

/** One run, as it stands in the file. */
interface Run {
  readonly plan: PlanName;
  readonly seed: number;
  /** Shares of right answers; the network is the one with the best validation. */
  readonly validation: number;
  readonly test: number;
  readonly swaps: number;
  readonly neighbours: number;
  /** Processor time of all threads, all stretches of a resumed run together. */
  readonly cpuSeconds: number;
  /** Neighbours, processor seconds, mean cost of fresh pictures, validation: after each round. */
  readonly curve: readonly (readonly number[])[];
}

const OPTIONS = {
  plans: { type: "string", default: Object.keys(PLANS).join() },
  seeds: { type: "string", default: "0,1,2,3,4" },
  threads: { type: "string", default: String(availableParallelism()) },
  out: { type: "string", default: join("runs", "results-sense") },
  help: { type: "boolean", default: false },
} as const;

const { values: options } = parseArgs({ options: OPTIONS });
if (options.help) {
  console.log(
    Object.entries(OPTIONS)
      .map(([name, { default: otherwise }]) => `--${name} (default: ${otherwise})`)
      .join("\n"),
  );
  process.exit();
}

const plans = options.plans.split(",").filter((name): name is PlanName => Object.hasOwn(PLANS, name));
const file = join(options.out, "runs.jsonl");
await mkdir(options.out, { recursive: true });
for (const seed of options.seeds.split(",").map(Number)) {
  for (const plan of plans) {
    const isThere = (await readRuns()).some((run) => run.plan === plan && run.seed === seed);
    if (!isThere) await appendFile(file, `${JSON.stringify(await measure(plan, seed))}\n`);
  }
}
console.log(summarise(await readRuns()));

async function measure(plan: PlanName, seed: number): Promise<Run> {
  const { task: name, sparsity, layers, neighbours } = PLANS[plan];
  const task = await loadTask(name);
  const splits = await task.load({ recordings: "" });
  const out = join(options.out, `${plan}-${seed}.json`);
  const network = randomNetwork(task.architecture(sparsity), sparsity, new Random(seed));
  const start: Policy = { task: name, sparsity, network, provenance: { seed } };
  const saved = new ClimbFile(`${out}.search`, JSON.stringify({ ...PLANS[plan], seed, recipe: task.survey }));
  const curveFile = `${out}.curve`;
  const before = existsSync(`${out}.search`) ? await saved.read() : undefined;
  const lines = before ? await readFile(curveFile, "utf8") : "";
  const spent = before?.seconds ?? 0;
  const began = process.cpuUsage();
  const cpuSeconds = () => {
    const { user, system } = process.cpuUsage(began);
    return spent + (user + system) / 1e6;
  };
  const curve: number[][] = lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  const events = improve({
    ...{
      task,
      start,
      splits,
      objective: "loss",
      search: "surveys",
      accept: "greedy",
      temperature: 0,
      family: 1,
    },
    ...{ layers, seed, threads: Number(options.threads), resume: before?.state },
    progress: (evaluations) => evaluations / neighbours,
  });
  let cost = Number.NaN;
  let run = { validation: 0, swaps: 0, neighbours: 0 };
  for await (const event of events) {
    if (event.kind === "explored") {
      cost = event.cost;
      continue;
    }
    const { evaluations, accepted, best } = event.state;
    const validation = event.judgement.scores["validation accuracy"]!;
    const point = [evaluations, Math.round(cpuSeconds()), Number(cost.toFixed(4)), validation];
    curve.push(point);
    await appendFile(curveFile, `${JSON.stringify(point)}\n`);
    if (event.best) await writePolicy(out, event.policy);
    await saved.write({ state: event.state, seconds: cpuSeconds() }, event.policy);
    run = { validation: best!.scores["validation accuracy"]!, swaps: accepted, neighbours: evaluations };
    console.error(
      `${plan}, seed ${seed}: ${Math.round((100 * evaluations) / neighbours)} %, ${point.join(" ")}`,
    );
  }
  // The test pictures are looked at here and nowhere else.
  const { readPolicy } = await import("../src/index.js");
  const { scores } = await task.evaluate(await readPolicy(out), {
    tracks: [],
    physics: "float32",
    threads: 1,
  });
  await saved.remove();
  return { plan, seed, ...run, test: scores["test accuracy"]!, cpuSeconds: Math.round(cpuSeconds()), curve };
}

async function readRuns(): Promise<Run[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

function summarise(runs: readonly Run[]): string {
  const head = ["plan", "seeds", "validation", "test", "spread", "least", "swaps", "CPU s"];
  const rows = [...new Set(runs.map(({ plan }) => plan))].map((plan) => {
    const same = runs.filter((run) => run.plan === plan);
    const tests = same.map(({ test }) => test);
    return [
      ...[plan, same.length, percent(mean(same.map(({ validation }) => validation)))],
      ...[percent(mean(tests)), `± ${percent(standardDeviation(tests))}`, percent(Math.min(...tests))],
      ...[same.map(({ swaps }) => swaps), same.map((run) => run.cpuSeconds)].map((all) =>
        Math.round(mean(all)),
      ),
    ];
  });
  return formatTable(head, rows);
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}
