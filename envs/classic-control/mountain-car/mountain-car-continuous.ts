import type { RenderFrame, StepOutcome } from "../../env.js";
import { cos } from "../../libm/trigonometry.js";
import { checkOptions, numberFrom } from "../../options.js";
import type { Random } from "../../random.js";
import { Box } from "../../spaces.js";
import { ClassicControl } from "../classic-control.js";
import { startBounds } from "../start.js";
import type { MountainCarOptions } from "./mountain-car.js";
import { drawMountainCar } from "./rendering.js";

const START = { low: -0.6, high: -0.4 }; // m
const LEFT_END = -1.2; // m
const RIGHT_END = 0.6; // m
const MAX_SPEED = 0.07; // m/step
const GOAL = 0.45; // m
const POWER = 0.0015;
const GRAVITY = 0.0025;

const f = Math.fround;

/**
 * The car between two hills with an engine of any force, which costs. Trajectories and images are equal to those of
 * Gymnasium's MountainCarContinuous-v0. Documented in docs/environments/mountain-car-continuous.md.
 *
 * Gymnasium's state is of double precision after a reset and of single precision after a step, and numpy computes with
 * what it has; the roundings below are those.
 */
export class MountainCarContinuous extends ClassicControl<Box<"float32">> {
  readonly actionSpace = new Box({ low: -1, high: 1, dtype: "float32" });
  readonly observationSpace = new Box({
    low: [LEFT_END, -MAX_SPEED],
    high: [RIGHT_END, MAX_SPEED],
    dtype: "float32",
  });
  readonly metadata = { renderModes: ["rgb_array"], renderFps: 30 };

  readonly #goalVelocity: number;
  /** Position (m) and velocity (m/step). */
  readonly #state = new Float64Array(2);
  #isFloat32 = false;

  /** @throws {TypeError | RangeError} when an option is unknown or has a value it cannot have. */
  constructor(options: MountainCarOptions = {}) {
    super();
    checkOptions("MountainCarContinuous", { goalVelocity: numberFrom(-Infinity, Infinity) }, options);
    this.#goalVelocity = options.goalVelocity ?? 0;
  }

  /** `options` of `reset` are `StartBounds` of the position, by default −0.6 and −0.4. */
  protected override start(random: Random, options: object | undefined): void {
    const { low, high } = startBounds("MountainCarContinuous", options, START);
    this.#state[0] = random.uniform(low, high);
    this.#state[1] = 0;
    this.#isFloat32 = false;
  }

  protected override advance(action: Float32Array | readonly number[], outcome: StepOutcome): void {
    const state = this.#state;
    /** Rounds what Gymnasium computes from the state. */
    const round = this.#isFloat32 ? f : identity;
    const force = f(action[0]);
    const slope = GRAVITY * cos(round(3 * state[0]));
    // A force beyond the bounds becomes a number of Python's, of double precision.
    const push =
      force >= -1 && force <= 1 ? f(f(force * f(POWER)) - f(slope)) : Math.sign(force) * POWER - slope;
    const maxSpeed = round(MAX_SPEED);
    let velocity = round(state[1] + round(push));
    // A bound that is reached counts in double precision.
    if (velocity > maxSpeed) velocity = MAX_SPEED;
    if (velocity < -maxSpeed) velocity = -MAX_SPEED;
    let position = round(state[0] + round(velocity));
    if (position > round(RIGHT_END)) position = RIGHT_END;
    if (position < round(LEFT_END)) position = LEFT_END;
    if ((position === round(LEFT_END) || position === LEFT_END) && velocity < 0) velocity = 0;
    outcome.terminated =
      position >= (position === RIGHT_END ? GOAL : round(GOAL)) &&
      velocity >= (velocity === MAX_SPEED || velocity === 0 ? this.#goalVelocity : round(this.#goalVelocity));
    state[0] = f(position);
    state[1] = f(velocity);
    this.#isFloat32 = true;
    outcome.reward = (outcome.terminated ? 100 : 0) - force * force * 0.1;
  }

  protected override observe(observation: Float32Array, at: number): void {
    observation[at] = this.#state[0];
    observation[at + 1] = this.#state[1];
  }

  /** 600 × 400. The pixels are Gymnasium's with pygame-ce. */
  protected override draw(): RenderFrame {
    return drawMountainCar(this.#state[0], this.#isFloat32, GOAL);
  }
}

const identity = (value: number): number => value;
