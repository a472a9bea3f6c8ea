import { existsSync } from "node:fs";
import { defineCommand } from "./command.js";
import { overridesOf } from "./env-option.js";
import { prepareOutputFile } from "./output-file.js";
import { RECORDINGS } from "./recordings/path.js";
import { follow } from "./sense/follow.js";
import { type KeptFamily, keepFamily } from "./sense/keep-family.js";
import { type SenseOptions, senseOptions } from "./sense/options.js";
import { planOf, startingPoint } from "./sense/plan.js";
import { watchSearch } from "./sense/watch.js";
import { subjectOf } from "./subject.js";
import { loadSplits } from "./task-data.js";

/** Minutes of a search that is given no other end. */
const MINUTES = 5;

/** `sense`: improves a ternary network by bit swaps, without gradients. */
export const sense = defineCommand<SenseOptions>({
  words: "sense",
  describe: "SENSE: improve a ternary network by bit swaps, without gradients",
  builder: senseOptions,
  async run(options, session) {
    const { improveByReturn, improvePolicy } = await import("../tasks/improve-policy.js");
    const { task, start, policy } = await startingPoint(options);
    const { out, log, resume, seed, threads, episodes, starts, keepFamily: family } = options;
    for (const path of [out, log, family]) {
      if (path !== undefined) await prepareOutputFile(path);
    }
    if (options.watch) return watchSearch({ ...options, task, start: policy }, session);
    const { signal, command } = session;
    const { layers, neighbours, ...settings } = planOf(task, policy, options);
    const budget = neighbours === undefined ? { minutes: options.minutes ?? MINUTES } : { neighbours };
    const envOptions = overridesOf(options);
    const common = {
      ...{
        task,
        start,
        out,
        log,
        resume,
        budget,
        signal,
        command,
        seed,
        threads,
        layers,
        episodes,
        envOptions,
      },
    };
    const shown = { ...{ subject: subjectOf(task), observes: task.observes, out, budget }, starts };
    if (isByReturnAlone(options)) {
      const search = await improveByReturn(common);
      return follow(search, { ...shown, changes: "changes" }, session);
    }
    const splits = await loadSplits(task, options.recordings, session);
    const search = await improvePolicy({ ...common, ...settings, splits });
    let kept: KeptFamily | undefined;
    return follow(
      search,
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
  },
});

/** Without demonstrations episodes alone can decide. */
function isByReturnAlone({ objective, recordings, random }: SenseOptions): boolean {
  if (objective !== "return" || recordings !== undefined) return false;
  return random === true || !existsSync(RECORDINGS);
}
