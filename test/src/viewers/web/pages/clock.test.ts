import { expect } from "chai";
import { Clock } from "../../../../../src/viewers/web/pages/clock.js";

/** What the clock reads of a page: the time, and the next image of the display. */
const page = globalThis as unknown as { requestAnimationFrame?: (frame: (now: number) => void) => number };

describe("a page's clock", () => {
  const { now: timeOf } = performance;
  let now = 0;
  let frame: ((now: number) => void) | undefined;

  beforeEach(() => {
    now = 1000;
    performance.now = () => now;
    page.requestAnimationFrame = (next) => {
      frame = next;
      return 0;
    };
  });
  afterEach(() => {
    performance.now = timeOf;
    delete page.requestAnimationFrame;
  });

  /** Lets the display show images, ten milliseconds apart. */
  function pass(milliseconds: number): void {
    for (const end = now + milliseconds; now < end; ) {
      now += 10;
      frame?.(now);
    }
  }

  it("makes no steps of the time that passed at another speed", () => {
    let steps = 0;
    const clock = new Clock((due) => {
      steps += due;
    });
    clock.speed = 0.1;
    clock.start();
    pass(190);
    expect(steps).to.equal(0);
    clock.speed = 1;
    // 95 % of a step have passed, and 50 steps a second follow.
    pass(10);
    expect(steps).to.equal(1);
    pass(1000);
    expect(steps).to.be.within(50, 51);
    clock.stop();
    pass(100);
    expect(steps).to.be.within(50, 51);
  });
});
