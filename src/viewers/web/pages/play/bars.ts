import type { Bar } from "../../protocol.js";
import { formatNumber } from "../document.js";

/** Shows numbers as labelled bars. One without ends goes from the smallest to the largest number that it has shown. */
export class Bars {
  readonly #list: HTMLElement;
  #names = "";
  #ranges: { minimum: number; maximum: number }[] = [];

  constructor(list: HTMLElement) {
    this.#list = list;
  }

  show(bars: readonly Bar[]): void {
    const names = bars.map(({ name }) => name).join();
    if (this.#names !== names) this.#build(bars);
    this.#names = names;
    for (const [index, { value }] of bars.entries()) {
      const range = this.#ranges[index];
      range.minimum = Math.min(range.minimum, value);
      range.maximum = Math.max(range.maximum, value);
      const label = this.#list.children[index];
      Object.assign(label.querySelector("meter")!, { min: range.minimum, max: range.maximum, value });
      label.querySelector(".figure")!.textContent = formatNumber(value, Number.isInteger(value) ? 0 : 3);
    }
  }

  #build(bars: readonly Bar[]): void {
    this.#ranges = bars.map(({ minimum = -1, maximum = 1 }) => ({ minimum, maximum }));
    const labels = bars.map(({ name }) => {
      const label = document.createElement("label");
      const figure = document.createElement("span");
      figure.className = "figure";
      label.append(name, figure, document.createElement("meter"));
      return label;
    });
    this.#list.replaceChildren(...labels);
  }
}
