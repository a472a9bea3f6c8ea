import type { RenderFrame, StepOutcome } from "../../env.js";
import { cosFloat32, sinFloat32 } from "../../libm/numpy-float32.js";
import { cos, sin } from "../../libm/trigonometry.js";
import { checkOptions } from "../../options.js";
import type { Random } from "../../random.js";
import { Box, Discrete } from "../../spaces.js";
import { ClassicControl } from "../classic-control.js";
import { startBounds } from "../start.js";
import { isUp, MAX_SPEED_1, MAX_SPEED_2, move } from "./dynamics.js";
import { drawAcrobot } from "./rendering.js";

const START = { low: -0.1, high: 0.1 };

/**
 * Two links hang from a pivot, and only the joint between them is driven. The task is to swing the free end above a
 * line (R. Sutton, Generalization in Reinforcement Learning: Successful Examples Using Sparse Coarse Coding).
 * Trajectories and images are equal to those of Gymnasium's Acrobot-v1. Documented in docs/environments/acrobot.md.
 */
export class Acrobot extends ClassicControl<Discrete<"negative" | "nothing" | "positive">> {
  readonly actionSpace = new Discrete(3, { names: ["negative", "nothing", "positive"] });
  readonly observationSpace: Box<"float32">;
  readonly metadata = { renderModes: ["rgb_array"], renderFps: 15 };

  /** Angle of the first link (rad, 0 downwards), of the second one relative to it, and their velocities (rad/s). */
  readonly #state = new Float64Array(4);
  /** Gymnasium's starting state is of single precision, and so is what it observes and draws of it. */
  #isFloat32 = false;

  /** @throws {TypeError} when an option is given: there is none. */
  constructor(options: object = {}) {
    super();
    checkOptions("Acrobot", {}, options);
    const high = [1, 1, 1, 1, MAX_SPEED_1, MAX_SPEED_2];
    this.observationSpace = new Box({ low: high.map((bound) => -bound), high, dtype: "float32" });
  }

  /** `options` of `reset` are `StartBounds` of the four numbers of the state, by default −0.1 and 0.1. */
  protected override start(random: Random, options: object | undefined): void {
    const { low, high } = startBounds("Acrobot", options, START);
    for (let i = 0; i < 4; i++) this.#state[i] = Math.fround(random.uniform(low, high));
    this.#isFloat32 = true;
  }

  protected override advance(action: number, outcome: StepOutcome): void {
    move(this.#state, action - 1);
    this.#isFloat32 = false;
    outcome.terminated = isUp(this.#state);
    outcome.reward = outcome.terminated ? 0 : -1;
  }

  protected override observe(observation: Float32Array, at: number): void {
    const cosine = this.#isFloat32 ? cosFloat32 : cos;
    const sine = this.#isFloat32 ? sinFloat32 : sin;
    observation[at] = cosine(this.#state[0]);
    observation[at + 1] = sine(this.#state[0]);
    observation[at + 2] = cosine(this.#state[1]);
    observation[at + 3] = sine(this.#state[1]);
    observation[at + 4] = this.#state[2];
    observation[at + 5] = this.#state[3];
  }

  /** 500 × 500. The pixels are Gymnasium's with pygame-ce. */
  protected override draw(): RenderFrame {
    return drawAcrobot(this.#state[0], this.#state[1], this.#isFloat32);
  }
}
