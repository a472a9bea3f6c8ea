import type { AtTheWheel } from "../../../tasks/car-racing/ride.js";
import { Keyboard } from "../keyboard.js";
import { DRIVING_KEYS, Steering } from "../steering.js";

/** Share of the picture's width from the middle at which a finger steers fully, and of its height for a full pedal. */
const FULL_SWIPE = 0.3;
/** What the pedals of a finger are worth at most, as those of the keys. */
const FULL_STEER = 0.4;
const FULL_GAS = 0.5;
const FULL_BRAKE = 0.3;

/** A person at the wheel: by the arrow keys, or by a finger on the picture: across to steer, up for gas, down to brake. */
export class Person implements AtTheWheel {
  readonly #keyboard = new Keyboard(DRIVING_KEYS);
  readonly #steering = new Steering();
  #finger: readonly number[] | undefined;

  /** @param surface where a finger drives */
  constructor(surface: HTMLElement) {
    let start = { x: 0, y: 0 };
    surface.addEventListener("pointerdown", ({ clientX, clientY, pointerId }) => {
      surface.setPointerCapture(pointerId);
      start = { x: clientX, y: clientY };
      this.#finger = [0, 0, 0];
    });
    surface.addEventListener("pointermove", ({ clientX, clientY }) => {
      if (!this.#finger) return;
      const across = (clientX - start.x) / (surface.clientWidth * FULL_SWIPE);
      const up = (start.y - clientY) / (surface.clientHeight * FULL_SWIPE);
      this.#finger = [
        FULL_STEER * Math.max(-1, Math.min(1, across)),
        FULL_GAS * Math.max(0, Math.min(1, up)),
        FULL_BRAKE * Math.max(0, Math.min(1, -up)),
      ];
    });
    const lift = () => {
      this.#finger = undefined;
    };
    surface.addEventListener("pointerup", lift);
    surface.addEventListener("pointercancel", lift);
  }

  act(): readonly number[] {
    const keys = this.#steering.next(this.#keyboard);
    return this.#finger ?? keys;
  }
}
