/**
 * Where the edges of a polygon cross one row, in the order of the columns. Made once a polygon and used for every row.
 */
export class Crossings {
  readonly #places: Int32Array;
  #count = 0;

  /** @param limit most crossings of a row: the number of the polygon's corners */
  constructor(limit: number) {
    this.#places = new Int32Array(limit);
  }

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Takes a crossing to its place among the others. */
  add(place: number): void {
    let i = this.#count++;
    for (; i > 0 && this.#places[i - 1] > place; i--) this.#places[i] = this.#places[i - 1];
    this.#places[i] = place;
  }

  /** Crossing i from the left. */
  at(i: number): number {
    return this.#places[i];
  }
}
