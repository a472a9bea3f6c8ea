import { writeFileAtomic } from "../../atomic-file.js";
import type { PolicyFile } from "../../networks/policy-file.js";
import { packageVersion } from "../../package-version.js";
import type { SavedClimb } from "../../sense/climb-file.js";
import type { Explored } from "../../sense/search-state.js";
import type { StartsEvent, Trial } from "../../sense/starts.js";
import type { Outcome } from "../command.js";
import { formatScores } from "../scores.js";
import type { Session } from "../session.js";
import type { SenseOptions } from "./options.js";
import { pointOf, stopwatch } from "./stopwatch.js";

/** Minutes of a search that is given no other end. */
const MINUTES = 5;

/** A search, whatever it goes by. */
export interface Search {
  /** What it is for, as results say it. */
  readonly subject: object;
  /** What policies use, in words. */
  readonly observes: string | undefined;
  /** All that it depends on: another search's file is refused by it. */
  readonly origin: object;
  /** How many neighbours to look at; without it the clock ends the search. */
  readonly neighbours: number | undefined;
  /** SHA-256 of what it fits to. */
  readonly data?: string;
  /** Begins, or goes on from where it was. @param progress share that is over after so many neighbours, 0 to 1 */
  readonly open: (
    resume: SavedClimb | undefined,
    progress: (evaluations: number) => number,
  ) => AsyncIterable<StartsEvent>;
  /** What the progress line says of a step. */
  readonly describe: (event: Explored, trial: string) => string;
  /** Whether a step's cost is one to be told. */
  readonly hasCost: boolean;
  /** What is taken, in words. */
  readonly taken: "swaps" | "changes";
  /** Told of each network that was evaluated. */
  readonly onEvaluated?: (policy: PolicyFile, scores: Readonly<Record<string, number>>) => Promise<void>;
  readonly close?: () => Promise<void> | undefined;
}

/** The budget that a search is known by. */
export const budgetOf = (neighbours: number | undefined, { minutes = MINUTES }: SenseOptions) =>
  neighbours ? { neighbours } : { minutes };

/** Follows a search to its end: shows how far it is, keeps the best policy and the way to go on, and says what came of it. */
export async function follow(search: Search, options: SenseOptions, session: Session): Promise<Outcome> {
  const { ClimbFile } = await import("../../sense/climb-file.js");
  const { neighboursOf } = await import("../../sense/starts.js");
  const { writePolicy } = await import("../../networks/policy-file.js");
  const { minutes = MINUTES, starts = 1, seed, out } = options;
  const { neighbours, data } = search;
  const { command, signal } = session;
  const saved = new ClimbFile(`${out}.search`, JSON.stringify(search.origin));
  const resume = options.resume ? await saved.read() : undefined;
  let { curve = [], trials = [], state }: Partial<SavedClimb> = resume ?? {};
  const clock = stopwatch(curve.at(-1));
  const total = neighbours ?? minutes * 60;
  const display = session.progress({
    title: "Searching",
    total,
    unit: neighbours ? "neighbours" : "seconds",
    start: neighbours ? neighboursOf(trials) + (state?.evaluations ?? 0) : clock.seconds(),
  });
  let cost: number | undefined;
  try {
    const events = search.open(resume, (evaluations) =>
      neighbours ? evaluations / neighbours : clock.seconds() / total,
    );
    for await (const event of events) {
      if (event.kind === "tried") {
        trials = event.trials;
        if (neighbours) display.update(neighboursOf(trials), `${trials.length} of ${starts} trials`);
        await saved.write({ trials, curve });
        continue;
      }
      if (event.kind === "explored") {
        if (search.hasCost) cost = event.cost;
        const trial = state || starts === 1 ? "" : `trial ${trials.length + 1} of ${starts}, `;
        display.update(Math.min(total, event.progress * total), search.describe(event, trial));
        continue;
      }
      state = event.state;
      const { scores } = event.evaluation;
      const provenance = { command, package: packageVersion(), seed, data, scores };
      if (event.best) await writePolicy(out, { ...event.policy, provenance });
      await search.onEvaluated?.(event.policy, scores);
      curve = [...curve, pointOf(state, neighboursOf(trials), clock, cost, scores)];
      if (options.log)
        await writeFileAtomic(options.log, curve.map((point) => `${JSON.stringify(point)}\n`).join(""));
      await saved.write({ trials, curve, state }, event.policy);
    }
  } catch (error) {
    // Rollouts that were stopped: the search goes on from the last evaluated network, or trial.
    if (error !== signal.reason) throw error;
  } finally {
    display.stop();
    await search.close?.();
  }
  const interrupted = signal.aborted;
  if (!interrupted) await saved.remove();
  const { accepted = 0, best } = state ?? {};
  const evaluations = neighboursOf(trials) + (state?.evaluations ?? 0);
  const scores = best?.scores ?? {};
  return {
    json: {
      ...{ ...search.subject, out, scores, evaluations, accepted, cost },
      ...{ seconds: clock.seconds(), cpuSeconds: clock.cpuSeconds(), interrupted, curve },
      ...(starts > 1 ? { trials } : {}),
    },
    text: [
      ...(best ? [formatScores(best.scores, search.observes)] : []),
      `${evaluations.toLocaleString("en-US")} neighbours, ${accepted.toLocaleString("en-US")} ${search.taken} taken.`,
      interrupted ? `Stopped. ${whatIsLeft(best && out, trials)}` : `The best is in ${out}.`,
    ].join("\n"),
  };
}

/** What a stopped search leaves: the best network's file, or trials that are over, or nothing. */
function whatIsLeft(out: string | undefined, trials: readonly Trial[]): string {
  if (out === undefined && trials.length === 0) return "Nothing was found yet.";
  const left = out === undefined ? `${trials.length} of the trials are over.` : `${out} is the best so far.`;
  return `${left} Run the same command with --resume to go on.`;
}
