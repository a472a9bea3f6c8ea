import type { PolicyFile } from "../networks/policy.js";
import { FIRST_SEED, seedsFrom } from "../rollout/seeds.js";
import type { Rollouts } from "../sense/problem.js";
import type { Task } from "../tasks/task.js";
import { defineCommand, type Outcome } from "./command.js";
import { overridesOf } from "./env-option.js";
import { refuseUnused } from "./options.js";
import { defaultOutput, withOutputs } from "./output-file.js";
import { senseByReturn } from "./sense/by-return.js";
import { budgetOf, follow, type Search, type SearchOptions, SIDE_FILE } from "./sense/follow.js";
import { type KeptFamily, keepFamily } from "./sense/keep-family.js";
import { isByReturnAlone, type SenseOptions, senseOptions } from "./sense/options.js";
import { planOf, startingPoint } from "./sense/plan.js";
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
    expectUsed(options, task);
    const out = options.out ?? (await defaultOutput("best", task.name));
    const placed = { ...options, out };
    return withOutputs([out, options.log, options.keepFamily], { ...options, sideFiles: [SIDE_FILE] }, () => {
      if (options.watch) return watchSearch({ ...placed, task, start }, session);
      if (isByReturnAlone(options)) return senseByReturn(placed, task, start, session);
      return senseByData(placed, task, wire, session);
    });
  },
});

/** @throws InputError when an option means nothing for this search */
function expectUsed(options: SenseOptions, task: Task): void {
  if (!task.env) refuseUnused(options, ["recordings"], "for an environment", `for ${task.name}`);
  if (options.objective !== "return") refuseUnused(options, ["episodes"], "with --objective return");
  if (!isByReturnAlone(options)) return;
  const others = ["search", "accept", "temperature", "family", "starts", "keepFamily"] as const;
  refuseUnused(options, others, "where there are demonstrations", "with --random --objective return");
}

/** @param wire makes the policy to begin with, of each trial */
async function senseByData(
  options: SearchOptions,
  task: Task,
  wire: (wiring: number) => PolicyFile,
  session: Session,
): Promise<Outcome> {
  const { improveBest } = await import("../sense/starts.js");
  const { dataHash, slice } = await import("../data/data-set.js");
  const { problemOf } = await import("../tasks/task.js");
  const start = wire(0);
  const { starts = 1, episodes = 8, threads } = options;
  const { settings, neighbours, pictures } = planOf(task, start, options);
  const whole = await loadSplits(task, options.recordings, session);
  const { count } = whole.fit;
  const splits = { ...whole, fit: slice(whole.fit, 0, Math.min(pictures ?? count, count)) };
  const data = dataHash(splits.fit);
  const envOptions = overridesOf(options);
  const isDriven = settings.objective === "return";
  const driving = isDriven ? { episodes, envOptions } : {};
  const trying = starts > 1 ? { starts } : {};
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
        ? task.openRollouts?.({ seeds: seedsFrom(FIRST_SEED.validation, episodes), envOptions, threads })
        : undefined;
      return improveBest({
        ...{ problem: problemOf(task, splits), wire, starts, ...settings, threads, rollouts },
        ...{ resume, signal: session.signal, progress },
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
