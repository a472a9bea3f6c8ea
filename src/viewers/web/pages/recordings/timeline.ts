import { element, setText } from "../document.js";

/** The plot as a slider: a press or a drag goes to a frame, and so do the arrow keys. */
export class Timeline {
  readonly #slider = element("timeline");
  readonly #seek: (frame: number) => void;
  #last = 0;

  /**
   * @param seek told of a frame to go to
   * @param describe what the pointer is at, in words
   */
  constructor(seek: (frame: number) => void, describe: (frame: number) => string) {
    this.#seek = seek;
    const frameAt = (event: PointerEvent) => {
      const { left, width } = this.#slider.getBoundingClientRect();
      return Math.round(((event.clientX - left) / width) * this.#last);
    };
    const follow = (event: PointerEvent) => this.#seek(frameAt(event));
    this.#slider.addEventListener("pointermove", (event) => setText("readout", describe(frameAt(event))));
    this.#slider.addEventListener("pointerleave", () => setText("readout", ""));
    this.#slider.addEventListener("pointerdown", (event) => {
      this.#slider.setPointerCapture(event.pointerId);
      follow(event);
    });
    this.#slider.addEventListener("pointermove", (event) => {
      if (this.#slider.hasPointerCapture(event.pointerId)) follow(event);
    });
  }

  /** @param last the number of the last frame */
  begin(last: number): void {
    this.#last = last;
    this.#slider.setAttribute("aria-valuemax", String(last));
  }

  /** Shows where the video stands. */
  show(frame: number): void {
    this.#slider.setAttribute("aria-valuenow", String(frame));
    element("cursor").style.setProperty("--at", (frame / this.#last).toFixed(5));
  }
}
