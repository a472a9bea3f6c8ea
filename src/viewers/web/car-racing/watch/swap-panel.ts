import type { Swap } from "../../../../networks/ternary-network.js";
import type { Decision } from "../../../../policies/action-decoder.js";
import type { EpisodeSeed } from "../../../../rollout/seeds.js";
import type { Connection } from "../../network/wiring-graph.js";
import { element, formatNumber, onClick, setText } from "../../pages/document.js";
import { swapped } from "../swaps/measure.js";
import type { Change, SwapAnswer, SwapRequest } from "../swaps/messages.js";
import type { AgentCar } from "./agent-car.js";

/** Empty places among which a better one is looked for. */
const TRIES = 512;

/** Fewer frames say little. */
const MIN_FRAMES = 32;

export interface SwapPanelOptions {
  /** The car whose net is changed; undefined when no policy drives. */
  readonly car: () => AgentCar | undefined;
  /** The lap to drive before and after. */
  readonly track: () => { readonly seed: EpisodeSeed; readonly env: SwapRequest["env"] };
  /** Told when the net has changed. */
  readonly onChange: () => void;
}

/** The paper's neighbour by hand: moves a connection, and says what it costs. */
export class SwapPanel {
  readonly #options: SwapPanelOptions;
  /** Loaded for the first swap. */
  #worker: Worker | undefined;
  /** The nets before each swap. */
  readonly #undo: (readonly Int8Array[])[] = [];
  /** What all swaps since the file's net are measured on, so that their figures can be compared. */
  #frames: { readonly images: Uint8Array<ArrayBuffer>; readonly decisions: readonly Decision[] } | undefined;
  #chosen: Connection | undefined;
  #isBusy = false;

  constructor(options: SwapPanelOptions) {
    this.#options = options;
    onClick("swap-any", () => this.#swapAny());
    onClick("swap-better", () => this.#moveBack());
    onClick("swap-undo", () => this.#takeBack());
    this.#show();
  }

  /** The connection that was moved last. */
  get chosen(): Connection | undefined {
    return this.#chosen;
  }

  /** Moves a connection to an empty place of its layer, drawn at random. */
  swap({ layer, place }: Connection): void {
    const weights = this.#options.car()?.policy?.network.weights[layer];
    if (!weights) return;
    const empty = [...weights.keys()].filter((index) => weights[index] === 0);
    if (empty.length > 0) this.#ask({ layer, place }, empty[Math.floor(Math.random() * empty.length)]);
  }

  /** Forgets all swaps: another policy drives. */
  reset(): void {
    this.#undo.length = 0;
    this.#frames = undefined;
    this.#chosen = undefined;
    setText("swap-text", "");
    setText("swap-cost", "");
    this.#show();
  }

  #swapAny(): void {
    const policy = this.#options.car()?.policy;
    if (!policy) return;
    const { layers } = policy.network.architecture;
    const layer = Math.floor(Math.random() * layers.length);
    const weights = policy.network.weights[layer];
    const places = [...weights.keys()].filter((index) => weights[index] !== 0);
    if (places.length > 0) this.swap({ layer, place: places[Math.floor(Math.random() * places.length)] });
  }

  /** Looks for the best of many places for the connection that was moved last. */
  #moveBack(): void {
    if (this.#chosen) this.#ask(this.#chosen, undefined);
  }

  #ask({ layer, place }: Connection, to: number | undefined): void {
    const car = this.#options.car();
    if (!car?.policy || this.#isBusy) return;
    if (!this.#frames && car.experience.count < MIN_FRAMES) {
      setText(
        "swap-text",
        "Let the car drive for a moment first: a swap is evaluated on what it has seen of late.",
      );
      return;
    }
    this.#isBusy = true;
    const { policy, experience } = car;
    this.#frames ??= { images: experience.images(), decisions: [...experience.decisions] };
    const request: SwapRequest = {
      ...{ policy, ...this.#frames, layer, from: place, to, tries: TRIES },
      ...this.#options.track(),
    };
    setText("swap-cost", "…");
    this.#worker ??= this.#startWorker();
    this.#worker.postMessage(request);
  }

  #startWorker(): Worker {
    const worker = new Worker(new URL("../swaps/swap-worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<SwapAnswer>) => this.#hear(data));
    return worker;
  }

  #hear(answer: SwapAnswer): void {
    if (answer.kind === "cost") {
      this.#isBusy = false;
      this.#execute(answer.swap);
      const { loss, agreement } = answer;
      setText(
        "swap-cost",
        `Imitation loss ${change(loss, 4)}. Agrees with the expert on ${percent(agreement)} of ${this.#frames?.decisions.length} frames.`,
      );
    } else {
      const { before, after } = answer.returns;
      const said = element("swap-cost").textContent;
      setText("swap-cost", `${said} This lap: ${formatNumber(before, 1)} → ${formatNumber(after, 1)}.`);
    }
  }

  #execute(swap: Swap): void {
    const car = this.#options.car();
    if (!car?.policy) return;
    const { network } = car.policy;
    const layer = network.architecture.layers[swap.layer];
    const sign = network.weights[swap.layer][swap.from] > 0 ? "+1" : "−1";
    this.#undo.push(network.weights);
    this.#chosen = { layer: swap.layer, place: swap.to };
    car.rewire(swapped(network, swap).weights);
    setText(
      "swap-text",
      `Swap ${this.#undo.length}, ${layer.name}: ${sign} moved from place ${swap.from} to ${swap.to}.`,
    );
    this.#show();
    this.#options.onChange();
  }

  #takeBack(): void {
    const weights = this.#undo.pop();
    if (!weights) return;
    this.#chosen = undefined;
    if (this.#undo.length === 0) this.#frames = undefined;
    this.#options.car()?.rewire(weights);
    setText(
      "swap-text",
      this.#undo.length > 0 ? `${this.#undo.length} swaps remain.` : "As in the file again.",
    );
    setText("swap-cost", "");
    this.#show();
    this.#options.onChange();
  }

  #show(): void {
    element<HTMLButtonElement>("swap-undo").disabled = this.#undo.length === 0;
    element<HTMLButtonElement>("swap-better").disabled = this.#chosen === undefined;
  }
}

function change({ before, after }: Change, digits: number): string {
  const share = (after - before) / before;
  const sign = share < 0 ? "" : "+";
  return `${formatNumber(before, digits)} → ${formatNumber(after, digits)} (${sign}${formatNumber(100 * share, 1)} %)`;
}

const percent = ({ before, after }: Change) =>
  `${formatNumber(100 * before, 1)} → ${formatNumber(100 * after, 1)} %`;
