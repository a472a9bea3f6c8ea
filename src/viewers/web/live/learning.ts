import type { RecordedAction } from "../../../recordings/recording.js";
import { type EpisodeSeed, FIRST_SEED, nextSeed } from "../../../rollout/seeds.js";
import type { ClipEpisode } from "../clip/messages.js";
import { announce } from "../pages/announce.js";
import { Clock } from "../pages/clock.js";
import { element, formatNumber, setText } from "../pages/document.js";
import { failWith, hideOverlay, showOverlay } from "../pages/overlay.js";
import { ClimbChart, FamilyChart, ReturnsChart } from "./charts.js";
import type { Climb } from "./climb.js";

/** Milliseconds between two episodes. */
const REST = 1200;

/** What runs from one start to the next: a search, and what acts with its net of the moment. */
export interface Running {
  readonly climb: Climb;
  /** Frees all of it. */
  close(): void;
}

/** How an episode went. */
export interface Outcome {
  readonly score: number;
  readonly seed: EpisodeSeed;
  readonly actions: readonly RecordedAction[];
}

/** What is special about a page in which a net learns. */
export interface LearningPage<R extends Running> {
  /** Starts a search, and what acts with its net. */
  begin(): Promise<R>;
  /** @param stays whether it is to be seen for long: then all of it is shown */
  show(running: R, stays: boolean): void;
  /** Begins an episode. @param isFrozen whether one net acts in it, unchanged */
  reset(running: R, seed: EpisodeSeed, isFrozen: boolean): void;
  /** Makes steps of the episode. @returns how it went, when it is over */
  advance(running: R, steps: number): Outcome | undefined;
  /** The first episode's seed. Default: the first for validation. */
  readonly first?: number;
  /** The return from which an episode counts as solved, and the ends of the axis of returns. */
  readonly solved: number;
  readonly range: readonly [min: number, max: number];
  /** Steps a second at natural speed. */
  readonly rate?: number;
  /** What is said when an episode is solved, when one net takes over, and before the first one. */
  readonly words: {
    readonly solved: string;
    readonly oneNet: string;
    /** Of an episode that one net has solved. */
    solvedHint(running: R): string;
    starting(): string;
    paused(): string;
  };
}

/**
 * A net that learns in the page while it acts: the same seed until it is solved, first by the nets of the moment and
 * then by one net from start to end; then the next.
 */
export class Learning<R extends Running> {
  readonly loss = new ClimbChart(element("climb"));
  readonly family = new FamilyChart(element("family"));
  readonly clock: Clock;
  readonly #page: LearningPage<R>;
  readonly #returns: ReturnsChart;
  readonly #first: number;
  #running: R | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #seed: EpisodeSeed;
  #isFrozen = false;
  /** How the first episode went, and the last one that was solved. */
  #story: { readonly first?: Outcome; readonly solved?: Outcome } = {};

  constructor(page: LearningPage<R>) {
    this.#page = page;
    this.#first = page.first ?? FIRST_SEED.validation;
    this.#seed = this.#first;
    this.#returns = new ReturnsChart(element("returns"), page.solved, page.range);
    this.clock = new Clock((due) => this.#advance(due), page.rate);
  }

  get running(): R | undefined {
    return this.#running;
  }

  /** Whether the episode under way is one net's to its end, while the search goes on. */
  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  /** What a clip shows: the first episode, and the last one that was solved. Empty before the end of the first. */
  get clip(): readonly Omit<ClipEpisode, "env">[] {
    const { first, solved } = this.#story;
    const shown = [
      ...(first ? [{ caption: "The first episode", ...first }] : []),
      ...(solved && solved !== first ? [{ caption: "After the search", ...solved }] : []),
    ];
    return shown.map(({ caption, seed, actions }) => ({ caption, seed, actions }));
  }

  async startOver(): Promise<void> {
    this.#running?.close();
    this.#running = undefined;
    this.loss.clear();
    this.family.clear();
    this.#returns.clear();
    this.#story = {};
    for (const id of ["agreement", "cost"]) setText(id, "–");
    this.#running = await this.#page.begin().catch(failWith("The search cannot start"));
    this.#go(this.#first);
    showOverlay("Randomly initialised", this.#page.words.starting());
    this.setRunning(true);
  }

  setRunning(running: boolean): void {
    if (running) {
      this.clock.start();
      this.#running?.climb.resume();
    } else {
      this.clock.stop();
      if (this.#running) this.#page.show(this.#running, true);
      this.#running?.climb.pause();
      announce(`Paused. ${element("seconds").textContent} seconds of search, ${this.#page.words.paused()}.`);
    }
    element("play").firstChild!.textContent = running ? "Pause " : "Go on ";
  }

  /** Stops for good. */
  stop(reason: string): void {
    clearTimeout(this.#rest);
    this.setRunning(false);
    showOverlay("Stopped", reason);
  }

  next(): void {
    this.#go(nextSeed(this.#seed));
  }

  #advance(due: number): void {
    if (!this.#running || this.#rest !== undefined) return;
    const outcome = this.#page.advance(this.#running, due);
    this.#page.show(this.#running, outcome !== undefined);
    if (outcome) this.#end(outcome, this.#running);
  }

  #end(outcome: Outcome, running: R): void {
    const { score, seed } = outcome;
    this.#returns.add(score, this.#isFrozen);
    const { words, solved } = this.#page;
    const isSolved = score >= solved;
    const { first = outcome } = this.#story;
    this.#story = { ...this.#story, first, ...(isSolved && { solved: outcome }) };
    const freezes = isSolved && !this.#isFrozen;
    const who = this.#isFrozen ? "One net, unchanged" : isSolved ? words.solved : "Episode over";
    const once = "once more, with the net of the moment";
    const hint = freezes ? words.oneNet : isSolved ? words.solvedHint(running) : once;
    showOverlay(`${who}: ${formatNumber(score)}`, hint);
    const next = isSolved && this.#isFrozen ? nextSeed(seed) : seed;
    this.#rest = setTimeout(() => this.#go(next, freezes), REST);
  }

  #go(seed: EpisodeSeed, freezes = false): void {
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#seed = seed;
    this.#isFrozen = freezes;
    if (this.#running) {
      this.#page.reset(this.#running, seed, freezes);
      this.#page.show(this.#running, true);
    }
    hideOverlay();
  }
}
