import type { Env, RenderFrame, ResetOptions, ResetResult, StepOptions, StepResult } from "../../envs/env.js";
import { Random } from "../../envs/random.js";
import { Box, type Space } from "../../envs/spaces.js";

export interface EchoInfo {
  readonly step: number;
}

/** A small environment that shows what reaches it: random images, the step's number as reward. Ends after `length`. */
export class Echo<Actions extends Space = Box<"float32">> implements Env<Box<"uint8">, Actions, EchoInfo> {
  readonly observationSpace: Box<"uint8">;
  readonly metadata = { renderModes: ["rgb_array"], renderFps: 10 };
  /** All that was called: the actions, and whether the observation was wanted. */
  readonly calls: { action: unknown; unseen: boolean }[] = [];
  /** All observations that were given, by copy. */
  readonly observations: Uint8Array[] = [];
  closed = 0;
  #random = new Random(0);
  #step = 0;

  constructor(
    readonly actionSpace: Actions,
    readonly length = Infinity,
    shape = [4, 5, 3],
  ) {
    this.observationSpace = new Box({ low: 0, high: 255, shape, dtype: "uint8" });
  }

  reset({ seed }: ResetOptions = {}): ResetResult<Uint8Array, EchoInfo> {
    if (seed !== undefined) this.#random = new Random(seed);
    this.#step = 0;
    return [this.#observe(), { step: 0 }];
  }

  step(action: unknown, { unseen = false }: StepOptions = {}): StepResult<Uint8Array, EchoInfo> {
    this.calls.push({ action, unseen });
    this.#step++;
    const terminated = this.#step >= this.length;
    return [this.#observe(), this.#step, terminated, false, { step: this.#step }];
  }

  /** Two pixels: the number of the step, and white. */
  render(): RenderFrame {
    return { width: 2, height: 1, data: new Uint8Array([this.#step, this.#step, this.#step, 255, 255, 255]) };
  }

  close(): void {
    this.closed++;
  }

  #observe(): Uint8Array {
    const observation = Uint8Array.from({ length: this.observationSpace.size }, () =>
      this.#random.integers(256),
    );
    this.observations.push(observation.slice());
    return observation;
  }
}

/** Steering, gas, brake. */
export const pedals = () => new Box({ low: [-1, 0, 0], high: [1, 1, 0.3], dtype: "float32" });
