import { FIGURES } from "./figures.js";
import type { Protocol } from "./protocol.js";

/** How far some figures are, counted in runs: trained networks, searches, and what else takes long and is kept. */
export class WholeWork {
  /** Runs of all the figures. */
  readonly total: number;
  readonly #runsOf: (name: string) => number;
  #present = "";
  /** Runs of the figure that is being made: over, and of these those that were found in the folder. */
  #over = 0;
  #finished = 0;
  #kept = 0;
  /** How far the present run is, 0 to 1. */
  #share = 0;

  constructor(names: readonly string[], protocol: Protocol) {
    this.#runsOf = (name) => FIGURES.get(name)!.runs(protocol);
    this.total = names.reduce((total, name) => total + this.#runsOf(name), 0);
  }

  /** The figure that is being made. */
  get present(): string {
    return this.#present;
  }

  /**
   * Runs that are over, those that were found in the folder among them, and the part of the present one that is done.
   */
  get done(): number {
    return this.#finished + this.#kept + this.#share;
  }

  /** Runs that were found in the folder, or that a figure turned out not to need: they took no time. */
  get kept(): number {
    return this.#kept;
  }

  begin(name: string): void {
    this.#present = name;
    this.#over = 0;
  }

  /** @param share of the present run that is done: 1 at its end */
  tell(share: number): void {
    this.#share = share % 1;
    if (share < 1) return;
    this.#finished++;
    this.#over++;
  }

  /** A run was found in the folder. */
  keep(): void {
    this.#kept++;
    this.#over++;
  }

  end(): void {
    this.#kept += Math.max(0, this.#runsOf(this.#present) - this.#over);
    this.#share = 0;
  }
}
