import { growingMemory } from "../../../memory.js";
import type { DrawList } from "./draw-list.js";
import { wasm } from "./generated/state-pixels.js";
import type { ScoreBox } from "./score.js";

/** The kernel's image: width and height in pixels. */
export const FAST_SIZE = 96;

const PAGE = 1 << 16;

/** What assembly/state-pixels.ts exports. */
interface StatePixelsKernel {
  prepare(): void;
  input(): number;
  picture(): number;
  draw(words: number, end: number, hidden: number): number;
  score(): number;
  drawScore(left: number, top: number, width: number, height: number): void;
  scale(): number;
}

/**
 * Does what `Canvas` does for the 96 × 96 observation, many times faster, with the same result: a WebAssembly kernel
 * that keeps pixels only where a cell of the image shows more than one colour. One serves any number of painters
 * of a thread.
 */
export class FastCanvas {
  readonly #memory = growingMemory(1 << 8);
  readonly #kernel: StatePixelsKernel;
  /** The score that the kernel's memory holds. */
  #score: ScoreBox | null = null;
  #words: Int32Array;
  #bytes: Uint8Array;

  constructor() {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(wasm), {
      env: { memory: this.#memory },
    });
    this.#kernel = instance.exports as unknown as StatePixelsKernel;
    this.#kernel.prepare();
    this.#words = new Int32Array(this.#memory.buffer);
    this.#bytes = new Uint8Array(this.#memory.buffer);
  }

  /**
   * Draws like `Canvas.draw`. The lists must not hold polylines.
   * @param hidden how many of the scene's lowest rows the overlay covers
   * @returns false when there are too many colours or details for the kernel, which does not happen on Gymnasium's
   * tracks
   */
  draw(scene: DrawList, overlay: DrawList, score: ScoreBox | null, hidden: number): boolean {
    const input = this.#kernel.input();
    const sceneWords = scene.words.length;
    const words = sceneWords + overlay.words.length;
    this.#reserve(input + 4 * words);
    this.#words.set(scene.words, input / 4);
    this.#words.set(overlay.words, input / 4 + sceneWords);
    if (!this.#kernel.draw(sceneWords, words, hidden)) return false;
    if (score) this.#drawScore(score);
    return true;
  }

  #drawScore(score: ScoreBox): void {
    if (score !== this.#score) {
      this.#bytes.set(score.levels, this.#kernel.score());
      this.#score = score;
    }
    this.#kernel.drawScore(score.left, score.top, score.width, score.height);
  }

  /** Writes the image as 96 × 96 × 3 bytes, row-major RGB. False when there was too much to draw. */
  scale(target: Uint8Array): boolean {
    if (!this.#kernel.scale()) return false;
    const from = this.#kernel.picture();
    target.set(this.#bytes.subarray(from, from + 3 * FAST_SIZE * FAST_SIZE));
    return true;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#bytes.length) return;
    this.#memory.grow(Math.ceil((bytes - this.#bytes.length) / PAGE));
    this.#words = new Int32Array(this.#memory.buffer);
    this.#bytes = new Uint8Array(this.#memory.buffer);
  }
}
