import { setText } from "../../pages/document.js";

const BEATS = 3;
const BEAT = 500;

/** Counts down over the image before the car is let go. */
export class Countdown {
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #go: () => void;
  readonly #onBeat: (isStart: boolean) => void;

  /** @param onBeat told of each number that is shown, and of the start */
  constructor(go: () => void, onBeat: (isStart: boolean) => void = () => {}) {
    this.#go = go;
    this.#onBeat = onBeat;
  }

  get running(): boolean {
    return this.#timer !== undefined;
  }

  start(left = BEATS): void {
    setText("countdown", left > 0 ? String(left) : "");
    if (left > 0) this.#onBeat(false);
    if (left === 0) this.skip();
    else this.#timer = setTimeout(() => this.start(left - 1), BEAT);
  }

  /** Lets go at once. */
  skip(): void {
    this.stop();
    this.#onBeat(true);
    this.#go();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    setText("countdown", "");
  }
}
