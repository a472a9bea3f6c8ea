import type { Workers } from "../jobs/job-pool.js";
import type { PolicyFile } from "../networks/policy.js";
import { FIRST_SEED, seedsFrom } from "../rollout/seeds.js";
import type { Rollouts } from "../sense/problem.js";
import type { Elsewhere } from "../sense/starts.js";
import type { Task } from "../tasks/task.js";
import type { TrialPlan } from "../tasks/trial-job.js";
import { withWorkers } from "./cluster-option.js";
import { defineCommand, type Outcome } from "./command.js";
import { overridesOf } from "./env-option.js";
import { prepareOutputFile } from "./output-file.js";
import { senseByReturn } from "./sense/by-return.js";
import { budgetOf, follow, type Search } from "./sense/follow.js";
import { type KeptFamily, keepFamily } from "./sense/keep-family.js";
import { type SenseOptions, senseOptions } from "./sense/options.js";
import { planOf, type SearchPlan, startingPoint } from "./sense/plan.js";
import { watchSearch } from "./sense/watch.js";
import type { Session } from "./session.js";
import { subjectOf } from "./subject.js";
import { loadSplits } from "./task-data.js";

/** `sense`: improves a ternary network by bit swaps, without gradients. */
export const sense = defineCommand<SenseOptions>({
  words: "sense",
  describe: "SENSE: improve a ternary network by bit swaps, without gradients",
  builder: senseOptions,
  async run(options, session) {
    const { task, wire } = await startingPoint(options);
    const start = wire(0);
    for (const path of [options.out, options.log, options.keepFamily]) {
      if (path !== undefined) await prepareOutputFile(path);
    }
    if (options.watch) return watchSearch({ ...options, task, start }, session);
    return withWorkers(options, session, (workers) => {
      const byReturn = options.objective === "return" && options.random && options.recordings === undefined;
      if (byReturn) return senseByReturn(options, task, start, session, workers);
      return senseByExamples(options, { task, wire }, session, workers);
    });
  },
});

/** Fits to examples: a data set, or demonstrations. */
async function senseByExamples(
  options: SenseOptions,
  { task, wire }: Awaited<ReturnType<typeof startingPoint>>,
  session: Session,
  workers: Workers,
): Promise<Outcome> {
  const { improveBest } = await import("../sense/starts.js");
  const { dataHash, slice } = await import("../data/data-set.js");
  const { problemOf } = await import("../tasks/task.js");
  const { starts = 1, episodes = 8, threads } = options;
  const start = wire(0);
  const { settings, neighbours, pictures } = planOf(task, start, options);
  const whole = await loadSplits(task, options.recordings, session);
  const { count } = whole.fit;
  const splits = { ...whole, fit: slice(whole.fit, 0, Math.min(pictures ?? count, count)) };
  const data = dataHash(splits.fit);
  const envOptions = overridesOf(options);
  const isDriven = settings.objective === "return";
  const driving = isDriven ? { episodes, envOptions } : {};
  const trying = starts > 1 ? { starts } : {};
  const elsewhere = await trialsOn(workers, { task, data, settings, starts, neighbours, wire }, session);
  let rollouts: Rollouts | undefined;
  let kept: KeptFamily | undefined;
  const search: Search = {
    ...{
      subject: subjectOf(task),
      observes: task.observes,
      neighbours,
      data,
      hasCost: true,
      taken: "swaps",
    },
    // Not what the file holds: a search may write the file that it began with.
    origin: {
      ...{ start: options.from ?? { task: task.name, sparsity: start.sparsity }, data },
      ...{ ...settings, ...budgetOf(neighbours, options), ...driving, ...trying },
    },
    open(resume, progress) {
      rollouts = isDriven
        ? task.openRollouts?.({ seeds: seedsFrom(FIRST_SEED.validation, episodes), envOptions, ...workers })
        : undefined;
      return improveBest({
        ...{ problem: problemOf(task, splits), wire, starts, ...settings, threads, rollouts },
        ...{ elsewhere, resume, signal: session.signal, progress },
      });
    },
    describe: ({ layerName, cost, accepted }, trial) =>
      `${trial}${layerName}: cost ${cost.toFixed(4)}, ${accepted} swaps taken`,
    async onEvaluated(policy, scores) {
      if (options.keepFamily === undefined) return;
      kept ??= await keepFamily(options.keepFamily, policy, task, options);
      await kept.take(policy, scores);
    },
    close: () => rollouts?.close(),
  };
  return follow(search, options, session);
}

/** Trials on the cluster, of data sets that workers have themselves and searches that end by a count. */
async function trialsOn(
  { cluster }: Workers,
  search: Omit<TrialPlan, "task" | "neighbours" | "settings"> & {
    readonly task: Task;
    readonly neighbours: number | undefined;
    readonly settings: SearchPlan["settings"];
    readonly wire: (index: number) => PolicyFile;
  },
  { signal }: Session,
): Promise<Elsewhere | undefined> {
  const { taskNames } = await import("../tasks/tasks.js");
  const { TRIAL } = await import("../tasks/trial-job.js");
  const { task, neighbours, wire, starts, data, settings } = search;
  if (!cluster || neighbours === undefined || !taskNames.includes(task.name)) return undefined;
  const { schedule: _none, ...rest } = settings;
  const plan: TrialPlan = { task: task.name, data, settings: rest, starts, neighbours };
  return {
    neighbours,
    run: (requests) => {
      const jobs = requests.map((request) => ({ ...request, start: wire(request.index) }));
      return cluster.run(TRIAL, plan, jobs, { signal });
    },
  };
}
