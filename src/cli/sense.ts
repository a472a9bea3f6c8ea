import { writeFileAtomic } from "../atomic-file.js";
import { packageVersion } from "../package-version.js";
import { FIRST_SEED, seedsFrom } from "../rollout/seeds.js";
import type { SavedClimb } from "../sense/climb-file.js";
import { defineCommand } from "./command.js";
import { overridesOf } from "./env-option.js";
import { prepareOutputFile } from "./output-file.js";
import { formatScores } from "./scores.js";
import { senseByReturn } from "./sense/by-return.js";
import { type KeptFamily, keepFamily } from "./sense/keep-family.js";
import { type SenseOptions, senseOptions } from "./sense/options.js";
import { planOf, startingPoint } from "./sense/plan.js";
import { pointOf, stopwatch } from "./sense/stopwatch.js";
import { watchSearch } from "./sense/watch.js";
import { subjectOf } from "./subject.js";
import { loadSplits } from "./task-data.js";

/** `sense`: improves a ternary network by bit swaps, without gradients. */
export const sense = defineCommand<SenseOptions>({
  words: "sense",
  describe: "SENSE: improve a ternary network by bit swaps, without gradients",
  builder: senseOptions,
  async run(options, session) {
    const { improveBest, neighboursOf } = await import("../sense/starts.js");
    const { writePolicy } = await import("../networks/policy-file.js");
    const { ClimbFile } = await import("../sense/climb-file.js");
    const { dataHash, slice } = await import("../data/data-set.js");
    const { problemOf } = await import("../tasks/task.js");
    const { task, wire } = await startingPoint(options);
    const start = wire(0);
    for (const path of [options.out, options.log, options.keepFamily]) {
      if (path !== undefined) await prepareOutputFile(path);
    }
    if (options.watch) return watchSearch({ ...options, task, start }, session);
    const { command } = session;
    const { minutes = 5, starts = 1, episodes = 8, threads, seed, out } = options;
    const envOptions = overridesOf(options);
    if (options.objective === "return" && options.random && options.recordings === undefined) {
      return senseByReturn({ ...options, task, start }, session);
    }
    const { settings, neighbours, pictures } = planOf(task, start, options);
    const isDriven = settings.objective === "return";
    const whole = await loadSplits(task, options.recordings, session);
    const { count } = whole.fit;
    const splits = { ...whole, fit: slice(whole.fit, 0, Math.min(pictures ?? count, count)) };
    const data = dataHash(splits.fit);
    const budget = neighbours ? { neighbours } : { minutes };
    const driving = isDriven ? { episodes, envOptions } : {};
    const trying = starts > 1 ? { starts } : {};
    // Not what the file holds: a search may write the file that it began with.
    const origin = {
      start: options.from ?? { task: task.name, sparsity: start.sparsity },
      data,
      ...settings,
      ...budget,
      ...driving,
      ...trying,
    };
    const saved = new ClimbFile(`${out}.search`, JSON.stringify(origin));
    const resume = options.resume ? await saved.read() : undefined;
    const rollouts = isDriven
      ? task.openRollouts?.({ seeds: seedsFrom(FIRST_SEED.validation, episodes), envOptions, threads })
      : undefined;

    let { curve = [], trials = [], state }: Partial<SavedClimb> = resume ?? {};
    const clock = stopwatch(curve.at(-1));
    const { seconds } = clock;
    const total = neighbours ?? minutes * 60;
    const display = session.progress({
      title: "Searching",
      total,
      unit: neighbours ? "neighbours" : "seconds",
      start: neighbours ? neighboursOf(trials) + (state?.evaluations ?? 0) : seconds(),
    });
    const events = improveBest({
      ...{
        problem: problemOf(task, splits),
        wire,
        starts,
        ...settings,
        threads,
        rollouts,
        resume,
        signal: session.signal,
      },
      progress: (evaluations) => (neighbours ? evaluations / neighbours : seconds() / total),
    });
    let kept: KeptFamily | undefined;
    let cost: number | undefined;
    try {
      for await (const event of events) {
        if (event.kind === "tried") {
          trials = event.trials;
          await saved.write({ trials, curve });
          continue;
        }
        if (event.kind === "explored") {
          cost = event.cost;
          const trial = state || starts === 1 ? "" : `trial ${trials.length + 1} of ${starts}, `;
          const note = `${trial}${event.layerName}: cost ${cost.toFixed(4)}, ${event.accepted} swaps taken`;
          display.update(Math.min(total, event.progress * total), note);
          continue;
        }
        state = event.state;
        const { scores } = event.evaluation;
        const provenance = { command, package: packageVersion(), seed, data, scores };
        if (event.best) await writePolicy(out, { ...event.policy, provenance });
        if (options.keepFamily) {
          kept ??= await keepFamily(options.keepFamily, event.policy, task, options);
          await kept.take(event.policy, scores);
        }
        curve = [...curve, pointOf(state, neighboursOf(trials), clock, cost, scores)];
        if (options.log)
          await writeFileAtomic(options.log, curve.map((point) => `${JSON.stringify(point)}\n`).join(""));
        await saved.write({ trials, curve, state }, event.policy);
      }
    } catch (error) {
      // Rollouts that were stopped: the search goes on from the last evaluated network, or trial.
      if (error !== session.signal.reason) throw error;
    } finally {
      display.stop();
      await rollouts?.close();
    }
    const interrupted = session.signal.aborted;
    if (!interrupted) await saved.remove();
    const { accepted = 0, best } = state ?? {};
    const evaluations = neighboursOf(trials) + (state?.evaluations ?? 0);
    const scores = best?.scores ?? {};
    return {
      json: {
        ...{ ...subjectOf(task), out, scores, evaluations, accepted, cost },
        ...{ seconds: seconds(), cpuSeconds: clock.cpuSeconds(), interrupted, curve },
        ...(starts > 1 ? { trials } : {}),
      },
      text: [
        ...(best ? [formatScores(best.scores, task.observes)] : []),
        `${evaluations.toLocaleString("en-US")} neighbours, ${accepted.toLocaleString("en-US")} swaps taken.`,
        interrupted ? `Stopped. ${whatIsLeft(best && out, trials.length)}` : `The best is in ${out}.`,
      ].join("\n"),
    };
  },
});

/** What a stopped search leaves: the best network's file, or trials that are over, or nothing. */
function whatIsLeft(out: string | undefined, trials: number): string {
  if (out === undefined && trials === 0) return "Nothing was found yet.";
  const left = out === undefined ? `${trials} of the trials are over.` : `${out} is the best so far.`;
  return `${left} Run the same command with --resume to go on.`;
}
