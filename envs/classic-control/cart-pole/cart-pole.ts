import { expectAction } from "../../action.js";
import { Canvas } from "../../canvas.js";
import type { Env, Picture, ResetOptions, ResetResult, StepResult } from "../../env.js";
import { checkOptions, numberFrom, oneOf } from "../../options.js";
import { Random } from "../../random.js";
import { Box, Discrete } from "../../spaces.js";
import { sinCos } from "./sin-cos.js";

export interface CartPoleOptions {
  /**
   * Rewards as Sutton and Barto give them: 0 a step and −1 when the pole falls, instead of 1 for every step.
   * Default false.
   */
  readonly suttonBartoReward?: boolean;
}

/** What `reset({ options })` takes. */
export interface CartPoleResetOptions {
  /** Bounds of the four numbers of the starting state. Default −0.05 and 0.05. */
  readonly low?: number;
  readonly high?: number;
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
  #state: readonly [x: number, xVelocity: number, angle: number, angularVelocity: number] | undefined;
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
   * `options` are `CartPoleResetOptions`.
   * @throws {TypeError | RangeError} when an option is unknown or no number, or low > high.
   */
  reset({ seed, options = {} }: ResetOptions = {}): ResetResult<Float32Array, object> {
    const bound = numberFrom(-Infinity, Infinity);
    checkOptions("CartPole's reset", { low: bound, high: bound }, options);
    const { low = -0.05, high = 0.05 } = options as CartPoleResetOptions;
    if (!(low <= high)) throw new RangeError(`expected low ≤ high, got low ${low} and high ${high}`);
    if (seed !== undefined) this.#random = new Random(seed);
    this.#random ??= new Random();
    const draw = () => this.#random!.uniform(low, high);
    this.#state = [draw(), draw(), draw(), draw()];
    this.#fallen = false;
    return [Float32Array.from(this.#state), {}];
  }

  step(action: number): StepResult<Float32Array, object> {
    expectAction(this.actionSpace, action);
    if (!this.#state) throw new Error("expected an environment that was reset, got step() first");
    const [x, xVelocity, angle, angularVelocity] = this.#state;
    const { sin, cos } = sinCos(angle);
    const force = action === 1 ? FORCE : -FORCE;
    // R. V. Florian, Correct Equations for the Dynamics of the Cart-Pole System. The order of the operations is
    // Gymnasium's, since each of them rounds.
    const push = (force + POLE_MOMENT * (angularVelocity * angularVelocity) * sin) / TOTAL_MASS;
    const angularAcceleration =
      (GRAVITY * sin - cos * push) / (HALF_LENGTH * (4 / 3 - (POLE_MASS * (cos * cos)) / TOTAL_MASS));
    const acceleration = push - (POLE_MOMENT * angularAcceleration * cos) / TOTAL_MASS;
    this.#state = [
      x + TIME_STEP * xVelocity,
      xVelocity + TIME_STEP * acceleration,
      angle + TIME_STEP * angularVelocity,
      angularVelocity + TIME_STEP * angularAcceleration,
    ];
    const terminated = Math.abs(this.#state[0]) > POSITION_LIMIT || Math.abs(this.#state[2]) > ANGLE_LIMIT;
    return [Float32Array.from(this.#state), this.#reward(terminated), terminated, false, {}];
  }

  /** The step on which the pole falls still counts; steps after it do not. */
  #reward(terminated: boolean): number {
    const before = this.#fallen;
    this.#fallen = terminated;
    if (this.#suttonBartoReward) return terminated ? -1 : 0;
    return terminated && before ? 0 : 1;
  }

  /** 600 × 400; the 4.8 m between the limits fill the width. */
  render(mode = "rgb_array"): Picture {
    if (mode !== "rgb_array") throw new RangeError(`expected render mode rgb_array, got ${mode}`);
    const canvas = new Canvas(600, 400);
    canvas.fill([255, 255, 255]);
    const [x, , angle] = this.#state ?? [0, 0, 0, 0];
    const scale = canvas.width / (2 * POSITION_LIMIT);
    const cart = x * scale + canvas.width / 2;
    const track = 300;
    const axle = track - 7.5;
    canvas.line(0, track, canvas.width, track, 1, [0, 0, 0]);
    canvas.rectangle(cart - 25, track - 15, cart + 25, track + 15, [0, 0, 0]);
    const length = 2 * HALF_LENGTH * scale;
    const tip = [cart + length * Math.sin(angle), axle - length * Math.cos(angle)] as const;
    canvas.line(cart, axle, ...tip, 10, [202, 152, 101]);
    canvas.circle(cart, axle, 5, [129, 132, 203]);
    return canvas;
  }

  close(): void {}
}
