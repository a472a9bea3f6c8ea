import type { Env, RenderFrame } from "../../../envs/env.js";
import { Box, Discrete } from "../../../envs/spaces.js";

/** Counts its steps, and uses its observation, info and result again and again. Ends after two steps. */
export class Reusing implements Env<Box<"float32">, Discrete, { step: number; path: number[] }> {
  readonly observationSpace = new Box({ low: 0, high: 9, dtype: "float32" });
  readonly actionSpace = new Discrete(2);
  readonly metadata = { renderModes: ["rgb_array"], renderFps: 1 };
  readonly #observation = new Float32Array(1);
  readonly #info = { step: 0, path: [] as number[] };
  readonly #result = [this.#observation, 0, false, false, this.#info] as [
    Float32Array,
    number,
    boolean,
    boolean,
    { step: number; path: number[] },
  ];

  reset(): [Float32Array, { step: number; path: number[] }] {
    this.#set(0);
    this.#info.path.length = 0;
    return [this.#observation, this.#info];
  }

  step() {
    this.#set(this.#info.step + 1);
    this.#info.path.push(this.#info.step);
    this.#result[1] = this.#info.step;
    this.#result[2] = this.#info.step >= 2;
    return this.#result;
  }

  render(): RenderFrame {
    return { width: 1, height: 1, data: new Uint8Array(3) };
  }

  close(): void {}

  #set(step: number): void {
    this.#info.step = step;
    this.#observation[0] = step;
  }
}

export default () => new Reusing();
