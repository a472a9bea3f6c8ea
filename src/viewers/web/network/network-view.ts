import { inputShape, outputShapes } from "../../../networks/architecture.js";
import { firstInput } from "../../../networks/reference.js";
import { scales } from "../../../networks/scales.js";
import type { TernaryNetwork } from "../../../networks/ternary-network.js";
import { Sight } from "../pages/sight.js";
import { ConnectionCursor } from "./connection-cursor.js";
import { colorRamp, type Palette, readPalette } from "./palette.js";
import { PixelCanvas } from "./pixel-canvas.js";
import { planFilters, planMaps } from "./pixel-plan.js";
import { SparseForward } from "./sparse-forward.js";
import { type Connection, WiringGraph } from "./wiring-graph.js";

/** A convolution on the page: its filters and what they make of the image. */
interface ConvolutionView {
  readonly layer: number;
  readonly filters: PixelCanvas;
  readonly maps: PixelCanvas;
}

/**
 * From one drawing to the next it takes so many times as long as the drawing itself: a slow computer draws less often.
 */
const REST = 6;

/** A ternary network alive: its filters, what each layer says to an image, and which connections carry it. */
export class NetworkView {
  readonly #element: HTMLElement;
  readonly #convolutions: readonly ConvolutionView[];
  readonly #graph: WiringGraph;
  /** Number of the first dense layer. */
  readonly #firstDense: number;
  readonly #scales: readonly number[];
  #network: TernaryNetwork;
  #forward: SparseForward;
  #palette: Palette;
  #ramp: Uint32Array;
  #last: (() => Uint8Array) | undefined;
  #divisor = 1;
  #chosen: Connection | undefined;
  /** Weights that have not been drawn, since nobody sees them. */
  #isStale = false;
  readonly #sight: Sight;
  /** Until when nothing is drawn, in milliseconds: the image of the car comes first. */
  #rests = 0;
  readonly #closing = new AbortController();

  /**
   * @param element emptied and filled with a figure for each convolution and one for the dense layers
   * @param outputs names of the outputs
   * @param onChoose told of the connection that was clicked
   */
  constructor(
    element: HTMLElement,
    network: TernaryNetwork,
    outputs: readonly string[],
    onChoose?: (connection: Connection) => void,
  ) {
    const { architecture, weights } = network;
    const { layers } = architecture;
    const shapes = outputShapes(architecture);
    this.#element = element;
    this.#network = network;
    this.#forward = new SparseForward(network);
    this.#scales = scales(architecture);
    this.#palette = readPalette(element);
    this.#ramp = colorRamp(this.#palette);
    element.replaceChildren();
    this.#convolutions = layers.flatMap((layer, index) => {
      if (layer.kind !== "conv") return [];
      const { channels, height, width } = shapes[index];
      const filters = new PixelCanvas(planFilters(layer), `The ${layer.out} filters of ${layer.name}`);
      const maps = new PixelCanvas(
        planMaps(channels, height, width),
        `The ${channels} feature maps of ${layer.name}`,
      );
      const side = `${layer.kernel}×${layer.kernel}`;
      const inputs =
        layer.in > 4 ? "a column a filter, a row an input" : "red, green and blue one below the other";
      element.append(
        figure(
          [filters.canvas, maps.canvas],
          `${layer.name}: ${layer.out} filters ${side}, ${count(weights[index])} (${inputs}). Below, what they see: maps ${height}×${width}`,
        ),
      );
      return [{ layer: index, filters, maps }];
    });
    this.#firstDense = layers.findIndex(({ kind }) => kind === "dense");
    const dense = layers
      .map((layer, index) => ({ layer: index, in: layer.in, out: layer.out, kind: layer.kind }))
      .filter(({ kind }) => kind === "dense");
    this.#graph = new WiringGraph(dense, outputs);
    const rows = [dense[0]?.in ?? inputShape(architecture).channels, ...dense.map(({ out }) => out)].join(
      " → ",
    );
    const wires = dense.map(({ layer }) => count(weights[layer])).join(" and ");
    element.append(
      figure([this.#graph.element], `Dense layers, ${rows}: ${wires}. What changes lights up.`, "wide"),
    );
    const { signal } = this.#closing;
    this.#sight = new Sight(element, () => this.#redraw(), signal);
    this.rewire(network);
    matchMedia("(prefers-color-scheme: dark)").addEventListener(
      "change",
      () => {
        this.#palette = readPalette(this.#element);
        this.#ramp = colorRamp(this.#palette);
        this.rewire(this.#network);
      },
      { signal },
    );
    if (!onChoose) return;
    new ConnectionCursor({
      element: this.#graph.element,
      layers,
      first: Math.max(0, this.#firstDense),
      weights: () => this.#network.weights,
      onMove: (connection) => this.#showCursor(connection),
      onChoose,
    });
    this.#graph.element.addEventListener("click", (event) => {
      const connection = this.#graph.connectionAt(event);
      if (connection) onChoose(connection);
    });
    for (const { layer, filters } of this.#convolutions) {
      filters.canvas.addEventListener("click", (event) => {
        const place = filters.indexAt(event);
        if (place >= 0 && this.#network.weights[layer][place] !== 0) onChoose({ layer, place });
      });
    }
  }

  /** Stops listening. */
  close(): void {
    this.#closing.abort();
  }

  /** Shows other weights of the same architecture. */
  rewire(network: TernaryNetwork): void {
    this.#network = network;
    this.#isStale = true;
    if (this.#sight.visible) this.#redraw();
  }

  #redraw(): void {
    if (this.#isStale) this.#draw();
    if (this.#last) this.show(this.#last, this.#divisor, this.#chosen);
  }

  #draw(): void {
    this.#isStale = false;
    const { weights } = this.#network;
    this.#forward = new SparseForward(this.#network);
    for (const { layer, filters } of this.#convolutions) filters.draw(weights[layer], 1, this.#ramp);
    this.#graph.wire(weights, this.#palette);
  }

  /**
   * Shows what the network makes of an observation, where it is in sight.
   * @param input gives the bytes that the network reads; asked only when they are drawn
   * @param divisor logits ÷ divisor are the outputs
   */
  show(input: () => Uint8Array, divisor: number, chosen?: Connection): void {
    this.#last = input;
    this.#divisor = divisor;
    this.#chosen = chosen;
    if (!this.#sight.visible || performance.now() < this.#rests) return;
    const began = performance.now();
    this.#drawActivations(input());
    this.#rests = began + REST * (performance.now() - began);
  }

  #drawActivations(image: Uint8Array): void {
    const divisor = this.#divisor;
    const said = this.#forward.activations(image);
    for (const { layer, maps } of this.#convolutions)
      maps.draw(said[layer], this.#scales[layer + 1], this.#ramp);
    // What a first dense layer reads is the input itself.
    const input = Float64Array.from(firstInput(this.#network.architecture, image));
    const shown = this.#firstDense === 0 ? [input, ...said] : said.slice(this.#firstDense - 1);
    const rows = shown.map((values, row, all) => {
      const scale = row === all.length - 1 ? divisor : this.#scales[this.#firstDense + row];
      return values.map((value) => value / scale);
    });
    this.#graph.light(rows, this.#palette, this.#chosen);
  }

  #showCursor(connection: Connection | undefined): void {
    this.#graph.cursor = connection;
    for (const { layer, filters } of this.#convolutions) {
      filters.draw(this.#network.weights[layer], 1, this.#ramp);
      if (connection?.layer === layer) filters.mark(connection.place, getComputedStyle(this.#element).color);
    }
    this.#redraw();
  }
}

function figure(content: readonly HTMLElement[], text: string, className = ""): HTMLElement {
  const made = document.createElement("figure");
  made.className = className;
  const caption = document.createElement("figcaption");
  caption.textContent = text;
  made.append(...content, caption);
  return made;
}

function count(weights: Int8Array): string {
  const connections = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  return `${connections.toLocaleString("en-US")} of ${weights.length.toLocaleString("en-US")} weights`;
}
