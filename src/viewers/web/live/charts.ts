import { formatNumber } from "../pages/document.js";
import { Chart } from "./chart.js";

/** Room for the numbers beside the drawing. */
const LEFT = 36;
const BOTTOM = 18;

/** What is smaller is shown as this: a network may come to imitate without any loss, of which there is no logarithm. */
const SMALLEST = 1e-5;

/** The loss over the seconds of search; the loss on a logarithmic axis, since it falls by shares. */
export class ClimbChart {
  readonly #chart: Chart;
  readonly #points: [seconds: number, cost: number][] = [];

  constructor(element: HTMLElement) {
    this.#chart = new Chart(element, "The imitation loss falls as the search goes on");
  }

  clear(): void {
    this.#points.length = 0;
    this.#draw();
  }

  add(seconds: number, cost: number): void {
    this.#points.push([seconds, Math.max(cost, SMALLEST)]);
    // What is closer together than a pixel cannot be told apart.
    if (this.#points.length > 800) this.#thin();
    this.#draw();
  }

  #thin(): void {
    const kept = this.#points.filter((_, index) => index % 2 === 0 || index === this.#points.length - 1);
    this.#points.splice(0, this.#points.length, ...kept);
  }

  #draw(): void {
    const chart = this.#chart;
    chart.clear();
    if (this.#points.length < 2) return;
    const bottom = chart.height - BOTTOM;
    const [last] = this.#points.at(-1)!;
    const costs = this.#points.map(([, cost]) => cost);
    const [low, high] = [Math.min(...costs), Math.max(...costs)];
    const span = Math.log(high / low) || 1;
    const x = (seconds: number) => LEFT + (seconds / last) * (chart.width - LEFT);
    const y = (cost: number) => 8 + (Math.log(high / cost) / span) * (bottom - 12);
    chart.horizontal(bottom, LEFT);
    for (const cost of [high, Math.sqrt(low * high), low]) {
      chart.text(LEFT - 6, y(cost) + 4, formatNumber(cost, cost < 0.1 ? 3 : 2), "end");
    }
    chart.text(chart.width, chart.height - 3, `${formatNumber(last, last < 10 ? 1 : 0)} s`, "end");
    chart.line(this.#points.map(([seconds, cost]) => [x(seconds), y(cost)]));
  }
}

const BINS = 41;

/** How much a swap changes the loss, over many neighbours: those that make it smaller are blue. */
export class FamilyChart {
  readonly #chart: Chart;

  constructor(element: HTMLElement) {
    this.#chart = new Chart(element, "Histogram of the change of the loss over neighbours in one layer");
  }

  clear(): void {
    this.#chart.clear();
  }

  draw(changes: Float32Array): void {
    const chart = this.#chart;
    chart.clear();
    const sizes = changes.map(Math.abs).sort();
    const reach = sizes[Math.floor(sizes.length * 0.95)] || 1e-6;
    const bins = new Array<number>(BINS).fill(0);
    for (const change of changes) {
      const share = (Math.max(-1, Math.min(1, change / reach)) + 1) / 2;
      bins[Math.min(BINS - 1, Math.floor(share * BINS))]++;
    }
    const bottom = chart.height - BOTTOM;
    const most = Math.max(...bins);
    const pitch = chart.width / BINS;
    for (const [bin, count] of bins.entries()) {
      const height = (count / most) * (bottom - 4);
      const className = bin < (BINS - 1) / 2 ? "better" : bin > (BINS - 1) / 2 ? "worse" : "same";
      chart.rectangle(bin * pitch, bottom - height, pitch - 1, height, className);
    }
    chart.horizontal(bottom);
    chart.text(0, chart.height - 3, `−${reach.toPrecision(1)}: better`);
    chart.text(chart.width, chart.height - 3, `worse: +${reach.toPrecision(1)}`, "end");
  }
}

/** A bar for each layer. */
export class LayerChart {
  readonly #chart: Chart;
  readonly #names: readonly string[];

  constructor(element: HTMLElement, names: readonly string[]) {
    this.#chart = new Chart(element, "Swaps kept in each layer");
    this.#names = names;
  }

  draw(counts: readonly number[]): void {
    const chart = this.#chart;
    chart.clear();
    const most = Math.max(1, ...counts);
    const pitch = chart.height / this.#names.length;
    const left = 62;
    for (const [layer, name] of this.#names.entries()) {
      const y = layer * pitch;
      const room = chart.width - left - 56;
      const width = (counts[layer] / most) * room;
      chart.text(left - 8, y + pitch / 2 + 4, name, "end");
      chart.rectangle(left, y + pitch * 0.2, Math.max(1, width), pitch * 0.6, "up");
      chart.text(left + width + 6, y + pitch / 2 + 4, formatNumber(counts[layer]));
    }
  }
}

const SHOWN_EPISODES = 24;

/** A bar for each episode, blue where it is solved; one with a frame was acted by one net from start to end. */
export class ReturnsChart {
  readonly #chart: Chart;
  readonly #scores: { readonly score: number; readonly isFrozen: boolean }[] = [];

  readonly #solved: number;
  readonly #range: readonly [min: number, max: number];

  /**
   * @param solved the return from which an episode counts as solved
   * @param range the returns at the ends of the axis, which grows for those beyond
   */
  constructor(element: HTMLElement, solved: number, range: readonly [min: number, max: number]) {
    this.#chart = new Chart(element, "Return of each episode");
    this.#solved = solved;
    this.#range = range;
  }

  clear(): void {
    this.#scores.length = 0;
    this.#draw();
  }

  /** @param isFrozen whether one net drove, and did not change meanwhile */
  add(score: number, isFrozen: boolean): void {
    this.#scores.push({ score, isFrozen });
    this.#draw();
  }

  #draw(): void {
    const chart = this.#chart;
    chart.clear();
    const bottom = chart.height - BOTTOM;
    const room = bottom - 16;
    const returns = this.#scores.map(({ score }) => score);
    const [min, max] = [Math.min(...this.#range, ...returns), Math.max(...this.#range, ...returns)];
    const heightOf = (score: number) => ((score - min) / (max - min || 1)) * room;
    // Where returns are small, their decimals tell them apart.
    const short = (value: number) => formatNumber(value, max - min < 10 ? 2 : 0);
    chart.horizontal(bottom, LEFT);
    chart.horizontal(bottom - heightOf(this.#solved), LEFT);
    chart.text(LEFT - 6, bottom - heightOf(this.#solved) + 4, short(this.#solved), "end");
    const shown = this.#scores.slice(-SHOWN_EPISODES);
    const pitch = Math.min(36, (chart.width - LEFT) / Math.max(8, shown.length));
    for (const [index, { score, isFrozen }] of shown.entries()) {
      const height = Math.max(2, Math.min(room, heightOf(score)));
      const x = LEFT + index * pitch;
      const className = score >= this.#solved ? "up" : "down";
      chart.rectangle(
        x + 1,
        bottom - height,
        pitch - 3,
        height,
        isFrozen ? `${className} frozen` : className,
      );
      if (pitch >= 24) chart.text(x + pitch / 2 - 1, bottom - height - 4, short(score), "middle");
    }
    const first = this.#scores.length - shown.length + 1;
    chart.text(LEFT, chart.height - 3, shown.length > 0 ? `episode ${first}` : "");
  }
}
