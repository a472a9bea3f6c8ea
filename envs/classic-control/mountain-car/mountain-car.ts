import type { RenderFrame, StepOutcome } from "../../env.js";
import { checkOptions, numberFrom } from "../../options.js";
import type { Random } from "../../random.js";
import { Box, Discrete } from "../../spaces.js";
import { ClassicControl } from "../classic-control.js";
import { startBounds } from "../start.js";
import { GOAL, isAtGoal, LEFT_END, MAX_SPEED, move, RIGHT_END } from "./dynamics.js";
import { drawMountainCar } from "./rendering.js";

export interface MountainCarOptions {
  /** How fast the car must be at the flag, m/step. Default 0. */
  readonly goalVelocity?: number;
}

const START = { low: -0.6, high: -0.4 }; // m

/**
 * A car between two hills has to reach the flag on the right one, but its engine is too weak to drive up: it must swing
 * (A. Moore, Efficient Memory-Based Learning for Robot Control). Trajectories and images are equal to those of
 * Gymnasium's MountainCar-v0. Documented in docs/environments/mountain-car.md.
 */
export class MountainCar extends ClassicControl<Discrete<"left" | "nothing" | "right">> {
  readonly actionSpace = new Discrete(3, { names: ["left", "nothing", "right"] });
  readonly observationSpace = new Box({
    low: [LEFT_END, -MAX_SPEED],
    high: [RIGHT_END, MAX_SPEED],
    dtype: "float32",
  });
  readonly metadata = { renderModes: ["rgb_array"], renderFps: 30 };

  /** How fast the car must be at the flag, m/step. */
  readonly goalVelocity: number;

  /** Position (m) and velocity (m/step). */
  readonly #state = new Float64Array(2);

  /** @throws {TypeError | RangeError} when an option is unknown or has a value it cannot have. */
  constructor(options: MountainCarOptions = {}) {
    super();
    checkOptions("MountainCar", { goalVelocity: numberFrom(-Infinity, Infinity) }, options);
    this.goalVelocity = options.goalVelocity ?? 0;
  }

  /** `options` of `reset` are `StartBounds` of the position, by default −0.6 and −0.4. */
  protected override start(random: Random, options: object | undefined): void {
    const { low, high } = startBounds("MountainCar", options, START);
    this.#state[0] = random.uniform(low, high);
    this.#state[1] = 0;
  }

  protected override advance(action: number, outcome: StepOutcome): void {
    move(this.#state, action);
    outcome.reward = -1;
    outcome.terminated = isAtGoal(this.#state, this.goalVelocity);
  }

  protected override observe(observation: Float32Array, at: number): void {
    observation[at] = this.#state[0];
    observation[at + 1] = this.#state[1];
  }

  /** 600 × 400. The pixels are Gymnasium's with pygame-ce. */
  protected override draw(): RenderFrame {
    return drawMountainCar(this.#state[0], false, GOAL);
  }
}
