import type { RenderFrame, StepOutcome } from "../../env.js";
import { cos, sin } from "../../libm/trigonometry.js";
import { checkOptions, numberFrom } from "../../options.js";
import type { Random } from "../../random.js";
import { Box } from "../../spaces.js";
import { ClassicControl } from "../classic-control.js";
import { MAX_SPEED, MAX_TORQUE, move } from "./dynamics.js";
import { drawPendulum } from "./rendering.js";

export interface PendulumOptions {
  /** Acceleration of gravity, m/s². Default 10. */
  readonly g?: number;
}

/** What `reset({ options })` takes: the greatest angle (rad) and angular velocity (rad/s) of the starting state. */
export interface PendulumResetOptions {
  /** Default π. */
  readonly xInit?: number;
  /** Default 1. */
  readonly yInit?: number;
}

const anyNumber = numberFrom(-Infinity, Infinity);

/**
 * A pendulum is to be swung up and held upright by a torque. Trajectories and images are equal to those of
 * Gymnasium's Pendulum-v1. Documented in docs/environments/pendulum.md.
 */
export class Pendulum extends ClassicControl<Box<"float32">> {
  readonly actionSpace = new Box({ low: -MAX_TORQUE, high: MAX_TORQUE, dtype: "float32" });
  readonly observationSpace = new Box({
    low: [-1, -1, -MAX_SPEED],
    high: [1, 1, MAX_SPEED],
    dtype: "float32",
  });
  readonly metadata = { renderModes: ["rgb_array"], renderFps: 30 };

  /** Acceleration of gravity, m/s². */
  readonly gravity: number;

  /** Angle (rad, 0 upright) and angular velocity (rad/s). */
  readonly #state = new Float64Array(2);
  /** The torque of the last step; undefined after a reset. */
  #torque: number | undefined;

  /** @throws {TypeError | RangeError} when an option is unknown or has a value it cannot have. */
  constructor(options: PendulumOptions = {}) {
    super();
    checkOptions("Pendulum", { g: anyNumber }, options);
    this.gravity = options.g ?? 10;
  }

  /** `options` of `reset` are `PendulumResetOptions`. */
  protected override start(random: Random, options: PendulumResetOptions = {}): void {
    checkOptions("Pendulum's reset", { xInit: anyNumber, yInit: anyNumber }, options);
    const { xInit = Math.PI, yInit = 1 } = options;
    this.#state[0] = random.uniform(-xInit, xInit);
    this.#state[1] = random.uniform(-yInit, yInit);
    this.#torque = undefined;
  }

  protected override advance(action: Float32Array | readonly number[], outcome: StepOutcome): void {
    const torque = Math.min(Math.max(Math.fround(action[0]), -MAX_TORQUE), MAX_TORQUE);
    this.#torque = torque;
    outcome.reward = move(this.#state, torque, this.gravity);
    outcome.terminated = false;
  }

  protected override observe(observation: Float32Array, at: number): void {
    observation[at] = cos(this.#state[0]);
    observation[at + 1] = sin(this.#state[0]);
    observation[at + 2] = this.#state[1];
  }

  /** 500 × 500. The pixels are Gymnasium's with pygame-ce. */
  protected override draw(): RenderFrame {
    return drawPendulum(this.#state[0], this.#torque);
  }
}
