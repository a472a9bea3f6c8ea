/**
 * The returns of docs/across-the-gym.md, measured again: in each environment ternary networks cloned from an expert by
 * p-SIREN, found by SENSE by agreement with it and by reward alone, and a dense network, trained with several seeds; then 100
 * episodes on seeds that nothing was chosen on. A line of JSON is added for each network as it is done; one that is there is
 * not made again, and what was broken off goes on. `npm run results:across` does all; `npm run results:across -- --help`
 * tells of the rest.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { adapterOf, openEnv, specOfEnv } from "../src/adapters/environments.js";
import { SIDE_FILES } from "../src/atomic-file.js";
import { trainDense } from "../src/benchmarks/imitation/dense.js";
import { type Actor, openActor } from "../src/benchmarks/imitation/entry-policy.js";
import { size } from "../src/benchmarks/imitation/size.js";
import {
  demonstrate,
  type ImproveByReturnOptions,
  improveByReturn,
  improvePolicy,
  loadTask,
  readPolicy,
  startEpisode,
  type Task,
  trainPolicy,
} from "../src/index.js";
import type { Layer } from "../src/networks/architecture.js";
import { nameOfPolicy } from "../src/recordings/demonstrate.js";
import { FIRST_SEED, seedsFrom } from "../src/rollout/seeds.js";
import { withArchitecture } from "../src/tasks/dense-start.js";
import { prepareWritableFolder } from "../src/writable-folder.js";
import {
  ENVIRONMENTS,
  type EnvironmentName,
  type Learning,
  type Measured,
} from "./across-gym/environments.js";
import type { Made, Method, Run } from "./across-gym/run.js";
import { tables } from "./across-gym/tables.js";
import { Journal } from "./journal.js";
import { choosePlans, readOptions } from "./options.js";

/** Zeros of networks that learn from an expert, in percent, and what they learn from. */
const ZEROS = 90;
const DEMONSTRATIONS = 40;
/** Episodes in which a network acts and the expert says what it would have done. */
const CORRECTIONS = 20;
/** Neighbours of a search by agreement, and epochs of the dense network. */
const NEIGHBOURS = 300_000;
const DENSE_EPOCHS = 40;
/** Episodes of a test, and the seed of the first: those before it were looked at while the search was made. */
const EPISODES = 100;
const FIRST_TEST_SEED = FIRST_SEED.test + 5_000;
/** Hidden units of the smallest networks, tried from the least on. */
const SIZES = [1, 2, 3, 4, 6, 8, 12];

const options = readOptions({
  methods: "reward,clone,improved,agreement,dense,expert,smallest",
  envs: Object.keys(ENVIRONMENTS).join(),
  seeds: "0,1,2,3,4",
  threads: "1",
  out: join("runs", "results-across"),
  results: join("docs", "results", "across-gym.jsonl"),
});
const threads = Number(options.threads);
const methods = options.methods.split(",") as Method[];
const envs = choosePlans(options.envs, ENVIRONMENTS);
const journal = await Journal.open<Run>(options.results);
const { signal } = new AbortController();
const nothing = () => {};

for (const method of methods) {
  // An expert is measured once, and the smallest network is looked for once.
  const seeds = method === "expert" || method === "smallest" ? [0] : options.seeds.split(",").map(Number);
  for (const seed of seeds) {
    for (const env of envs) {
      const runs = await journal.runs();
      if (runs.some((run) => run.env === env && run.method === method && run.seed === seed)) continue;
      await prepareWritableFolder(join(options.out, env));
      const made = await make(env, method, seed, runs);
      if (!made) continue;
      const { actor, ...rest } = made;
      const returns = await returnsOf(actor, env);
      await journal.add({ ...{ env, method, seed }, ...rest, ...size(actor), returns });
      console.error(
        `${env}, ${method}, seed ${seed}: ${returns.reduce((sum, each) => sum + each) / EPISODES}`,
      );
    }
  }
}
for (const table of Object.values(tables(await journal.runs()))) console.log(`${table}\n`);

/** Makes a network; undefined where what it needs is not there. */
async function make(
  env: EnvironmentName,
  method: Method,
  seed: number,
  runs: readonly Run[],
): Promise<(Made & { readonly actor: Actor }) | undefined> {
  if (method === "reward") return search(env, seed);
  if (method === "smallest") return smallest(env);
  if (method === "improved") return improve(env, seed);
  const expert = await expertOf(env, runs);
  if (!expert) return undefined;
  if (method === "expert") return { actor: expert.actor, expert: expert.name };
  return method === "dense" ? copy(env, seed, expert) : learn(env, method, seed, expert);
}

/** A dense network that learns from the expert's episodes. */
async function copy(env: EnvironmentName, seed: number, expert: Expert) {
  const recordings = join(options.out, env, `demonstrations of ${expert.name}`);
  await record(env, recordings, expert);
  const task = await loadTask({ env: { id: env, options: {} }, recordings });
  const { fit } = await task.load({ recordings });
  const cpuSeconds = stopwatch();
  const actor = await trainDense({
    ...{ file: join(options.out, env, `dense-${seed}.training`), task, fit, seed },
    ...{ epochs: DENSE_EPOCHS, threads, signal, onProgress: nothing },
  });
  return { actor, zeros: 0, expert: expert.name, hidden: hiddenOf(task, 0), cpuSeconds: cpuSeconds() };
}

/** A ternary network that learns from the expert's episodes; and then from its own ones, in which the expert corrects it. */
async function learn(env: EnvironmentName, method: "clone" | "agreement", seed: number, expert: Expert) {
  const { hidden, corrections = 0 } = learningOf(env) ?? {};
  const isShared = corrections === 0;
  const recordings = join(
    ...[options.out, env, `demonstrations of ${expert.name}${isShared ? "" : ` for ${method}-${seed}`}`],
  );
  await record(env, recordings, expert);
  const usual = await loadTask({ env: { id: env, options: {} }, recordings });
  const task = hidden ? withHidden(usual, hidden) : usual;
  const cpuSeconds = stopwatch();
  for (let round = 0; ; round++) {
    const isLast = round === corrections;
    const out = join(options.out, env, `${method}-${seed}${isLast ? "" : `-${round}`}.json`);
    if (!existsSync(out)) {
      const splits = await task.load({ recordings });
      const resume = Object.values(SIDE_FILES).some((end) => existsSync(out + end));
      const common = { task, splits, seed, threads, out, resume };
      if (method === "clone") {
        for await (const _ of trainPolicy({ ...common, sparsity: ZEROS }));
      } else {
        const start = { sparsity: ZEROS };
        // Surveys carry out several swaps at once, which are a good part of so few weights.
        const how = { start, budget: { neighbours: NEIGHBOURS }, search: "races" } as const;
        for await (const _ of await improvePolicy({ ...common, ...how }));
      }
    }
    const actor = await policyOf(out);
    if (isLast) {
      const found = { actor, zeros: ZEROS, expert: expert.name, hidden: hiddenOf(task, ZEROS) };
      return { ...found, cpuSeconds: cpuSeconds() };
    }
    const [policy] = actor.policies;
    await demonstrate({
      agent: { env: { id: env, options: {} }, policy, relabel: true },
      ...{ name: nameOfPolicy(`${method}-${seed}-${round}`, policy), folder: recordings },
      ...{ seed: FIRST_SEED.recorded + DEMONSTRATIONS + round * CORRECTIONS, episodes: CORRECTIONS, signal },
    });
  }
}

/** Records the expert's episodes. */
function record(env: EnvironmentName, folder: string, { actor, name }: Expert) {
  return demonstrate({
    agent: {
      ...{ env: { id: env, options: {} }, relabel: false },
      ...(actor.kind === "policies" && { policy: actor.policies[0] }),
    },
    ...{ name, folder, seed: FIRST_SEED.recorded, episodes: DEMONSTRATIONS, signal },
  });
}

/** The task with other hidden layers. */
function withHidden(task: Task, hidden: readonly number[]): Task {
  const { input, layers } = task.architecture(0);
  const last = layers.at(-1)!;
  const widths = [layers[0]!.in, ...hidden];
  const dense = hidden.map(
    (out, index): Layer => ({ name: `hidden${index + 1}`, kind: "dense", in: widths[index]!, out }),
  );
  return withArchitecture(task, { input, layers: [...dense, { ...last, in: widths.at(-1)! }] });
}

function learningOf(env: EnvironmentName): Learning | undefined {
  return (ENVIRONMENTS[env] as Measured).learning;
}

/** The clone of the same seed, improved by SENSE by reward; undefined where that is not planned, or no clone is there. */
async function improve(env: EnvironmentName, seed: number) {
  const { steps } = learningOf(env) ?? {};
  const file = join(options.out, env, `clone-${seed}.json`);
  if (steps === undefined || !existsSync(file)) return undefined;
  const policy = await readPolicy(file);
  const task = await loadTask({ env: { id: env, options: {} } });
  const { layers } = policy.network.architecture;
  return {
    ...(await searched(join(options.out, env, `improved-${seed}.json`), {
      ...{ task, start: { policy, file }, steps, seed },
    })),
    zeros: ZEROS,
    hidden: layers[0]!.out,
  };
}

/** SENSE by reward alone, as the command does it. @param hidden units, where not as many as by default */
async function search(env: EnvironmentName, seed: number, hidden?: number) {
  const usual = await loadTask({ env: { id: env, options: {} } });
  const { architecture, sparsity } = usual.small!;
  const task = { ...usual, architecture: () => architecture(hidden) };
  const out = join(options.out, env, `reward-${hidden ?? "default"}-${seed}.json`);
  const found = await searched(out, { task, start: { sparsity }, steps: ENVIRONMENTS[env].steps, seed });
  return { ...found, zeros: sparsity, hidden: hiddenOf(task, sparsity) };
}

interface Search extends Pick<ImproveByReturnOptions, "task" | "start" | "seed"> {
  readonly steps: number;
}

/** Runs a search by reward. */
async function searched(out: string, { steps: most, ...search }: Search) {
  const found = await improveByReturn({
    ...{ ...search, budget: { steps: most }, threads, out },
    resume: existsSync(out + SIDE_FILES.search),
  });
  for await (const _ of found);
  const { cpuSeconds, steps, state } = found;
  return {
    actor: await policyOf(out),
    ...{ cpuSeconds: round(cpuSeconds), steps, validation: round(state!.best!.rank[0]) },
  };
}

/** The least network of some sizes that reaches the target on the seeds that it is chosen on. */
async function smallest(env: EnvironmentName) {
  for (const hidden of SIZES) {
    const found = await search(env, 0, hidden);
    if (found.validation >= ENVIRONMENTS[env].target) return found;
  }
  return undefined;
}

function hiddenOf(task: Task, sparsity: number): number {
  return task.architecture(sparsity).layers[0]!.out;
}

/** The scripted expert; where there is none, the network found by reward alone that did best on the seeds it was chosen on. */
async function expertOf(env: EnvironmentName, runs: readonly Run[]): Promise<Expert | undefined> {
  const [name] = Object.keys((await adapterOf(env)).experts ?? {});
  if (name !== undefined) return { name, actor: { kind: "expert" } };
  const [best] = runs
    .filter((run) => run.env === env && run.method === "reward")
    .sort((a, b) => b.validation! - a.validation!);
  if (!best) return undefined;
  const actor = await policyOf(join(options.out, env, `reward-default-${best.seed}.json`));
  return { name: nameOfPolicy(`reward-${best.seed}`, actor.policies[0]), actor };
}

interface Expert {
  readonly name: string;
  readonly actor: Extract<Actor, { kind: "expert" | "policies" }>;
}

async function policyOf(file: string) {
  return { kind: "policies", policies: [await readPolicy(file)] } as const;
}

/** Returns of episodes on the test's seeds. */
async function returnsOf(actor: Actor, id: EnvironmentName): Promise<number[]> {
  await specOfEnv({ id });
  const env = await openEnv({ id, options: {} });
  const policy = await openActor(actor, await adapterOf(id), env);
  try {
    return seedsFrom(FIRST_TEST_SEED, EPISODES).map((seed) => {
      let total = 0;
      for (const { reward } of startEpisode(env, policy, { seed }).steps) total += reward;
      return round(total);
    });
  } finally {
    policy.close?.();
    env.close();
  }
}

/** Processor seconds of all threads since now. */
function stopwatch(): () => number {
  const begin = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(begin);
    return round((user + system) / 1e6);
  };
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
