import { dataHash, type Splits, slice } from "../data/data-set.js";
import type { Workers } from "../jobs/job-pool.js";
import type { EnvReference, PolicyFile } from "../networks/policy-file.js";
import { randomNetwork } from "../networks/random-network.js";
import type { Sparsity } from "../networks/sparsity.js";
import { CandidatePool } from "../rollout/candidate-pool.js";
import { FIRST_SEED, seedsFrom } from "../rollout/seeds.js";
import type { ImproveOptions } from "../sense/improve.js";
import { KeptSearch, type KeptSearchOptions, type SearchBudget } from "../sense/kept-search.js";
import type { Rollouts } from "../sense/problem.js";
import { type ReturnSearchOptions, searchByReturn } from "../sense/return-search.js";
import { type Elsewhere, improveBest, type StartsEvent } from "../sense/starts.js";
import { randomOutputDivisor } from "./default-network.js";
import { randomPolicy } from "./policies.js";
import { problemOf, type Task } from "./task.js";
import { taskNames } from "./tasks.js";
import { TRIAL, type TrialPlan } from "./trial-job.js";

/** First temperatures that worked: a random network has to get out of worse valleys than a trained one. */
const TEMPERATURES = { random: 4e-5, trained: 1e-5 };
/** Episodes that decide with the objective `return`, where there are demonstrations. */
const EPISODES = 8;
/**
 * Episodes that candidates race on without demonstrations; half as many others are those that the best is chosen on.
 */
const RACED = 128;

/** A policy to improve, or how a random one is drawn. */
export type SearchStart =
  | {
      readonly policy: PolicyFile;
      /**
       * Its file. A resumed search knows its start by it, not by its content: a search may write the file it began
       * with.
       */
      readonly file?: string;
    }
  | {
      readonly sparsity: Sparsity;
      /** Wirings to try for a fifth of the time in all; the best is improved for the rest. Default 1. */
      readonly starts?: number;
    };

/** What both kinds of search are told. */
export interface ImproveByReturnOptions
  extends Workers,
    Pick<KeptSearchOptions, "out" | "log" | "resume" | "budget" | "signal"> {
  readonly task: Task;
  readonly start: SearchStart;
  /** Draws the random network and the neighbours. */
  readonly seed: number;
  /** Names of the layers that may change. Default: as suits the task and the search. */
  readonly layers?: readonly string[];
  /** Episodes for each decision that goes by return. */
  readonly episodes?: number;
  /** Options of the environment that replace the task's, where episodes decide. */
  readonly envOptions?: EnvReference["options"];
  /** The command that asked for it, for the policy files. */
  readonly command?: string;
}

export interface ImprovePolicyOptions
  extends Omit<ImproveByReturnOptions, "budget">,
    Partial<Pick<ImproveOptions, "objective" | "search" | "accept" | "temperature" | "family" | "schedule">> {
  /** What `task.load` reads. */
  readonly splits: Splits;
  /** How many of the examples to fit to; default all. */
  readonly examples?: number;
  readonly budget: Exclude<SearchBudget, { readonly steps: number }>;
}

/**
 * SENSE on a task's examples, and by the returns of episodes where the objective says so. Going through the events runs
 * the search; it keeps the best policy in `out`, and what it needs to go on beside it.
 * @throws InputError when there is nothing to resume, or it belongs to another search
 */
export function improvePolicy(options: ImprovePolicyOptions): Promise<KeptSearch> {
  const { task, start, out, log, resume, budget, signal, seed, threads, cluster, command, envOptions } =
    options;
  const { schedule, splits: whole, examples = whole.fit.count, episodes = EPISODES } = options;
  const splits = { ...whole, fit: slice(whole.fit, 0, Math.min(examples, whole.fit.count)) };
  const data = dataHash(splits.fit);
  const isRandom = !("policy" in start);
  const starts = isRandom ? (start.starts ?? 1) : 1;
  const wire = (index: number) => (isRandom ? randomPolicy(task, start.sparsity, seed, index) : start.policy);
  const settings = {
    ...{ objective: options.objective ?? "loss", search: options.search ?? searchOf(task, isRandom) },
    ...{ accept: options.accept ?? "annealing", family: options.family ?? 1, seed, schedule },
    layers: options.layers ?? layersOf(task, wire(0)),
    temperature:
      options.temperature ??
      (isRandom ? (task.races?.temperature ?? TEMPERATURES.random) : TEMPERATURES.trained),
  } as const;
  const isDriven = settings.objective === "return";
  const elsewhere = trialsElsewhere(options, { data, settings, starts, wire });
  let rollouts: Rollouts | undefined;
  return KeptSearch.open({
    ...{ out, log, resume, budget, signal, hasCost: true, provenance: { command, seed, data } },
    origin: {
      ...{ start: nameOf(task, start), data, ...settings, ...(starts > 1 ? { starts } : {}) },
      ...(isDriven ? { episodes, envOptions } : {}),
    },
    open(resumed, progress) {
      rollouts = isDriven
        ? task.openRollouts?.({
            seeds: seedsFrom(FIRST_SEED.validation, episodes),
            envOptions,
            threads,
            cluster,
          })
        : undefined;
      const problem = problemOf(task, splits);
      return improveBest({
        ...{
          problem,
          wire,
          starts,
          ...settings,
          threads,
          rollouts,
          resume: resumed,
          signal,
          progress,
          elsewhere,
        },
      });
    },
    close: () => rollouts?.close(),
  });
}

/** Trials on the cluster: of data sets that workers have themselves, and searches that end by a count. */
function trialsElsewhere(
  { task, budget, cluster, signal }: ImprovePolicyOptions,
  {
    settings,
    wire,
    ...search
  }: Pick<TrialPlan, "data" | "starts"> & {
    readonly settings: TrialPlan["settings"] & Pick<ImproveOptions, "schedule">;
    readonly wire: (index: number) => PolicyFile;
  },
): Elsewhere | undefined {
  if (!cluster || !("neighbours" in budget) || !taskNames.includes(task.name)) return undefined;
  const { schedule: _none, ...rest } = settings;
  const plan: TrialPlan = { ...search, task: task.name, settings: rest, neighbours: budget.neighbours };
  return {
    neighbours: budget.neighbours,
    run: (requests) => {
      const jobs = requests.map((request) => ({ ...request, start: wire(request.index) }));
      return cluster.run(TRIAL, plan, jobs, { signal });
    },
  };
}

/**
 * SENSE by reward alone, without demonstrations; see `searchByReturn`.
 * @param options of a task that acts in an environment
 * @throws InputError when there is nothing to resume, or it belongs to another search
 */
export function improveByReturn(options: ImproveByReturnOptions): Promise<KeptSearch> {
  const { task, start, out, log, resume, budget, signal, seed, threads, cluster, command } = options;
  const { episodes = RACED, envOptions } = options;
  const isRandom = !("policy" in start);
  const first = isRandom ? randomPolicy(task, start.sparsity, seed) : start.policy;
  const env = { ...task.env!, options: { ...task.env!.options, ...envOptions } };
  const policy: PolicyFile = isRandom
    ? { ...first, env, action: task.action?.(randomOutputDivisor(first.network.architecture)) }
    : { ...first, env };
  const layers = options.layers ?? policy.network.architecture.layers.map(({ name }) => name);
  let pool: CandidatePool | undefined;
  const { architecture } = policy.network;
  return KeptSearch.open({
    ...{ out, log, resume, budget, signal, provenance: { command, seed } },
    origin: { start: { env, ...nameOf(task, start) }, by: "return", rule: RULE, seed, episodes, layers },
    open(resumed, progress) {
      pool = new CandidatePool(env, policy, { threads, cluster });
      return policiesOf(policy, {
        ...{ network: policy.network, candidates: pool, layers, seed, signal, bound: task.returnBound },
        ...(isRandom && { draw: (random) => randomNetwork(architecture, start.sparsity, random) }),
        progress: ({ neighbours, steps }) => progress(neighbours, steps),
        resume: resumed?.state,
        seeds: seedsFrom(FIRST_SEED.validation, episodes),
        validationSeeds: seedsFrom(FIRST_SEED.validation + episodes, Math.ceil(episodes / 2)),
      });
    },
    close: () => pool?.close(),
  });
}

/** The search's events, with the networks as policies. */
async function* policiesOf(policy: PolicyFile, options: ReturnSearchOptions): AsyncGenerator<StartsEvent> {
  for await (const event of searchByReturn(options)) {
    if (event.kind === "explored") yield event;
    else yield { ...event, policy: { ...policy, network: event.state.network } };
  }
}

/** Counts up when the same options give another search: states of an older one are not resumed. */
const RULE = 3;

const nameOf = (task: Task, start: SearchStart) =>
  "policy" in start ? { file: start.file } : { task: task.name, sparsity: start.sparsity };

const searchOf = ({ races }: Task, isRandom: boolean) => (isRandom && !races ? "surveys" : "races");

/** The layers that the task says races do best in; else all, from the last to the first. */
function layersOf({ races }: Task, { network }: PolicyFile): readonly string[] {
  const names = network.architecture.layers.map(({ name }) => name);
  return races?.layers.every((name) => names.includes(name)) ? races.layers : names.reverse();
}
