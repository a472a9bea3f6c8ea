import type { RenderFrame, StepOutcome } from "../../env.js";
import { square, squareFloat32 } from "../../libm/square.js";
import { cos, sin } from "../../libm/trigonometry.js";
import { checkOptions, numberFrom } from "../../options.js";
import type { Random } from "../../random.js";
import { Box } from "../../spaces.js";
import { ClassicControl } from "../classic-control.js";
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

const MAX_SPEED = 8; // rad/s
const MAX_TORQUE = 2; // N m
const TIME_STEP = 0.05; // s

const f = Math.fround;

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

  readonly #gravity: number;
  /** Angle (rad, 0 upright) and angular velocity (rad/s). */
  readonly #state = new Float64Array(2);
  /** The torque of the last step; undefined after a reset. */
  #torque: number | undefined;

  /** @throws {TypeError | RangeError} when an option is unknown or has a value it cannot have. */
  constructor(options: PendulumOptions = {}) {
    super();
    checkOptions("Pendulum", { g: anyNumber }, options);
    this.#gravity = options.g ?? 10;
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
    const angle = this.#state[0];
    const velocity = this.#state[1];
    const torque = Math.min(Math.max(f(action[0]), -MAX_TORQUE), MAX_TORQUE);
    this.#torque = torque;
    const cost = square(normalized(angle)) + 0.1 * square(velocity) + f(f(0.001) * squareFloat32(torque));
    const acceleration = ((3 * this.#gravity) / 2) * sin(angle) + f(3 * torque);
    const next = Math.min(Math.max(velocity + acceleration * TIME_STEP, -MAX_SPEED), MAX_SPEED);
    this.#state[0] = angle + next * TIME_STEP;
    this.#state[1] = next;
    outcome.reward = -cost;
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

/** The angle in [−π, π), as Python's modulo gives it. */
function normalized(angle: number): number {
  const full = 2 * Math.PI;
  let rest = (angle + Math.PI) % full;
  if (rest < 0) rest += full;
  return rest - Math.PI;
}
