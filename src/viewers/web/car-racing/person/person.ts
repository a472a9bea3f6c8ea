import type { Policy } from "../../../../policies/policy.js";
import { Keyboard } from "../../pages/keyboard.js";
import { DRIVING_KEYS, FULL_BRAKE, FULL_GAS, FULL_LOCK, Steering } from "../../pages/steering.js";
import type { Controls } from "../../protocol.js";
import { gamepadAction } from "./gamepad.js";

/** Share of the image's width from the middle at which a finger steers fully, and of its height for a full pedal. */
const FULL_SWIPE = 0.3;

/** The finger that drives, from where it was put down. */
interface Finger {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly action: Controls;
}

/**
 * A person who drives: by a gamepad where one is touched, else by the arrow keys, or by a finger on the image: across
 * to steer, up for gas, down to brake. The first finger drives until it is lifted, whatever others do.
 */
export class Person implements Policy {
  readonly #keyboard: Keyboard;
  readonly #steering = new Steering();
  #finger: Finger | undefined;

  /**
   * @param surface where a finger drives
   * @param drives whether the person drives now
   */
  constructor(surface: HTMLElement, drives: () => boolean) {
    this.#keyboard = new Keyboard(DRIVING_KEYS, drives);
    surface.addEventListener("pointerdown", ({ pointerId: id, clientX: x, clientY: y }) => {
      if (this.#finger) return;
      surface.setPointerCapture(id);
      this.#finger = { id, x, y, action: [0, 0, 0] };
    });
    surface.addEventListener("pointermove", ({ pointerId, clientX, clientY }) => {
      const finger = this.#finger;
      if (finger?.id !== pointerId) return;
      const across = (clientX - finger.x) / (surface.clientWidth * FULL_SWIPE);
      const up = (finger.y - clientY) / (surface.clientHeight * FULL_SWIPE);
      const action: Controls = [
        FULL_LOCK * Math.max(-1, Math.min(1, across)),
        FULL_GAS * Math.max(0, Math.min(1, up)),
        FULL_BRAKE * Math.max(0, Math.min(1, -up)),
      ];
      this.#finger = { ...finger, action };
    });
    const lift = ({ pointerId }: PointerEvent) => {
      if (this.#finger?.id === pointerId) this.#finger = undefined;
    };
    surface.addEventListener("pointerup", lift);
    surface.addEventListener("pointercancel", lift);
  }

  /** The action of the next step; all 0 while nothing is touched. */
  predict(): Controls {
    // Asked in every step, so that what the keys have turned goes back while something else drives.
    const keys = this.#steering.next(this.#keyboard);
    return gamepadAction() ?? this.#finger?.action ?? keys;
  }
}
