import { fitCanvas } from "../pages/pixel-density.js";
import { typeScale } from "../pages/type-scale.js";
import { cssColor, type Palette, shade } from "./palette.js";

/** A dense layer between two rows of the graph. */
export interface GraphLayer {
  /** Number of the layer in the network. */
  readonly layer: number;
  readonly in: number;
  readonly out: number;
}

/** A connection under the pointer. */
export interface Connection {
  readonly layer: number;
  /** Index of the weight. */
  readonly place: number;
}

// Lengths are in the units of `typeScale`, so that the graph grows with the text.

/** Between the pointer and the connection that it means. */
const REACH = 7;
/** About the most connections of a layer that light up at once; those of one unit stay together. */
const MOST_LIT = 260;
/** What is carried, from 0 to 1, and cannot be seen. */
const FAINT = 0.04;
/** How brightly: the weakest third of those that are lit, the middle one, the strongest. */
const OPACITIES = [0.3, 0.6, 0.95] as const;
/** Share of the present in the running mean that a layer with many connections is compared with. */
const RECENT = 0.06;
/** Shades of a unit from 0 to either end. */
const SHADES = 10;
/** Room for the names of the outputs. */
const LABELS = 26;
const EDGE = 10;

/**
 * The dense layers as a graph: a row of units above the other, a line a connection. The wiring lies on a canvas of its
 * own that is drawn only when it changes; over it, those connections light up that carry most at the moment.
 */
export class WiringGraph {
  readonly element = document.createElement("div");
  /** The connection that the keyboard is at, if it is at one. */
  cursor: Connection | undefined;
  readonly #wires = document.createElement("canvas");
  readonly #lights = document.createElement("canvas");
  readonly #layers: readonly GraphLayer[];
  readonly #outputs: readonly string[];
  #weights: readonly Int8Array[] = [];
  #places: readonly number[][] = [];
  /** The connections of each unit, by row. */
  #fans: readonly number[][][] = [];
  /** What the units of each row have said of late. */
  #recent: readonly Float64Array[] = [];
  #width = 1;
  #height = 1;

  /** @param outputs names of the last row's units */
  constructor(layers: readonly GraphLayer[], outputs: readonly string[]) {
    this.#layers = layers;
    this.#outputs = outputs;
    this.element.className = "graph";
    this.#lights.setAttribute("role", "img");
    this.#lights.setAttribute(
      "aria-label",
      "The dense layers: units and their connections, lit by what they carry",
    );
    this.element.append(this.#wires, this.#lights);
  }

  /** Shows the wiring. @param weights of all layers of the network */
  wire(weights: readonly Int8Array[], palette: Palette): void {
    this.#weights = weights;
    if (this.#recent.length === 0) this.#recent = this.#layers.map((each) => new Float64Array(each.in));
    this.#places = this.#layers.map(({ layer }) =>
      [...weights[layer].keys()].filter((place) => weights[layer][place] !== 0),
    );
    this.#fans = this.#layers.map(({ in: inputs }, row) => {
      const fans = Array.from({ length: inputs }, (): number[] => []);
      for (const place of this.#places[row]) fans[place % inputs].push(place);
      return fans;
    });
    this.#resize();
    const context = this.#begin(this.#wires);
    for (const [row, { layer }] of this.#layers.entries()) {
      for (const sign of [-1, 1]) {
        context.beginPath();
        for (const place of this.#places[row]) {
          if (weights[layer][place] === sign) this.#addLine(context, row, place);
        }
        const faint = Math.min(0.35, 60 / this.#places[row].length + 0.03);
        context.strokeStyle = cssColor(sign < 0 ? palette.minus : palette.plus, faint);
        context.lineWidth = 1;
        context.stroke();
      }
    }
  }

  /**
   * Lights the connections up.
   * @param values what the units say, −1 to 1: one array a row, from the inputs of the first dense layer to the outputs
   */
  light(values: readonly ArrayLike<number>[], palette: Palette, chosen?: Connection): void {
    if (this.#resize()) this.wire(this.#weights, palette);
    const context = this.#begin(this.#lights);
    for (const [row, { layer }] of this.#layers.entries())
      this.#lightLayer(context, row, layer, values[row], palette);
    for (const each of [chosen, this.cursor]) if (each) this.#drawChosen(context, each, palette);
    for (const [row, units] of values.entries()) this.#drawUnits(context, row, units, palette);
  }

  /** The connection nearest to the pointer, if one is near. */
  connectionAt({ offsetX, offsetY }: MouseEvent): Connection | undefined {
    const scale = typeScale();
    let nearest: Connection | undefined;
    let nearestDistance = REACH;
    for (const [row, { layer }] of this.#layers.entries()) {
      for (const place of this.#places[row] ?? []) {
        const distance = this.#distance(row, place, offsetX / scale, offsetY / scale);
        if (distance < nearestDistance) {
          nearestDistance = distance;
          nearest = { layer, place };
        }
      }
    }
    return nearest;
  }

  #lightLayer(
    context: CanvasRenderingContext2D,
    row: number,
    layer: number,
    units: ArrayLike<number>,
    palette: Palette,
  ): void {
    const weights = this.#weights[layer];
    const lit = this.#strongest(row, weights, units);
    context.lineWidth = 1.2;
    for (const [third, opacity] of OPACITIES.entries()) {
      const part = lit.slice(
        (third * lit.length) / OPACITIES.length,
        ((third + 1) * lit.length) / OPACITIES.length,
      );
      for (const sign of [-1, 1]) {
        context.beginPath();
        for (const { place, carried } of part) if (carried * sign > 0) this.#addLine(context, row, place);
        context.strokeStyle = cssColor(sign < 0 ? palette.minus : palette.plus, opacity);
        context.stroke();
      }
    }
  }

  /**
   * What the connections carry, weakest first. Where all cannot be shown, those count that carry another thing than
   * usual: most units say nearly the same all the time.
   */
  #strongest(
    row: number,
    weights: Int8Array,
    units: ArrayLike<number>,
  ): { place: number; carried: number }[] {
    const inputs = this.#layers[row].in;
    const recent = this.#recent[row];
    const crowded = this.#places[row].length > MOST_LIT;
    const news = Float64Array.from(
      { length: inputs },
      (_, unit) => units[unit] - (crowded ? recent[unit] : 0),
    );
    for (let unit = 0; unit < inputs; unit++) recent[unit] += RECENT * (units[unit] - recent[unit]);
    const fans = this.#fans[row];
    const loud = [...news.keys()]
      .filter((unit) => Math.abs(news[unit]) > FAINT)
      .sort((a, b) => Math.abs(news[b]) - Math.abs(news[a]));
    const lit: { place: number; carried: number }[] = [];
    for (const unit of loud) {
      if (lit.length >= MOST_LIT) break;
      for (const place of fans[unit]) lit.push({ place, carried: weights[place] * news[unit] });
    }
    return lit.reverse();
  }

  #drawChosen(context: CanvasRenderingContext2D, { layer, place }: Connection, palette: Palette): void {
    const row = this.#layers.findIndex((each) => each.layer === layer);
    if (row < 0) return;
    const line = new Path2D();
    this.#addLine(line, row, place);
    context.lineWidth = 4;
    context.strokeStyle = cssColor(this.#weights[layer][place] < 0 ? palette.minus : palette.plus);
    context.stroke(line);
  }

  #drawUnits(
    context: CanvasRenderingContext2D,
    row: number,
    units: ArrayLike<number>,
    palette: Palette,
  ): void {
    const y = this.#y(row);
    const pitch = this.#width / units.length;
    const isLast = row === this.#layers.length;
    const size = isLast ? 14 : Math.max(1.5, Math.min(10, pitch * 0.7));
    // One path for all units of a shade: filling it takes about as long as filling a single unit.
    const alike = Array.from({ length: 2 * SHADES + 1 }, () => new Path2D());
    for (let unit = 0; unit < units.length; unit++) {
      const step = Math.round(SHADES * Math.max(-1, Math.min(1, units[unit])));
      alike[step + SHADES].rect(this.#x(row, unit) - size / 2, y - size / 2, size, size);
    }
    for (const [index, path] of alike.entries()) {
      context.fillStyle = cssColor(shade(palette, index / SHADES - 1));
      context.fill(path);
    }
    if (!isLast) return;
    context.fillStyle = getComputedStyle(this.element).color;
    context.font = "500 13px system-ui, sans-serif";
    context.textAlign = "center";
    for (const [unit, name] of this.#outputs.entries()) {
      if (!name) continue;
      const value = units[unit].toFixed(2).replace("-", "−");
      context.fillText(`${name} ${value}`, this.#x(row, unit), y + 21);
    }
  }

  #begin(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
    const context = canvas.getContext("2d")!;
    const scale = canvas.width / this.#width;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, this.#width, this.#height);
    return context;
  }

  /** Takes the size on the screen. @returns whether it is another one */
  #resize(): boolean {
    const { clientWidth, clientHeight } = this.element;
    const canvases = [this.#wires, this.#lights];
    if (canvases.map((canvas) => fitCanvas(canvas, clientWidth, clientHeight)).every((isNew) => !isNew))
      return false;
    const scale = typeScale();
    this.#width = Math.max(1, clientWidth / scale);
    this.#height = Math.max(1, clientHeight / scale);
    return true;
  }

  #units(row: number): number {
    return row === 0 ? this.#layers[0].in : this.#layers[row - 1].out;
  }

  #x(row: number, unit: number): number {
    return ((unit + 0.5) / this.#units(row)) * this.#width;
  }

  #y(row: number): number {
    return EDGE + (row / this.#layers.length) * (this.#height - EDGE - LABELS);
  }

  #addLine(path: Path2D | CanvasRenderingContext2D, row: number, place: number): void {
    const inputs = this.#layers[row].in;
    path.moveTo(this.#x(row, place % inputs), this.#y(row));
    path.lineTo(this.#x(row + 1, Math.floor(place / inputs)), this.#y(row + 1));
  }

  /** How far the point is from a connection, along the row. */
  #distance(row: number, place: number, x: number, y: number): number {
    const [top, bottom] = [this.#y(row), this.#y(row + 1)];
    if (y < top || y > bottom) return Number.POSITIVE_INFINITY;
    const inputs = this.#layers[row].in;
    const from = this.#x(row, place % inputs);
    const to = this.#x(row + 1, Math.floor(place / inputs));
    const slope = (to - from) / (bottom - top);
    return Math.abs(from + (y - top) * slope - x) / Math.hypot(1, slope);
  }
}
