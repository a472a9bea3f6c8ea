import { typeScale } from "../pages/type-scale.js";

const SVG = "http://www.w3.org/2000/svg";

/** An SVG drawing that fills its element; its units are those of `typeScale`, so that it grows with the text. */
export class Chart {
  readonly #element: HTMLElement;
  #width = 1;
  #height = 1;
  readonly #svg = document.createElementNS(SVG, "svg");

  /** @param label what the drawing shows, for those who cannot see it */
  constructor(element: HTMLElement, label: string) {
    this.#element = element;
    this.#svg.setAttribute("role", "img");
    this.#svg.setAttribute("aria-label", label);
    element.replaceChildren(this.#svg);
    // Not asked for when drawing: the browser would have to lay the page out at once.
    new ResizeObserver(() => this.#measure()).observe(element);
    this.#measure();
  }

  get width(): number {
    return this.#width;
  }

  get height(): number {
    return this.#height;
  }

  #measure(): void {
    const scale = typeScale();
    this.#width = Math.max(1, this.#element.clientWidth / scale);
    this.#height = Math.max(1, this.#element.clientHeight / scale);
  }

  clear(): void {
    this.#svg.replaceChildren();
    this.#svg.setAttribute("viewBox", `0 0 ${this.#width} ${this.#height}`);
  }

  rectangle(x: number, y: number, width: number, height: number, className: string): void {
    this.#add("rect", { x, y, width, height, class: className });
  }

  horizontal(y: number, from = 0, to = this.width): void {
    this.#add("line", { x1: from, x2: to, y1: y, y2: y, class: "axis" });
  }

  vertical(x: number, from = 0, to = this.height): void {
    this.#add("line", { x1: x, x2: x, y1: from, y2: to, class: "axis" });
  }

  /** A line through points. */
  line(points: readonly (readonly [x: number, y: number])[]): void {
    const text = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
    this.#add("polyline", { points: text, class: "line" });
  }

  text(x: number, y: number, text: string, anchor: "start" | "middle" | "end" = "start"): void {
    this.#add("text", { x, y, "text-anchor": anchor }).textContent = text;
  }

  #add(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    this.#svg.append(element);
    return element;
  }
}
