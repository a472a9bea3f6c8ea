/**
 * The returns of docs/across-the-gym.md, measured again: in each environment ternary networks cloned from an expert by
 * p-SIREN, made better by SENSE by return, found by SENSE by agreement with it and by reward alone, and a dense
 * network, trained with several seeds; then 100 episodes on seeds that nothing was chosen on. A line of JSON is added
 * for each network as it is done; one that is there is not made again, and what was broken off goes on. `npm run
 * results:across` does all; `npm run results:across -- --help` tells of the rest.
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
  improveByReturn,
  improvePolicy,
  loadTask,
  type PolicyFile,
  readPolicy,
  startEpisode,
  type Task,
  trainPolicy,
} from "../src/index.js";
import { nameOfPolicy } from "../src/recordings/demonstrate.js";
import { FIRST_SEED, seedsFrom } from "../src/rollout/seeds.js";
import { mean } from "../src/statistics.js";
import type { ImproveByReturnOptions } from "../src/tasks/improve-policy.js";
import { prepareWritableFolder } from "../src/writable-folder.js";
import { ENVIRONMENTS, type EnvironmentName } from "./across-gym/environments.js";
import type { Made, Method, Run } from "./across-gym/run.js";
import { tables } from "./across-gym/tables.js";
import { Journal } from "./journal.js";
import { choosePlans, readOptions } from "./options.js";

/** Zeros of networks that learn from an expert, in percent of all weights, and episodes that they learn from. */
const ZEROS = 90;
const DEMONSTRATIONS = 40;
/**
 * Rounds of DAgger at most, and episodes of each: the clone acts, the expert says what it would have done, and a new
 * clone learns. They end with a clone that returns less than the expert by at most this share.
 */
const ROUNDS = 4;
const CORRECTIONS = 40;
const AS_GOOD = 0.2;
/** Episodes that choose among a clone and those after it. */
const CHOOSING = 100;
/** Steps of the environment in which SENSE makes a clone better by its returns. */
const IMPROVING_STEPS = 3e6;
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
      const returns = await returnsOf(actor, env, FIRST_TEST_SEED, EPISODES);
      await journal.add({ ...{ env, method, seed }, ...rest, ...size(actor), returns });
      console.error(`${env}, ${method}, seed ${seed}: ${mean(returns)}`);
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
  const expert = await expertOf(env, runs);
  if (!expert) return undefined;
  const { actor, name } = expert;
  if (method === "expert") return { actor, expert: name };
  const { clone, recordings, corrections, ...cloned } = await cloneOf(env, expert, seed);
  const { task, splits } = await examplesIn(recordings, env);
  const common = { expert: name, ...(corrections > 0 && { corrections }) };
  if (method === "clone") {
    const hidden = hiddenOf(task, ZEROS);
    return { actor: { kind: "policies", policies: [clone] }, zeros: ZEROS, hidden, ...common, ...cloned };
  }
  if (method === "improved") {
    const improved = await improve(env, clone, seed);
    const zeros = { zeros: ZEROS, hidden: hiddenOf(task, ZEROS) };
    // A clone that was there took its time when it was made.
    const before = runs.find((run) => run.env === env && run.method === "clone" && run.seed === seed);
    const { cpuSeconds: training = cloned.cpuSeconds } = before ?? {};
    return { ...common, ...zeros, ...improved, cpuSeconds: round(training + improved.cpuSeconds) };
  }
  const cpuSeconds = stopwatch();
  if (method === "dense") {
    const dense = await trainDense({
      ...{ file: join(options.out, env, `dense-${seed}.training`), task, fit: splits.fit, seed },
      ...{ epochs: DENSE_EPOCHS, threads, signal, onProgress: nothing },
    });
    return { actor: dense, zeros: 0, hidden: hiddenOf(task, 0), ...common, cpuSeconds: cpuSeconds() };
  }
  const out = join(options.out, env, `agreement-${seed}.json`);
  const how = {
    // As many weights in each layer as the clone has.
    ...{ start: { sparsity: clone.sparsity! }, budget: { neighbours: NEIGHBOURS } },
    // Surveys carry out several swaps at once, which are a good part of so few weights.
    search: "races",
  } as const;
  for await (const _ of await improvePolicy({
    ...{ task, splits, ...how, seed, threads, out, resume: isStopped(out) },
  }));
  const found = { actor: await policyOf(out), zeros: ZEROS, hidden: hiddenOf(task, ZEROS) };
  return { ...found, ...common, cpuSeconds: cpuSeconds() };
}

/**
 * Clones the expert by p-SIREN, then again with what the expert says of the states that the last clone gets into
 * (DAgger). The clone is the one that returns most on seeds for choosing.
 */
async function cloneOf(env: EnvironmentName, { actor, name }: Expert, seed: number) {
  const recordings = join(options.out, env, `demonstrations of ${name}, ${seed}`);
  const reference = { id: env, options: {} };
  const expert = actor.kind === "policies" ? { policy: actor.policies[0] } : {};
  await demonstrate({
    ...{ agent: { env: reference, relabel: false, ...expert }, name, folder: recordings },
    ...{ seed: FIRST_SEED.recorded, episodes: DEMONSTRATIONS, signal },
  });
  const validate = async (some: Actor) => mean(await returnsOf(some, env, FIRST_SEED.validation, CHOOSING));
  const aim = await validate(actor);
  const enough = aim - AS_GOOD * Math.abs(aim);
  // Only a scripted expert can be asked what it would have done.
  const rounds = actor.kind === "expert" ? ROUNDS : 0;
  const cpuSeconds = stopwatch();
  let best: { readonly clone: PolicyFile; readonly validation: number } | undefined;
  for (let round = 0; ; round++) {
    const out = join(options.out, env, `clone-${seed}-${round}.json`);
    if (!existsSync(out) || isStopped(out)) {
      const { task, splits } = await examplesIn(recordings, env);
      const how = { sparsity: ZEROS, budget: "network", seed, threads, out, resume: isStopped(out) } as const;
      for await (const _ of trainPolicy({ task, splits, ...how }));
    }
    const made = await policyOf(out);
    const [clone] = made.policies;
    const validation = await validate(made);
    if (!best || validation > best.validation) best = { clone, validation };
    if (round === rounds || validation >= enough) {
      return { ...best, recordings, corrections: round * CORRECTIONS, cpuSeconds: cpuSeconds() };
    }
    await demonstrate({
      agent: { env: reference, relabel: true, policy: clone },
      ...{ name: `clone ${round}`, folder: recordings, signal },
      ...{ seed: FIRST_SEED.recorded + 1000 * (round + 1), episodes: CORRECTIONS },
    });
  }
}

async function examplesIn(recordings: string, env: EnvironmentName) {
  const task = await loadTask({ env: { id: env, options: {} }, recordings });
  return { task, splits: await task.load({ recordings }) };
}

/** Whether training or search has left its output unfinished. */
function isStopped(out: string): boolean {
  return Object.values(SIDE_FILES).some((end) => existsSync(out + end));
}

/** SENSE by return from a clone. */
async function improve(env: EnvironmentName, clone: PolicyFile, seed: number) {
  const task = await loadTask({ env: { id: env, options: {} } });
  const out = join(options.out, env, `improved-${seed}.json`);
  return searchByReturn(out, { task, start: { policy: clone }, seed, budget: { steps: IMPROVING_STEPS } });
}

/**
 * SENSE by reward alone, as the command does it.
 * @param hidden units of one hidden layer, where the layers are not the usual ones
 */
async function search(env: EnvironmentName, seed: number, hidden?: number) {
  const usual = await loadTask({ env: { id: env, options: {} } });
  const { architecture, sparsity } = usual.small!;
  const task = { ...usual, architecture: () => architecture(hidden === undefined ? undefined : [hidden]) };
  const out = join(options.out, env, `reward-${hidden ?? "default"}-${seed}.json`);
  const { steps } = ENVIRONMENTS[env];
  const found = await searchByReturn(out, { task, start: { sparsity }, seed, budget: { steps } });
  return { ...found, zeros: sparsity, hidden: hiddenOf(task, sparsity) };
}

async function searchByReturn(
  out: string,
  options: Pick<ImproveByReturnOptions, "task" | "start" | "seed" | "budget">,
) {
  const found = await improveByReturn({
    ...options,
    threads,
    out,
    resume: existsSync(out + SIDE_FILES.search),
  });
  for await (const _ of found);
  const { cpuSeconds, steps, state } = found;
  const validation = round(state!.best!.rank[0]);
  return { actor: await policyOf(out), cpuSeconds: round(cpuSeconds), steps, validation };
}

/** The least network of some sizes that reaches the target on the seeds that it is chosen on. */
async function smallest(env: EnvironmentName) {
  for (const hidden of SIZES) {
    const found = await search(env, 0, hidden);
    if (found.validation >= ENVIRONMENTS[env].target) return found;
  }
  return undefined;
}

function hiddenOf(task: Task, sparsity: number): number | number[] {
  const units = task
    .architecture(sparsity)
    .layers.slice(0, -1)
    .map(({ out }) => out);
  return units.length === 1 ? units[0]! : units;
}

/**
 * The scripted expert; where there is none, the network found by reward alone that did best on the seeds it was chosen
 * on.
 */
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
  return { kind: "policies", policies: [await readPolicy(file)] as const } as const;
}

/** Returns of episodes on some seeds. */
async function returnsOf(
  actor: Actor,
  id: EnvironmentName,
  firstSeed: number,
  episodes: number,
): Promise<number[]> {
  await specOfEnv({ id });
  const env = await openEnv({ id, options: {} });
  const policy = await openActor(actor, await adapterOf(id), env);
  try {
    return seedsFrom(firstSeed, episodes).map((seed) => {
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
