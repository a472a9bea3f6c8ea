import { Expert, motionOf, TEACHER } from "../../../../../envs/box2d/car-racing/expert.js";
import { FRAME_BYTES } from "../../../../adapters/car-racing/frame.js";
import { packPrivileged } from "../../../../adapters/car-racing/motion.js";
import type { Decision } from "../../../../policies/action-decoder.js";

/** Frames that are remembered: the last ten seconds at every second step. */
const FRAMES = 256;
const EVERY = 2;

/** What a car has seen of late, and what the expert would have done in its place. */
export class Experience {
  readonly #car: ConstructorParameters<typeof Expert>[0];
  readonly #expert: Expert;
  readonly #images = new Uint8Array(FRAMES * FRAME_BYTES);
  readonly #decisions: Decision[] = [];
  #seen = 0;

  constructor(car: ConstructorParameters<typeof Expert>[0]) {
    this.#car = car;
    this.#expert = new Expert(car, TEACHER);
  }

  /** Remembers what is to be seen in the car's present state. */
  add(observation: Uint8Array): void {
    const aim = this.#expert.aim();
    if (this.#seen++ % EVERY !== 0) return;
    const place = Math.floor(this.#seen / EVERY) % FRAMES;
    const { speed, yawRate } = motionOf(this.#car.race.world);
    const slot = this.#decisions.length < FRAMES ? this.#decisions.length : place;
    this.#images.set(observation, slot * FRAME_BYTES);
    this.#decisions[slot] = {
      action: this.#expert.act(),
      privileged: packPrivileged({ speed, yawRate }, aim),
    };
  }

  get count(): number {
    return this.#decisions.length;
  }

  /** Copies, count × 96 × 96 × 3 bytes. */
  images(): Uint8Array<ArrayBuffer> {
    return this.#images.slice(0, this.count * FRAME_BYTES);
  }

  get decisions(): readonly Decision[] {
    return this.#decisions;
  }
}
