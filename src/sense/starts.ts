import type { PolicyFile } from "../networks/policy-file.js";
import { type Evaluation, isBetter } from "./evaluation.js";
import { type ImproveEvent, type ImproveOptions, improve } from "./improve.js";
import type { SearchState } from "./search-state.js";

/** What came of a short climb. */
export interface Trial {
  /** What its best network was worth. */
  readonly evaluation: Evaluation;
  /** Neighbours looked at. */
  readonly evaluations: number;
}

export interface StartsOptions extends Omit<ImproveOptions, "start" | "resume" | "progress"> {
  /** Wires the network to begin with that has this number, 0 to `starts` − 1. */
  readonly wire: (index: number) => PolicyFile;
  /** Networks to choose from; 1 is taken without a trial. */
  readonly starts: number;
  /** Share of all trials and the climb that is over after so many neighbours in all, 0 to 1. */
  readonly progress: (evaluations: number) => number;
  /** Where an earlier search was: the trials that are over, and the climb when it has begun. */
  readonly resume?: { readonly trials: readonly Trial[]; readonly state?: SearchState };
}

/** As `ImproveEvent`, of the climb alone when something is evaluated, or a trial is over. */
export type StartsEvent = ImproveEvent | { readonly kind: "tried"; readonly trials: readonly Trial[] };

/** Share of the whole that trials take together. */
const TRIALS = 0.2;

/**
 * Improves the most promising of several networks. What can become of a network depends on its wiring, above all where most
 * layers stay as they are: so each climbs for a short while, and the one that came furthest on validation data begins anew
 * and climbs for the rest. The same seed gives the same result, broken off and resumed or not.
 */
export async function* improveBest(options: StartsOptions): AsyncGenerator<StartsEvent> {
  const { wire, starts, progress, resume, ...common } = options;
  const trials = [...(resume?.trials ?? [])];
  const count = starts > 1 ? starts : 0;
  let before = neighboursOf(trials);
  const part = (from: number, to: number, already: number) => ({
    progress: (evaluations: number) => (progress(already + evaluations) - from) / (to - from),
    inAll: (event: ImproveEvent): ImproveEvent =>
      event.kind === "evaluated"
        ? event
        : {
            ...event,
            evaluations: already + event.evaluations,
            progress: from + (to - from) * event.progress,
          },
  });
  while (trials.length < count) {
    const width = TRIALS / count;
    const trial = part(width * trials.length, width * (trials.length + 1), before);
    let last: SearchState | undefined;
    for await (const event of improve({
      ...common,
      start: wire(trials.length),
      progress: trial.progress,
    })) {
      if (event.kind === "evaluated") last = event.state;
      else yield trial.inAll(event);
    }
    if (common.signal?.aborted || !last?.best) return;
    trials.push({ evaluation: last.best, evaluations: last.evaluations });
    before = neighboursOf(trials);
    yield { kind: "tried", trials: [...trials] };
  }
  const climb = part(count > 0 ? TRIALS : 0, 1, before);
  const start = wire(bestOf(trials));
  const events = improve({ ...common, start, resume: resume?.state, progress: climb.progress });
  for await (const event of events) yield climb.inAll(event);
}

/** Neighbours that trials have looked at. */
export function neighboursOf(trials: readonly Trial[]): number {
  return trials.reduce((sum, { evaluations }) => sum + evaluations, 0);
}

/** Number of the best trial; the first of equals, and 0 where there is none. */
function bestOf(trials: readonly Trial[]): number {
  return trials.reduce(
    (best, { evaluation }, index) => (isBetter(evaluation, trials[best]?.evaluation) ? index : best),
    0,
  );
}
