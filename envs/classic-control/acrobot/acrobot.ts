import { expectAction } from "../../action.js";
import type { Env, Picture, ResetOptions, ResetResult, StepResult } from "../../env.js";
import { cosFloat32, sinFloat32 } from "../../libm/numpy-float32.js";
import { cos, sin } from "../../libm/trigonometry.js";
import { checkOptions } from "../../options.js";
import { Random } from "../../random.js";
import { Box, Discrete } from "../../spaces.js";
import { startBounds } from "../start.js";
import { advance } from "./dynamics.js";
import { drawAcrobot } from "./picture.js";

const MAX_SPEED_1 = 4 * Math.PI; // rad/s
const MAX_SPEED_2 = 9 * Math.PI; // rad/s

/**
 * Two links hang from a pivot, and only the joint between them is driven. The task is to swing the free end above a line
 * (R. Sutton, Generalization in Reinforcement Learning: Successful Examples Using Sparse Coarse Coding). Trajectories
 * and pictures are equal to those of Gymnasium's Acrobot-v1. Documented in docs/environments/acrobot.md.
 */
export class Acrobot implements Env<Box<"float32">, Discrete<"negative" | "nothing" | "positive">> {
  readonly actionSpace = new Discrete(3, { names: ["negative", "nothing", "positive"] });
  readonly observationSpace: Box<"float32">;
  readonly metadata = { renderModes: ["rgb_array"], renderFps: 15 };

  #random: Random | undefined;
  /** Angle of the first link (rad, 0 downwards), of the second one relative to it, and their velocities (rad/s). */
  readonly #state = new Float64Array(4);
  /** Gymnasium's starting state is of single precision, and so is what it observes and draws of it. */
  #isFloat32 = false;
  #started = false;

  /** @throws {TypeError} when an option is given: there is none. */
  constructor(options: object = {}) {
    checkOptions("Acrobot", {}, options);
    const high = [1, 1, 1, 1, MAX_SPEED_1, MAX_SPEED_2];
    this.observationSpace = new Box({ low: high.map((bound) => -bound), high, dtype: "float32" });
  }

  /**
   * `options` are `StartBounds` of the four numbers of the state, by default −0.1 and 0.1.
   * @throws {TypeError | RangeError} when an option is unknown or no number, or low > high.
   */
  reset({ seed, options = {} }: ResetOptions = {}): ResetResult<Float32Array, object> {
    const { low, high } = startBounds("Acrobot", options, { low: -0.1, high: 0.1 });
    if (seed !== undefined) this.#random = new Random(seed);
    this.#random ??= new Random();
    for (let i = 0; i < 4; i++) this.#state[i] = Math.fround(this.#random.uniform(low, high));
    this.#isFloat32 = true;
    this.#started = true;
    return [this.#observation(), {}];
  }

  step(action: number): StepResult<Float32Array, object> {
    expectAction(this.actionSpace, action);
    if (!this.#started) throw new Error("expected an environment that was reset, got step() first");
    const state = this.#state;
    advance(state, action - 1);
    state[0] = wrapped(state[0]!);
    state[1] = wrapped(state[1]!);
    state[2] = Math.min(Math.max(state[2]!, -MAX_SPEED_1), MAX_SPEED_1);
    state[3] = Math.min(Math.max(state[3]!, -MAX_SPEED_2), MAX_SPEED_2);
    this.#isFloat32 = false;
    const terminated = -cos(state[0]!) - cos(state[1]! + state[0]!) > 1;
    return [this.#observation(), terminated ? 0 : -1, terminated, false, {}];
  }

  #observation(): Float32Array {
    const [cosine, sine] = this.#isFloat32 ? [cosFloat32, sinFloat32] : [cos, sin];
    const [first, second] = [this.#state[0]!, this.#state[1]!];
    const observation = new Float32Array(6);
    observation[0] = cosine(first);
    observation[1] = sine(first);
    observation[2] = cosine(second);
    observation[3] = sine(second);
    observation[4] = this.#state[2]!;
    observation[5] = this.#state[3]!;
    return observation;
  }

  /** 500 × 500. The pixels are Gymnasium's with pygame-ce. */
  render(mode = "rgb_array"): Picture {
    if (mode !== "rgb_array") throw new RangeError(`expected render mode rgb_array, got ${mode}`);
    return drawAcrobot(this.#state[0]!, this.#state[1]!, this.#isFloat32);
  }

  close(): void {}
}

/** The angle in [−π, π]. */
function wrapped(angle: number): number {
  while (angle > Math.PI) angle -= 2 * Math.PI;
  while (angle < -Math.PI) angle += 2 * Math.PI;
  return angle;
}
