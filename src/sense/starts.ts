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
  /** Runs the trials, where that can be done in another place. */
  readonly elsewhere?: Elsewhere;
  /** Where an earlier search was: the trials that are over, and the climb when it has begun. */
  readonly resume?: { readonly trials: readonly Trial[]; readonly state?: SearchState };
}

/** As `ImproveEvent`, of the climb alone when something is evaluated, or a trial is over. */
export type StartsEvent = ImproveEvent | { readonly kind: "tried"; readonly trials: readonly Trial[] };

/** A trial to run: the number of its wiring, and the neighbours that the trials before it have looked at. */
export interface TrialRequest {
  readonly index: number;
  readonly before: number;
}

/** Runs trials in another place, at the same time. */
export interface Elsewhere {
  /** Neighbours of the whole search. */
  readonly neighbours: number;
  /** @returns the trials in the order of the requests */
  run(requests: readonly TrialRequest[]): Promise<Trial[]>;
}

/** Share of the whole that trials take together. */
const TRIALS = 0.2;

/**
 * Improves the most promising of several networks. What can become of a network depends on its wiring, above all where
 * most layers stay as they are: so each climbs for a short while, and the one that came furthest on validation data
 * begins anew and climbs for the rest. The same seed gives the same result, broken off and resumed or not.
 */
export async function* improveBest(options: StartsOptions): AsyncGenerator<StartsEvent> {
  const { wire, starts, progress, resume, elsewhere, ...common } = options;
  const trials = [...(resume?.trials ?? [])];
  const count = starts > 1 ? starts : 0;
  if (elsewhere) {
    for await (const trial of trialsElsewhere(elsewhere, trials, count)) {
      trials.push(trial);
      yield { kind: "tried", trials: [...trials] };
    }
  }
  while (trials.length < count) {
    const request = { index: trials.length, before: neighboursOf(trials) };
    const trial = yield* runTrial({ ...common, start: wire(request.index), starts, progress }, request);
    if (!trial) return;
    trials.push(trial);
    yield { kind: "tried", trials: [...trials] };
  }
  const climb = part(progress, count > 0 ? TRIALS : 0, 1, neighboursOf(trials));
  const start = wire(bestOf(trials));
  const events = improve({ ...common, start, resume: resume?.state, progress: climb.progress });
  for await (const event of events) yield climb.inAll(event);
}

/**
 * Runs one trial, and tells of it as a part of the whole.
 * @returns undefined when it was stopped
 */
export async function* runTrial(
  options: Omit<ImproveOptions, "resume"> & Pick<StartsOptions, "starts">,
  { index, before }: TrialRequest,
): AsyncGenerator<ImproveEvent, Trial | undefined> {
  const { starts, progress, signal } = options;
  const width = TRIALS / starts;
  const trial = part(progress, width * index, width * (index + 1), before);
  let last: SearchState | undefined;
  for await (const event of improve({ ...options, progress: trial.progress })) {
    if (event.kind === "evaluated") last = event.state;
    else yield trial.inAll(event);
  }
  if (signal?.aborted || !last?.best) return undefined;
  return { evaluation: last.best, evaluations: last.evaluations };
}

/**
 * Trials that are run at the same time, and come out as one after another. A trial depends on the others before it by
 * the number of neighbours that they have looked at, which is known when they are over. So it is guessed, from what the
 * others took last time, and trials that were run after a wrong guess are run again: of each round the first one is
 * right at least, and nearly always all of the second round.
 */
async function* trialsElsewhere(
  elsewhere: Elsewhere,
  done: readonly Trial[],
  count: number,
): AsyncGenerator<Trial> {
  let before = neighboursOf(done);
  /** What trials took when they were run last. */
  const sizes = new Map<number, number>();
  const known = new Map<string, Trial>();
  const nameOf = ({ index, before }: TrialRequest) => `${index} after ${before}`;
  for (let index = done.length; index < count; ) {
    const requests: TrialRequest[] = [];
    let guess = before;
    for (let later = index; later < count; later++) {
      requests.push({ index: later, before: guess });
      guess += sizes.get(later) ?? Math.ceil((TRIALS / count) * elsewhere.neighbours);
    }
    const missing = requests.filter((request) => !known.has(nameOf(request)));
    for (const [at, trial] of (await elsewhere.run(missing)).entries()) {
      known.set(nameOf(missing[at]), trial);
      sizes.set(missing[at].index, trial.evaluations);
    }
    for (;;) {
      const trial = known.get(nameOf({ index, before }));
      if (!trial) break;
      yield trial;
      index++;
      before += trial.evaluations;
    }
  }
}

/** A part of the whole, from one share of it to another, that begins after so many neighbours. */
const part = (progress: (evaluations: number) => number, from: number, to: number, before: number) => ({
  progress: (evaluations: number) => (progress(before + evaluations) - from) / (to - from),
  inAll: (event: ImproveEvent): ImproveEvent =>
    event.kind === "evaluated"
      ? event
      : {
          ...event,
          evaluations: before + event.evaluations,
          progress: from + (to - from) * event.progress,
        },
});

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
