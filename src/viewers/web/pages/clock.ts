/** Steps a second at natural speed, unless told: the driving pages' `metadata.renderFps`. */
const NATURAL_RATE = 50;

/** Steps that a slow page catches up at most; what is missed beyond, in a hidden tab for instance, is not driven. */
const MOST_DUE = 8;

/**
 * The name under which the work for an image is measured: for the browser's profiler, and for `PerformanceObserver`s.
 */
const WORK = "frame";

/** Tells those who look how long the work took. The entry is taken from the timeline, which would grow without end. */
function measureWork(start: number): void {
  performance.measure(WORK, { start });
  performance.clearMeasures(WORK);
}

/** Tells before each image of the display how many steps are due, while it runs. */
export class Clock {
  #speed = 1;
  /** Steps a second at natural speed: the environment's `metadata.renderFps`. */
  rate: number;
  readonly #tick: (due: number) => void;
  #running = false;
  /** Time up to which steps have been told, in milliseconds. */
  #told = 0;

  /**
   * @param tick called with the number of steps due, at least 1
   * @param rate see `rate`
   */
  constructor(tick: (due: number) => void, rate = NATURAL_RATE) {
    this.#tick = tick;
    this.rate = rate;
  }

  /** 1 is natural speed. */
  get speed(): number {
    return this.#speed;
  }

  set speed(speed: number) {
    // The share of a step that has passed stays: the same time at another speed would be several steps at once.
    const now = performance.now();
    this.#told = now - ((now - this.#told) * this.#speed) / speed;
    this.#speed = speed;
  }

  get running(): boolean {
    return this.#running;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#told = performance.now();
    requestAnimationFrame(this.#frame);
  }

  stop(): void {
    this.#running = false;
  }

  readonly #frame = (now: number) => {
    if (!this.#running) return;
    const interval = 1000 / (this.rate * this.#speed);
    const due = Math.floor((now - this.#told) / interval);
    if (due > 0) {
      this.#told = due > MOST_DUE ? now : this.#told + due * interval;
      const begun = performance.now();
      this.#tick(Math.min(due, MOST_DUE));
      measureWork(begun);
    }
    requestAnimationFrame(this.#frame);
  };
}
