import type { Controls } from "../../protocol.js";
import { Person } from "../watch/person.js";
import { gamepadAction } from "./gamepad.js";

/** The person's hands: a gamepad where one is touched, else keys or a finger on the image. */
export class Wheel {
  readonly #person: Person;

  /**
   * @param surface where a finger drives
   * @param drives whether the car drives now
   */
  constructor(surface: HTMLElement, drives: () => boolean) {
    this.#person = new Person(surface, drives);
  }

  /** What the hands do in this step; all 0 when they rest. */
  next(): Controls {
    // Asked in every step, so that what the keys have turned goes back while the gamepad drives.
    const hands = this.#person.predict();
    return gamepadAction() ?? hands;
  }
}
