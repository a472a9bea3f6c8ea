import type { PolicyFile } from "../../networks/policy-file.js";
import type { KeptSearch, SearchBudget } from "../../sense/kept-search.js";
import type { Trial } from "../../sense/starts.js";
import type { Outcome } from "../command.js";
import { formatScores } from "../scores.js";
import type { Session } from "../session.js";

/** What is said of a search. */
export interface FollowOptions {
  /** What it is for, as results say it. */
  readonly subject: object;
  /** What policies use, in words. */
  readonly observes: string | undefined;
  /** Where the best policy goes. */
  readonly out: string;
  readonly budget: SearchBudget;
  /** Of several starts: how many. */
  readonly starts?: number;
  /** What is taken, in words. */
  readonly changes: "swaps" | "changes";
  /** Told of each network that was evaluated. */
  readonly onEvaluated?: (policy: PolicyFile, scores: Readonly<Record<string, number>>) => Promise<void>;
}

/** Runs a search to its end: shows how far it is, and says what came of it. */
export async function follow(search: KeptSearch, options: FollowOptions, session: Session): Promise<Outcome> {
  const { subject, observes, out, budget, starts = 1, changes, onEvaluated } = options;
  const byCount = "neighbours" in budget;
  const [total, unit, start] = byCount
    ? [budget.neighbours, "neighbours", search.neighbours]
    : "steps" in budget
      ? [budget.steps, "steps", search.steps ?? 0]
      : [budget.minutes * 60, "seconds", search.seconds];
  const display = session.progress({
    title: "Searching",
    ...{ total, unit, start },
  });
  try {
    for await (const event of search) {
      if (event.kind === "evaluated") await onEvaluated?.(event.policy, event.evaluation.scores);
      if (event.kind === "tried" && byCount) {
        display.update(search.neighbours, `${search.trials.length} of ${starts} trials`);
      }
      if (event.kind !== "explored") continue;
      const trial = search.state || starts === 1 ? "" : `trial ${search.trials.length + 1} of ${starts}, `;
      const mean =
        changes === "swaps"
          ? `${event.layerName}: cost ${event.cost.toFixed(4)}`
          : `mean return ${(-event.cost).toFixed(1)}`;
      display.update(
        Math.min(total, event.progress * total),
        `${trial}${mean}, ${event.accepted} ${changes} taken`,
      );
    }
  } finally {
    display.stop();
  }
  const { trials, curve, state, cost, neighbours, steps, seconds, cpuSeconds } = search;
  const { accepted = 0, best } = state ?? {};
  const interrupted = session.signal.aborted;
  return {
    json: {
      ...{ ...subject, out, scores: best?.scores ?? {}, evaluations: neighbours, steps, accepted, cost },
      ...{ seconds, cpuSeconds, interrupted, curve },
      ...(starts > 1 ? { trials } : {}),
    },
    text: [
      ...(best ? [formatScores(best.scores, observes)] : []),
      `${neighbours.toLocaleString("en-US")} neighbours, ${stepsOf(search)}${accepted.toLocaleString("en-US")} ${changes} taken.`,
      interrupted
        ? `Stopped. ${whatIsLeft(best && out, trials)} Run the same command with --resume to go on.`
        : `The best is in ${out}.`,
    ].join("\n"),
  };
}

/** Steps of the environment in words, where they count. */
const stepsOf = ({ steps }: KeptSearch) =>
  steps === undefined ? "" : `${steps.toLocaleString("en-US")} steps of the environment, `;

/** What a stopped search leaves: the best network's file, or trials that are over, or nothing. */
function whatIsLeft(out: string | undefined, trials: readonly Trial[]): string {
  if (out !== undefined) return `${out} is the best so far.`;
  return trials.length > 0 ? `${trials.length} of the trials are over.` : "Nothing was found yet.";
}
