/** Steps a second at natural speed: the environment's `metadata.renderFps`. */
const NATURAL_RATE = 50;

/** Ticks at a multiple of natural speed while it runs; never faster than the display shows pictures. */
export class Clock {
  /** 1 is natural speed. */
  speed = 1;
  readonly #tick: () => void;
  #running = false;
  #due = 0;

  constructor(tick: () => void) {
    this.#tick = tick;
  }

  get running(): boolean {
    return this.#running;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#due = performance.now();
    requestAnimationFrame(this.#frame);
  }

  stop(): void {
    this.#running = false;
  }

  readonly #frame = (now: number) => {
    if (!this.#running) return;
    const interval = 1000 / (NATURAL_RATE * this.speed);
    if (now >= this.#due) {
      // After a pause, a hidden tab for instance, go on from now: do not rush through what was missed.
      this.#due = Math.max(this.#due + interval, now - interval);
      this.#tick();
    }
    requestAnimationFrame(this.#frame);
  };
}
