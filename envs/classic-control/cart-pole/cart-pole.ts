import type { RenderFrame, StepOutcome } from "../../env.js";
import { cos as cosine, sin as sine } from "../../libm/trigonometry.js";
import { checkOptions, oneOf } from "../../options.js";
import type { Random } from "../../random.js";
import { rotate } from "../../rendering/rotate.js";
import { drawSmoothDisc } from "../../rendering/smooth-circle.js";
import { drawSmooth } from "../../rendering/smooth-polygon.js";
import { rgb, Surface } from "../../rendering/surface.js";
import { Box, Discrete } from "../../spaces.js";
import { ClassicControl } from "../classic-control.js";
import { startBounds } from "../start.js";

export interface CartPoleOptions {
  /**
   * Rewards as Sutton and Barto give them: 0 a step and −1 when the pole falls, instead of 1 for every step.
   * Default false.
   */
  readonly suttonBartoReward?: boolean;
}

const START = { low: -0.05, high: 0.05 };
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
export class CartPole extends ClassicControl<Discrete<"left" | "right">> {
  readonly actionSpace = new Discrete(2, { names: ["left", "right"] });
  readonly observationSpace: Box<"float32">;
  readonly metadata = { renderModes: ["rgb_array"], renderFps: 50 };

  readonly #suttonBartoReward: boolean;
  /** Position of the cart (m), its velocity, angle of the pole (rad, clockwise), its velocity. */
  readonly #state = new Float64Array(4);
  #fallen = false;

  /** @throws {TypeError | RangeError} when an option is unknown or has a value it cannot have. */
  constructor(options: CartPoleOptions = {}) {
    super();
    checkOptions("CartPole", { suttonBartoReward: oneOf(true, false) }, options);
    this.#suttonBartoReward = options.suttonBartoReward ?? false;
    // Twice the limits, so that the observation that ends an episode is inside.
    const high = [2 * POSITION_LIMIT, Infinity, 2 * ANGLE_LIMIT, Infinity];
    this.observationSpace = new Box({ low: high.map((bound) => -bound), high, dtype: "float32" });
  }

  /** `options` of `reset` are `StartBounds` of the four numbers of the state, by default −0.05 and 0.05. */
  protected override start(random: Random, options: object | undefined): void {
    const { low, high } = startBounds("CartPole", options, START);
    for (let i = 0; i < 4; i++) this.#state[i] = random.uniform(low, high);
    this.#fallen = false;
  }

  protected override advance(action: number, outcome: StepOutcome): void {
    move(this.#state, action);
    outcome.terminated = isFallen(this.#state);
    outcome.reward = this.#reward(outcome.terminated);
  }

  protected override observe(observation: Float32Array, at: number): void {
    for (let i = 0; i < 4; i++) observation[at + i] = this.#state[i];
  }

  /** The step on which the pole falls still counts; steps after it do not. */
  #reward(terminated: boolean): number {
    const before = this.#fallen;
    this.#fallen = terminated;
    if (this.#suttonBartoReward) return terminated ? -1 : 0;
    return terminated && before ? 0 : 1;
  }

  /** 600 × 400; the 4.8 m between the limits fill the width. The pixels are Gymnasium's with pygame-ce. */
  protected override draw(): RenderFrame {
    const surface = new Surface(600, 400);
    surface.fill(rgb(255, 255, 255));
    // Drawn upwards, and turned upside down in the end.
    const scale = surface.width / (2 * POSITION_LIMIT);
    const cart = this.#state[0] * scale + surface.width / 2;
    const track = 100;
    const axle = track + 7.5;
    drawSmooth(surface, [-25, -15, -25, 15, 25, 15, 25, -15], cart, track, BLACK);
    const top = 2 * HALF_LENGTH * scale - 5;
    drawSmooth(surface, rotate([-5, -5, -5, top, 5, top, 5, -5], -this.#state[2]), cart, axle, POLE_COLOR);
    drawSmoothDisc(surface, cart, axle, 5, AXLE_COLOR);
    surface.fillRow(0, surface.width, track, BLACK);
    surface.flip();
    return surface.frame();
  }
}

const BLACK = rgb(0, 0, 0);
const POLE_COLOR = rgb(202, 152, 101);
const AXLE_COLOR = rgb(129, 132, 203);

/**
 * One time step of the state. R. V. Florian, Correct Equations for the Dynamics of the Cart-Pole System; the order of
 * the operations is Gymnasium's, since each of them rounds.
 */
function move(state: Float64Array, action: number): void {
  const xVelocity = state[1];
  const angle = state[2];
  const angularVelocity = state[3];
  const sin = sine(angle);
  const cos = cosine(angle);
  const force = action === 1 ? FORCE : -FORCE;
  const push = (force + POLE_MOMENT * (angularVelocity * angularVelocity) * sin) / TOTAL_MASS;
  const angularAcceleration =
    (GRAVITY * sin - cos * push) / (HALF_LENGTH * (4 / 3 - (POLE_MASS * (cos * cos)) / TOTAL_MASS));
  const acceleration = push - (POLE_MOMENT * angularAcceleration * cos) / TOTAL_MASS;
  state[0] += TIME_STEP * xVelocity;
  state[1] = xVelocity + TIME_STEP * acceleration;
  state[2] = angle + TIME_STEP * angularVelocity;
  state[3] = angularVelocity + TIME_STEP * angularAcceleration;
}

function isFallen(state: Float64Array): boolean {
  return Math.abs(state[0]) > POSITION_LIMIT || Math.abs(state[2]) > ANGLE_LIMIT;
}
