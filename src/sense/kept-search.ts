import { SIDE_FILES, writeFileAtomic } from "../atomic-file.js";
import { jsonLines } from "../json.js";
import { type PolicyFile, writePolicy } from "../networks/policy-file.js";
import { packageVersion } from "../version.js";
import { type CurvePoint, type SavedSearch, SearchFile } from "./search-file.js";
import type { SearchState } from "./search-state.js";
import { neighboursOf, type StartsEvent, type Trial } from "./starts.js";

/**
 * When a search ends: after so many neighbours, so many steps of the environment (by return alone), or so much time.
 * All but the last give the same result everywhere.
 */
export type SearchBudget =
  | { readonly neighbours: number }
  | { readonly steps: number }
  | { readonly minutes: number };

export interface KeptSearchOptions {
  /**
   * Where the best policy goes, whenever a better one is found. What the search needs to go on lies in `<out>.search`
   * beside it.
   */
  readonly out: string;
  /** Where the curve goes as it grows: one JSON object a line and evaluated network. */
  readonly log?: string;
  /** Go on from `<out>.search`, as if the search had never stopped. */
  readonly resume?: boolean;
  readonly budget: SearchBudget;
  /** All that the search depends on besides the budget: another search's file is refused by it. */
  readonly origin: object;
  /** Whether the cost of a step is one to be told: a mean over what is fitted to. */
  readonly hasCost?: boolean;
  /** Kept in each policy file: where it comes from. */
  readonly provenance?: PolicyFile["provenance"];
  /**
   * Begins, or goes on from where it was.
   * @param progress share that is over after so much work, 0 to 1 and more
   */
  readonly open: (
    resume: SavedSearch | undefined,
    progress: (neighbours: number, steps?: number) => number,
  ) => AsyncIterable<StartsEvent>;
  /** What `open` opened is no longer needed. */
  readonly close?: () => Promise<void> | undefined;
  /** Ends the search; it can go on later. What `open` returns has to heed it too. */
  readonly signal?: AbortSignal;
}

/**
 * A search that loses nothing: its best policy, its curve and its state are on disk after every evaluation, each file
 * whole at any moment. Going through the events runs it; leaving early keeps what is needed to go on.
 */
export class KeptSearch implements AsyncIterable<StartsEvent> {
  /** Of several starts: those that are over. */
  trials: readonly Trial[];
  /** What each evaluated network was worth. */
  curve: readonly CurvePoint[];
  /** Where the search is; undefined until something was evaluated. */
  state: SearchState | undefined;
  /** Mean cost of the present network, where the search has one. */
  cost: number | undefined;
  readonly #options: KeptSearchOptions;
  readonly #file: SearchFile;
  readonly #resumed: SavedSearch | undefined;
  readonly #clock: ReturnType<typeof stopwatch>;

  /** @throws InputError when there is nothing to resume, or it belongs to another search */
  static async open(options: KeptSearchOptions): Promise<KeptSearch> {
    const { out, origin, budget, resume } = options;
    const file = new SearchFile(`${out}${SIDE_FILES.search}`, JSON.stringify({ ...origin, ...budget }));
    return new KeptSearch(options, file, resume ? await file.read() : undefined);
  }

  private constructor(options: KeptSearchOptions, file: SearchFile, resumed: SavedSearch | undefined) {
    this.#options = options;
    this.#file = file;
    this.#resumed = resumed;
    this.trials = resumed?.trials ?? [];
    this.curve = resumed?.curve ?? [];
    this.state = resumed?.state;
    this.#clock = stopwatch(this.curve.at(-1));
  }

  /** Neighbours looked at, those of trials among them. */
  get neighbours(): number {
    return neighboursOf(this.trials) + (this.state?.evaluations ?? 0);
  }

  /** Steps of the environment, where returns alone decide. */
  get steps(): number | undefined {
    return this.state?.byReturn?.steps;
  }

  /** Time that the search took, without that between a stop and its resumption: on the clock, and of all threads. */
  get seconds(): number {
    return this.#clock.seconds();
  }

  get cpuSeconds(): number {
    return this.#clock.cpuSeconds();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<StartsEvent> {
    const { budget, open, close, hasCost, signal } = this.#options;
    const share = (neighbours: number, steps = 0) => {
      if ("neighbours" in budget) return neighbours / budget.neighbours;
      return "steps" in budget ? steps / budget.steps : this.seconds / (60 * budget.minutes);
    };
    try {
      // So that a search that is stopped early can be resumed like any other.
      if (!this.#resumed) await this.#file.write({ trials: [], curve: [] });
      for await (const event of open(this.#resumed, share)) {
        if (event.kind === "explored" && hasCost) this.cost = event.cost;
        if (event.kind === "evaluated") await this.#evaluated(event);
        if (event.kind === "tried") this.trials = event.trials;
        yield event;
        // Last, so that whoever keeps more than this class has done so when the search goes on from here.
        if (event.kind === "tried") await this.#file.write({ trials: this.trials, curve: this.curve });
        if (event.kind === "evaluated") await this.#file.write(this, event.policy);
      }
      if (!signal?.aborted) await this.#file.remove();
    } catch (error) {
      // Rollouts that were stopped: the search goes on from the last evaluated network, or trial.
      if (!signal?.aborted || error !== signal.reason) throw error;
    } finally {
      await close?.();
    }
  }

  async #evaluated({ policy, evaluation, best, state }: Extract<StartsEvent, { kind: "evaluated" }>) {
    const { out, log, provenance } = this.#options;
    const { scores } = evaluation;
    this.state = state;
    if (best) {
      const { command, ...rest } = provenance ?? {};
      const origin = { command, package: packageVersion(), ...rest, scores };
      await writePolicy(out, { ...policy, provenance: origin });
    }
    const times = { seconds: this.seconds, cpuSeconds: this.cpuSeconds };
    const counts = { neighbours: this.neighbours, steps: this.steps, swaps: state.accepted };
    this.curve = [...this.curve, { ...counts, ...times, cost: this.cost, scores }];
    if (log) await writeFileAtomic(log, jsonLines(this.curve));
  }
}

/** Counts time on from where a search was. */
function stopwatch(from: CurvePoint | undefined) {
  const began = performance.now();
  const cpu = process.cpuUsage();
  return {
    seconds: () => (from?.seconds ?? 0) + (performance.now() - began) / 1000,
    cpuSeconds() {
      const { user, system } = process.cpuUsage(cpu);
      return (from?.cpuSeconds ?? 0) + (user + system) / 1e6;
    },
  };
}
