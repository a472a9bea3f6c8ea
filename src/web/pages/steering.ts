import type { Keyboard } from "./keyboard.js";

/** Change a step of a pedal or the wheel while its key is held, and when it is let go. */
const STEER = 0.06;
const STRAIGHTEN = 0.12;
const PRESS = 0.1;
const RELEASE = 0.2;

/** From 0.9 on the wheels lock (CarRacing). */
const FULL_BRAKE = 0.8;

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

  /** The action of the next step: steering −1 to 1, gas 0 to 1, brake 0 to 0.8. */
  next(keyboard: Pick<Keyboard, "isHeld">): [steer: number, gas: number, brake: number] {
    const left = keyboard.isHeld("ArrowLeft", "KeyA");
    const right = keyboard.isHeld("ArrowRight", "KeyD");
    const wanted = Number(right) - Number(left);
    const turningBack = wanted === 0 || this.#steer * wanted < 0;
    this.#steer = towards(this.#steer, turningBack ? 0 : wanted, turningBack ? STRAIGHTEN : STEER);
    this.#gas = pedal(this.#gas, keyboard.isHeld("ArrowUp", "KeyW"), 1);
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
