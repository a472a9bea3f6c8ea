import type { Controls } from "../protocol.js";
import type { Keyboard } from "./keyboard.js";

// Chosen by driving: whoever changes keys only every fifth step, as people do at half speed, and never spins the car on
// purpose, gets round with these (see the test). Harder braking and more gas make it slide.

/** Change of the steering a step while a key is held, and back to straight on. */
const STEER = 0.03;
const STRAIGHTEN = 0.08;

/** The front wheels turn no further: their joints end at 0.4 rad. */
export const FULL_LOCK = 0.4;

/** Change of a pedal a step while its key is held, and when it is let go. */
const PRESS = 0.1;
const RELEASE = 0.2;

export const FULL_GAS = 0.5;
export const FULL_BRAKE = 0.3;

export const DRIVING_KEYS = [
  "ArrowLeft",
  "ArrowRight",
  "ArrowUp",
  "ArrowDown",
  "KeyA",
  "KeyD",
  "KeyW",
  "KeyS",
] as const;

/**
 * Turns keys, which are down or up, into analogue controls: while a key is held the control moves towards its end, and
 * back when it is let go. Counter-steering straightens first, quickly.
 */
export class Steering {
  #steer = 0;
  #gas = 0;
  #brake = 0;

  /** The action of the next step: steering −0.4 to 0.4, gas 0 to 0.5, brake 0 to 0.3. */
  next(keyboard: Pick<Keyboard, "isHeld">): Controls {
    const left = keyboard.isHeld("ArrowLeft", "KeyA");
    const right = keyboard.isHeld("ArrowRight", "KeyD");
    const wanted = Number(right) - Number(left);
    const turningBack = wanted === 0 || this.#steer * wanted < 0;
    this.#steer = towards(
      this.#steer,
      turningBack ? 0 : wanted * FULL_LOCK,
      turningBack ? STRAIGHTEN : STEER,
    );
    this.#gas = pedal(this.#gas, keyboard.isHeld("ArrowUp", "KeyW"), FULL_GAS);
    this.#brake = pedal(this.#brake, keyboard.isHeld("ArrowDown", "KeyS"), FULL_BRAKE);
    return [this.#steer, this.#gas, this.#brake];
  }

  /** Lets go of everything. */
  reset(): void {
    this.#steer = 0;
    this.#gas = 0;
    this.#brake = 0;
  }
}

function pedal(value: number, pressed: boolean, full: number): number {
  return pressed ? towards(value, full, PRESS) : towards(value, 0, RELEASE);
}

/** `value` moved by at most `change`. */
function towards(value: number, goal: number, change: number): number {
  return value < goal ? Math.min(goal, value + change) : Math.max(goal, value - change);
}
