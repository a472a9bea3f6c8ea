import type { Env, RenderFrame, ResetOptions, ResetResult, StepResult } from "../../../envs/env.js";
import { Random } from "../../../envs/random.js";
import { register, registered } from "../../../envs/registry.js";
import { Box } from "../../../envs/spaces.js";

const WIDTH = 7;
const HEIGHT = 5;

/** The smallest environment with images: a dot moves sideways and ends the episode at the right edge. */
export class Dot implements Env<Box<"uint8">, Box<"float32">> {
  readonly observationSpace = new Box({ low: 0, high: 255, shape: [HEIGHT, WIDTH, 3], dtype: "uint8" });
  readonly actionSpace = new Box({ low: [-1, 0], high: [1, 1], dtype: "float32" });
  readonly metadata = { renderModes: ["rgb_array"], renderFps: 50 } as const;
  readonly #speed: number;
  #x = 0;
  #row = 0;

  constructor({ speed = 1 }: { speed?: number } = {}) {
    this.#speed = speed;
  }

  reset({ seed }: ResetOptions = {}): ResetResult<Uint8Array, object> {
    this.#row = new Random(seed).integers(HEIGHT);
    this.#x = 0;
    return [this.#draw(), {}];
  }

  step(action: ArrayLike<number>): StepResult<Uint8Array, object> {
    if (!this.actionSpace.contains(action)) throw new RangeError(`expected an action of ${this.actionSpace}`);
    this.#x += action[0] * this.#speed;
    return [this.#draw(), this.#x / 3, this.#x >= WIDTH - 1, false, {}];
  }

  render(): RenderFrame {
    return { width: WIDTH, height: HEIGHT, data: this.#draw() };
  }

  close(): void {}

  #draw(): Uint8Array {
    const frame = new Uint8Array(HEIGHT * WIDTH * 3);
    const column = Math.min(WIDTH - 1, Math.max(0, Math.floor(this.#x)));
    frame.set([255, 128, Math.round(Math.abs(this.#x) * 16) % 256], (this.#row * WIDTH + column) * 3);
    return frame;
  }
}

if (!registered().some(({ id }) => id === "Dot-v0")) {
  register<{ speed?: number }>({ id: "Dot-v0", entryPoint: (options) => new Dot(options) });
}
