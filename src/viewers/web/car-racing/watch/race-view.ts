import { fitCanvas } from "../../pages/pixel-density.js";
import { type Ghost, RacePainter, type RaceState, type Ribbon } from "./race-painter.js";

/**
 * Shows a race on a canvas at the size that it has on the screen, in well under a millisecond or two: the environment's
 * own image is exact to the pixel, but takes too long for 50 images a second.
 */
export class RaceView {
  readonly #canvas: HTMLCanvasElement;
  readonly #painter: RacePainter;
  /** What is shown, to be drawn again when the size changes. */
  #shown:
    | { readonly race: RaceState; readonly ghosts: readonly Ghost[]; readonly ribbons: readonly Ribbon[] }
    | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#painter = new RacePainter(canvas.getContext("2d", { alpha: false })!);
    new ResizeObserver(() => this.#resize()).observe(canvas);
    this.#resize();
  }

  /** Of the car. */
  set color(color: string) {
    this.#painter.color = color;
  }

  draw(race: RaceState, ghosts: readonly Ghost[] = [], ribbons: readonly Ribbon[] = []): void {
    this.#shown = { race, ghosts, ribbons };
    this.#painter.draw(race, ghosts, ribbons);
  }

  #resize(): void {
    const { clientWidth, clientHeight } = this.#canvas;
    fitCanvas(this.#canvas, clientWidth, clientHeight);
    if (this.#shown) this.draw(this.#shown.race, this.#shown.ghosts, this.#shown.ribbons);
  }
}
