import { SIDE_FILES } from "../atomic-file.js";
import type { Workers } from "../jobs/job-pool.js";
import type { Task } from "../tasks/task.js";
import { withWorkers } from "./cluster-option.js";
import { defineCommand, type Outcome } from "./command.js";
import { overridesOf } from "./env-option.js";
import { refuseUnused } from "./options.js";
import { defaultOutput, withOutputs } from "./output-file.js";
import { subjectOf } from "./scores.js";
import { follow } from "./sense/follow.js";
import { type KeptFamily, keepFamily } from "./sense/keep-family.js";
import { isByReturnAlone, type SenseOptions, senseOptions } from "./sense/options.js";
import type { StartingPoint } from "./sense/plan.js";
import type { Session } from "./session.js";
import { loadSplits } from "./task-data.js";

/** Minutes of a search that is given no other end. */
const MINUTES = 5;

/** `sense`: improves a ternary network by bit swaps, without gradients. */
export const sense = defineCommand<SenseOptions>({
  words: "sense",
  describe: "SENSE: improve a ternary network by bit swaps, without gradients",
  builder: senseOptions,
  async run(options, session) {
    const { startingPoint } = await import("./sense/plan.js");
    const point = await startingPoint(options);
    const { task, policy: start } = point;
    expectUsed(options, task);
    const out = options.out ?? (await defaultOutput("best", task.name));
    const placed = { ...options, out };
    return withOutputs(
      [out, options.log, options.keepFamily],
      { ...options, sideFiles: [SIDE_FILES.search] },
      async () => {
        if (!options.watch)
          return withWorkers(options, session, (workers) => search(placed, point, workers, session));
        const { watchSearch } = await import("./sense/watch.js");
        return watchSearch({ ...placed, task, start }, session);
      },
    );
  },
});

/** @throws InputError when an option means nothing for this search */
function expectUsed(options: SenseOptions, task: Task): void {
  if (!task.env) refuseUnused(options, ["recordings", "augment"], "for an environment", `for ${task.name}`);
  if (options.objective !== "return") refuseUnused(options, ["episodes"], "with --objective return");
  if (!isByReturnAlone(options)) {
    refuseUnused(options, ["steps"], "by reward alone", "where there are demonstrations");
    return;
  }
  const others = ["search", "accept", "temperature", "family", "starts", "keepFamily"] as const;
  refuseUnused(options, others, "where there are demonstrations", "with --random --objective return");
}

async function search(
  options: SenseOptions & { readonly out: string },
  { task, start, policy }: StartingPoint,
  workers: Workers,
  session: Session,
): Promise<Outcome> {
  const { planOf } = await import("./sense/plan.js");
  const { improveByReturn, improvePolicy } = await import("../tasks/improve-policy.js");
  const { out, log, resume, seed, episodes, starts, keepFamily: family } = options;
  const { signal, command } = session;
  const { layers, neighbours, ...settings } = planOf(task, policy, options);
  const { steps, minutes = MINUTES } = options;
  const budget = neighbours === undefined ? { minutes } : { neighbours };
  const common = {
    ...{ task, start, out, log, resume, budget, signal, command },
    ...{ seed, ...workers, layers, episodes, envOptions: overridesOf(options) },
  };
  const shown = { subject: subjectOf(task), observes: task.observes, out, budget, starts };
  if (isByReturnAlone(options)) {
    const byReturn = { ...common, budget: steps === undefined ? budget : { steps } };
    const told = { ...shown, budget: byReturn.budget, changes: "changes" } as const;
    return follow(await improveByReturn(byReturn), told, session);
  }
  const splits = await loadSplits(task, options, session);
  let kept: KeptFamily | undefined;
  return follow(
    await improvePolicy({ ...common, ...settings, splits }),
    {
      ...{ ...shown, changes: "swaps" },
      async onEvaluated(found, scores) {
        if (family === undefined) return;
        kept ??= await keepFamily(family, found, task, options);
        await kept.take(found, scores);
      },
    },
    session,
  );
}
