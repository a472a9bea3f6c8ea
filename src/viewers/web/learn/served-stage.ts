import { InputError } from "../../../errors.js";
import { parsePolicy } from "../../../networks/policy.js";
import type { EpisodeSeed } from "../../../rollout/seeds.js";
import type { Outcome } from "../live/learning.js";
import type { LiveEvent, LiveRequest, Searcher } from "../live/messages.js";
import { unpackEvent } from "../live/packed-event.js";
import { Connection } from "../pages/connection.js";
import { element } from "../pages/document.js";
import { drawView } from "../pages/play/draw-view.js";
import type { LearnRequest, LearnSetting, LearnState, PlayView } from "../protocol.js";
import type { LearnStage, StageRun } from "./stage.js";

/** Steps in one request, at most. */
const MOST_STEPS = 100;

type Line = Connection<LearnRequest, LearnState | LearnSetting>;

/** The command behind the page steps the environment, whichever it is, and searches. */
export async function openServedStage(): Promise<LearnStage> {
  const line: Line = await Connection.open();
  const setting = (await line.ask({ kind: "look" })) as LearnSetting;
  return {
    ...setting,
    ...{ about: "", others: [setting.env], lost: line.lost },
    async open({ name }) {
      throw new InputError(`To begin with ${name}, start the command again with --from ${name}.`);
    },
    begin: async (seed, sparsity) =>
      new ServedRun(line, (await line.ask({ kind: "start", seed, sparsity })) as LearnState),
  };
}

class ServedRun implements StageRun {
  readonly start;
  readonly searcher: Searcher;
  readonly #line: Line;
  #state: LearnState;
  #hear: (event: LiveEvent) => void = () => {};
  /** Steps that are due, and were not asked for while the command was at work. */
  #due = 0;
  #isAsking = false;
  /** Counts the episodes: an answer about an earlier one is not shown. */
  #episode = 0;
  #drawn: PlayView | undefined;

  constructor(line: Line, state: LearnState) {
    this.#line = line;
    this.#state = state;
    this.start = parsePolicy(state.start!, "the policy to start from");
    this.searcher = {
      tell: (request) => this.#tell(request),
      listen: (onEvent) => {
        this.#hear = onEvent;
      },
      close: () => {
        this.#hear = () => {};
      },
    };
  }

  get view() {
    return { ...this.#state.view, seed: this.#state.seed };
  }

  get input(): Uint8Array {
    return Uint8Array.from(atob(this.#state.input), (character) => character.charCodeAt(0));
  }

  draw(): void {
    const { view } = this.#state;
    if (view === this.#drawn) return;
    this.#drawn = view;
    void drawView(element("views"), view, "The environment, as the net acts in it");
  }

  /** The command has the net already. */
  rewire(): void {}

  reset(seed: EpisodeSeed, isFrozen: boolean): void {
    this.#episode++;
    this.#due = 0;
    const { view } = this.#state;
    this.#state = { ...this.#state, seed, view: { ...view, step: 0, return: 0, ended: false } };
    void this.#ask({ kind: "episode", seed, isFrozen });
  }

  advance(steps: number): Outcome | undefined {
    const { view, seed } = this.#state;
    if (view.ended) return { score: view.return, seed, actions: [] };
    this.#due += steps;
    if (!this.#isAsking) void this.#ask({ kind: "step", count: Math.min(this.#due, MOST_STEPS) });
    return undefined;
  }

  close(): void {
    this.#episode++;
  }

  #tell({ kind }: LiveRequest): void {
    // The command has started it already.
    if (kind !== "start") void this.#ask({ kind });
  }

  async #ask(request: LearnRequest): Promise<void> {
    const episode = this.#episode;
    if (request.kind === "step") this.#due = 0;
    this.#isAsking = true;
    const state = (await this.#line.ask(request)) as LearnState;
    this.#isAsking = this.#line.pending > 0;
    for (const event of state.events) this.#hear(unpackEvent(event));
    if (episode === this.#episode) this.#state = state;
  }
}
