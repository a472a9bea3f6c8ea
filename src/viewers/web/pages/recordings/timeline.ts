import { element } from "../document.js";

/** The plot as a slider: a press or a drag goes to a frame, and so do the arrow keys. */
export class Timeline {
  readonly #slider = element("timeline");
  readonly #seek: (frame: number) => void;
  #last = 0;

  constructor(seek: (frame: number) => void) {
    this.#seek = seek;
    const follow = (event: PointerEvent) => {
      const { left, width } = this.#slider.getBoundingClientRect();
      this.#seek(Math.round(((event.clientX - left) / width) * this.#last));
    };
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

  /** Shows where the film stands. */
  show(frame: number): void {
    this.#slider.setAttribute("aria-valuenow", String(frame));
    element("cursor").style.setProperty("--at", (frame / this.#last).toFixed(5));
  }
}
