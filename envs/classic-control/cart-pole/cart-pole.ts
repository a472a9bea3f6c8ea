import { expectAction } from "../../action.js";
import type { Env, Picture, ResetOptions, ResetResult, StepResult } from "../../env.js";
import { cos as cosine, sin as sine } from "../../libm/trigonometry.js";
import { checkOptions, oneOf } from "../../options.js";
import { Random } from "../../random.js";
import { rotate } from "../../rendering/rotate.js";
import { drawSmoothDisc } from "../../rendering/smooth-circle.js";
import { drawSmooth } from "../../rendering/smooth-polygon.js";
import { rgb, Surface } from "../../rendering/surface.js";
import { Box, Discrete } from "../../spaces.js";
import { startBounds } from "../start.js";

export interface CartPoleOptions {
  /**
   * Rewards as Sutton and Barto give them: 0 a step and −1 when the pole falls, instead of 1 for every step.
   * Default false.
   */
  readonly suttonBartoReward?: boolean;
}

const GRAVITY = 9.8; // m/s²
const POLE_MASS = 0.1; // kg
const TOTAL_MASS = 1 + POLE_MASS; // kg
const HALF_LENGTH = 0.5; // m, of the pole
const POLE_MOMENT = POLE_MASS * HALF_LENGTH;
const FORCE = 10; // N
const TIME_STEP = 0.02; // s
const POSITION_LIMIT = 2.4; // m
const ANGLE_LIMIT = (12 * 2 * Math.PI) / 360; // rad

/**
 * A pole stands on a cart that can be pushed left or right, and has to be kept upright (Barto, Sutton, Anderson,
 * Neuronlike Adaptive Elements That Can Solve Difficult Learning Control Problems). Trajectories are equal to those of
 * Gymnasium's CartPole-v1. Documented in docs/environments/cart-pole.md.
 */
export class CartPole implements Env<Box<"float32">, Discrete<"left" | "right">> {
  readonly actionSpace = new Discrete(2, { names: ["left", "right"] });
  readonly observationSpace: Box<"float32">;
  readonly metadata = { renderModes: ["rgb_array"], renderFps: 50 };

  readonly #suttonBartoReward: boolean;
  #random: Random | undefined;
  /** Position of the cart (m), its velocity, angle of the pole (rad, clockwise), its velocity. */
  readonly #state = new Float64Array(4);
  #started = false;
  #fallen = false;

  /** @throws {TypeError | RangeError} when an option is unknown or has a value it cannot have. */
  constructor(options: CartPoleOptions = {}) {
    checkOptions("CartPole", { suttonBartoReward: oneOf(true, false) }, options);
    this.#suttonBartoReward = options.suttonBartoReward ?? false;
    // Twice the limits, so that the observation that ends an episode is inside.
    const high = [2 * POSITION_LIMIT, Infinity, 2 * ANGLE_LIMIT, Infinity];
    this.observationSpace = new Box({ low: high.map((bound) => -bound), high, dtype: "float32" });
  }

  /**
   * `options` are `StartBounds` of the four numbers of the state, by default −0.05 and 0.05.
   * @throws {TypeError | RangeError} when an option is unknown or no number, or low > high.
   */
  reset({ seed, options = {} }: ResetOptions = {}): ResetResult<Float32Array, object> {
    const { low, high } = startBounds("CartPole", options, { low: -0.05, high: 0.05 });
    if (seed !== undefined) this.#random = new Random(seed);
    this.#random ??= new Random();
    for (let i = 0; i < 4; i++) this.#state[i] = this.#random.uniform(low, high);
    this.#started = true;
    this.#fallen = false;
    return [new Float32Array(this.#state), {}];
  }

  step(action: number): StepResult<Float32Array, object> {
    expectAction(this.actionSpace, action);
    if (!this.#started) throw new Error("expected an environment that was reset, got step() first");
    const state = this.#state;
    advance(state, 0, action);
    const terminated = isFallen(state, 0);
    return [new Float32Array(state), this.#reward(terminated), terminated, false, {}];
  }

  /** The step on which the pole falls still counts; steps after it do not. */
  #reward(terminated: boolean): number {
    const before = this.#fallen;
    this.#fallen = terminated;
    if (this.#suttonBartoReward) return terminated ? -1 : 0;
    return terminated && before ? 0 : 1;
  }

  /** 600 × 400; the 4.8 m between the limits fill the width. The pixels are Gymnasium's with pygame-ce. */
  render(mode = "rgb_array"): Picture {
    if (mode !== "rgb_array") throw new RangeError(`expected render mode rgb_array, got ${mode}`);
    const surface = new Surface(600, 400);
    surface.fill(rgb(255, 255, 255));
    // Drawn upwards, and turned upside down in the end.
    const scale = surface.width / (2 * POSITION_LIMIT);
    const cart = this.#state[0]! * scale + surface.width / 2;
    const track = 100;
    const axle = track + 7.5;
    drawSmooth(surface, [-25, -15, -25, 15, 25, 15, 25, -15], cart, track, BLACK);
    const top = 2 * HALF_LENGTH * scale - 5;
    drawSmooth(surface, rotate([-5, -5, -5, top, 5, top, 5, -5], -this.#state[2]!), cart, axle, POLE_COLOR);
    drawSmoothDisc(surface, cart, axle, 5, AXLE_COLOR);
    surface.fillRow(0, surface.width, track, BLACK);
    surface.flip();
    return surface.picture();
  }

  close(): void {}
}

const BLACK = rgb(0, 0, 0);
const POLE_COLOR = rgb(202, 152, 101);
const AXLE_COLOR = rgb(129, 132, 203);

/**
 * One time step of the state that begins at `at`. R. V. Florian, Correct Equations for the Dynamics of the Cart-Pole
 * System; the order of the operations is Gymnasium's, since each of them rounds.
 */
function advance(state: Float64Array, at: number, action: number): void {
  const xVelocity = state[at + 1]!;
  const angle = state[at + 2]!;
  const angularVelocity = state[at + 3]!;
  const sin = sine(angle);
  const cos = cosine(angle);
  const force = action === 1 ? FORCE : -FORCE;
  const push = (force + POLE_MOMENT * (angularVelocity * angularVelocity) * sin) / TOTAL_MASS;
  const angularAcceleration =
    (GRAVITY * sin - cos * push) / (HALF_LENGTH * (4 / 3 - (POLE_MASS * (cos * cos)) / TOTAL_MASS));
  const acceleration = push - (POLE_MOMENT * angularAcceleration * cos) / TOTAL_MASS;
  state[at]! += TIME_STEP * xVelocity;
  state[at + 1] = xVelocity + TIME_STEP * acceleration;
  state[at + 2] = angle + TIME_STEP * angularVelocity;
  state[at + 3] = angularVelocity + TIME_STEP * angularAcceleration;
}

function isFallen(state: Float64Array, at: number): boolean {
  return Math.abs(state[at]!) > POSITION_LIMIT || Math.abs(state[at + 2]!) > ANGLE_LIMIT;
}
