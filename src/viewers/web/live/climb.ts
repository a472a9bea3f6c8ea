import { formatPolicy, type PolicyFile } from "../../../networks/policy.js";
import { element, formatNumber, setText } from "../pages/document.js";
import { hideOverlay, showOverlay } from "../pages/overlay.js";
import type { BetterNet } from "../protocol.js";
import { type ClimbChart, type FamilyChart, LayerChart } from "./charts.js";
import type { Demonstrations } from "./demonstrations.js";
import { letMessagesIn } from "./let-messages-in.js";
import type { LiveEvent, LiveNetwork, Searcher } from "./messages.js";

export interface ClimbOptions {
  readonly seed: number;
  /** Where the climb starts; its `action` says what the outputs mean. */
  readonly start: PolicyFile;
  /** Who searches; another one for each climb. */
  readonly searcher: Searcher;
  /** The expert's episodes to learn from. */
  readonly episodes: number;
  /** A person's, which are learned from instead. */
  readonly demonstrations?: Demonstrations;
  readonly loss: ClimbChart;
  readonly family: FamilyChart;
  /** Told of each net that the climb comes to. */
  readonly onNetwork: (policy: PolicyFile) => void;
  /** Told when that net agrees with the expert more than any before. */
  readonly onBetter: (net: BetterNet) => void;
}

/** One climb in a worker, and the page's charts and figures of it. */
export class Climb {
  readonly #options: ClimbOptions;
  readonly #searcher: Searcher;
  readonly #layers: LayerChart;
  /** Swaps accepted in each layer. */
  readonly #accepted: number[];
  #policy: PolicyFile;
  #evaluations = 0;
  #seconds = 0;
  /** Has come, and is not shown yet. */
  #latest: LiveNetwork | undefined;
  /** The best agreement so far. */
  #best = 0;

  constructor(options: ClimbOptions) {
    const { seed, start, searcher, episodes, demonstrations } = options;
    this.#options = options;
    this.#searcher = searcher;
    this.#policy = start;
    const names = start.network.architecture.layers.map(({ name }) => name);
    this.#layers = new LayerChart(element("layers"), names);
    this.#accepted = names.map(() => 0);
    this.#layers.draw(this.#accepted);
    searcher.listen(
      (event) => this.#hear(event),
      (reason) => showOverlay("The search has stopped", reason),
    );
    searcher.tell({ kind: "start", seed, start, episodes, demonstrations });
  }

  /** With the net of the moment. */
  get policy(): PolicyFile {
    return this.#policy;
  }

  pause(): void {
    this.#searcher.tell({ kind: "pause" });
  }

  resume(): void {
    this.#searcher.tell({ kind: "resume" });
  }

  close(): void {
    this.#latest = undefined;
    this.#searcher.close();
  }

  #hear(event: LiveEvent): void {
    switch (event.kind) {
      case "demonstration":
        showOverlay(
          "Randomly initialised",
          `The expert shows how: episode ${event.episodes} of ${this.#options.episodes}`,
        );
        return;
      case "iteration":
        if (this.#seconds === 0) hideOverlay();
        this.#evaluations += event.evaluations;
        this.#accepted[event.layer] += event.accepted;
        this.#options.loss.add(event.seconds, event.cost);
        this.#layers.draw(this.#accepted);
        this.#seconds = event.seconds;
        setText("seconds", formatNumber(event.seconds, 1));
        setText("cost", formatNumber(event.cost, 4));
        setText("evaluations", formatNumber(this.#evaluations));
        setText("accepted", formatNumber(sum(this.#accepted)));
        return;
      case "family":
        setText("family-layer", this.#policy.network.architecture.layers[event.layer].name);
        this.#options.family.draw(event.changes);
        return;
      case "network":
        if (!this.#latest) void letMessagesIn().then(() => this.#takeLatest());
        this.#latest = event;
    }
  }

  /** On a busy computer nets come faster than they are shown: those that are no longer the latest are left out. */
  #takeLatest(): void {
    const latest = this.#latest;
    if (!latest) return;
    this.#latest = undefined;
    this.#take(latest);
    setText("agreement", `${formatNumber(100 * latest.agreement)} %`);
  }

  #take({ weights, outputDivisor, agreement }: LiveNetwork): void {
    const { action, network } = this.#policy;
    this.#policy = {
      ...this.#policy,
      action: { ...action!, outputDivisor },
      network: { architecture: network.architecture, weights },
      provenance: {
        command: "SENSE live",
        seed: this.#options.seed,
        scores: { "validation agreement": agreement },
      },
    };
    this.#options.onNetwork(this.#policy);
    if (agreement <= this.#best) return;
    this.#best = agreement;
    const counts = { seconds: this.#seconds, evaluations: this.#evaluations, accepted: sum(this.#accepted) };
    this.#options.onBetter({ kind: "better", policy: formatPolicy(this.#policy), ...counts });
  }
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
