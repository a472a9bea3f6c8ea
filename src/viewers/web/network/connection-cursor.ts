import type { Layer } from "../../../networks/architecture.js";
import type { Connection } from "./wiring-graph.js";

export interface ConnectionCursorOptions {
  /** What takes the focus. */
  readonly element: HTMLElement;
  readonly layers: readonly Layer[];
  /** The layer to begin with. */
  readonly first: number;
  readonly weights: () => readonly Int8Array[];
  /** Told where the cursor is; undefined when it is nowhere. */
  readonly onMove: (connection: Connection | undefined) => void;
  /** Told of the connection whose weight shall move. */
  readonly onChoose: (connection: Connection) => void;
}

/**
 * Chooses a connection with the keyboard: left and right go from one weight that is not 0 to the next, up and down from
 * layer to layer, Enter chooses. For assistive technology it is a slider.
 */
export class ConnectionCursor {
  readonly #options: ConnectionCursorOptions;
  #layer: number;
  #place = -1;

  constructor(options: ConnectionCursorOptions) {
    const { element, first } = options;
    this.#options = options;
    this.#layer = first;
    element.tabIndex = 0;
    element.role = "slider";
    element.ariaLabel = "Connection: left and right choose one, up and down a layer, Enter moves it";
    element.ariaValueMin = "1";
    element.ariaValueNow = "1";
    element.addEventListener("focus", () => this.#move(0));
    element.addEventListener("blur", () => options.onMove(undefined));
    element.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || !this.#press(event.key, event.shiftKey ? 10 : 1))
        return;
      event.preventDefault();
      // The page has other uses for these keys.
      event.stopPropagation();
    });
  }

  /** @returns whether the key is the cursor's */
  #press(key: string, by: number): boolean {
    if (key === "ArrowRight") this.#move(by);
    else if (key === "ArrowLeft") this.#move(-by);
    else if (key === "ArrowDown") this.#goToLayer(this.#layer + 1);
    else if (key === "ArrowUp") this.#goToLayer(this.#layer - 1);
    else if (key === "Enter") this.#options.onChoose({ layer: this.#layer, place: this.#place });
    else return false;
    return true;
  }

  #goToLayer(layer: number): void {
    this.#layer = Math.max(0, Math.min(this.#options.layers.length - 1, layer));
    this.#place = -1;
    this.#move(0);
  }

  #move(by: number): void {
    const { element, weights, layers, onMove } = this.#options;
    const own = weights()[this.#layer];
    const places = [...own.keys()].filter((place) => own[place] !== 0);
    const next = places.findIndex((place) => place >= this.#place);
    const present = next < 0 ? places.length - 1 : next;
    const index = Math.max(0, Math.min(places.length - 1, present + by));
    const place = places[index];
    this.#place = place;
    element.ariaValueMax = String(places.length);
    element.ariaValueNow = String(index + 1);
    element.ariaValueText = describe(layers[this.#layer], place, own[place], index + 1, places.length);
    onMove({ layer: this.#layer, place });
  }
}

function describe(layer: Layer, place: number, weight: number, number: number, count: number): string {
  const sign = weight > 0 ? "+1" : "−1";
  const area = layer.kind === "conv" ? layer.kernel * layer.kernel : 1;
  const unit = Math.floor(place / (layer.in * area));
  const input = Math.floor(place / area) % layer.in;
  const where =
    layer.kind === "conv"
      ? `filter ${unit + 1}, input ${input + 1}`
      : `input ${input + 1} to unit ${unit + 1}`;
  return `${layer.name}, ${where}: ${sign} (${number} of ${count})`;
}
