import { formatNumber } from "../document.js";

/** Shows an observation's numbers as labelled bars. A bar's ends are the least and the largest number that it has shown. */
export class Bars {
  readonly #list: HTMLElement;
  #ranges: { minimum: number; maximum: number }[] = [];

  constructor(list: HTMLElement) {
    this.#list = list;
  }

  show(values: readonly number[]): void {
    if (this.#ranges.length !== values.length) this.#build(values.length);
    for (const [index, value] of values.entries()) {
      const range = this.#ranges[index];
      range.minimum = Math.min(range.minimum, value);
      range.maximum = Math.max(range.maximum, value);
      const label = this.#list.children[index];
      Object.assign(label.querySelector("meter")!, { min: range.minimum, max: range.maximum, value });
      label.querySelector(".figure")!.textContent = formatNumber(value, Number.isInteger(value) ? 0 : 3);
    }
  }

  #build(count: number): void {
    this.#ranges = Array.from({ length: count }, () => ({ minimum: -1, maximum: 1 }));
    const labels = this.#ranges.map((_, index) => {
      const label = document.createElement("label");
      const figure = document.createElement("span");
      figure.className = "figure";
      label.append(`observation ${index}`, figure, document.createElement("meter"));
      return label;
    });
    this.#list.replaceChildren(...labels);
  }
}
