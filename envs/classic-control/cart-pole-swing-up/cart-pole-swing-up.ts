import type { RenderFrame, StepOutcome } from "../../env.js";
import { cos as cosine, sin as sine } from "../../libm/trigonometry.js";
import { checkOptions } from "../../options.js";
import type { Random } from "../../random.js";
import { rotate } from "../../rendering/rotate.js";
import { drawSmoothDisc } from "../../rendering/smooth-circle.js";
import { drawSmooth } from "../../rendering/smooth-polygon.js";
import { rgb, Surface } from "../../rendering/surface.js";
import { Box } from "../../spaces.js";
import { ClassicControl } from "../classic-control.js";

const GRAVITY = 9.82; // m/s²
const POLE_MASS = 0.5; // kg
const TOTAL_MASS = 0.5 + POLE_MASS; // kg
const POLE_LENGTH = 0.6; // m
const POLE_MOMENT = POLE_MASS * POLE_LENGTH;
const FORCE = 10; // N
const FRICTION = 0.1; // N s/m, between cart and track
const TIME_STEP = 0.01; // s
const POSITION_LIMIT = 2.4; // m
/** Standard deviation of each number of the starting state. */
const SPREAD = 0.2;

/**
 * A pole hangs from a cart, and has to be swung up and kept upright by pushing the cart. Dynamics, rewards and starts
 * are those of the CartPoleSwingUp of A. Gaier and D. Ha, Weight Agnostic Neural Networks, which follows Y. Gal et al.,
 * Improving PILCO with Bayesian Neural Network Dynamics Models. Documented in docs/environments/cart-pole-swing-up.md.
 */
export class CartPoleSwingUp extends ClassicControl<Box<"float32">> {
  readonly actionSpace = new Box({ low: -1, high: 1, dtype: "float32" });
  readonly observationSpace: Box<"float32">;
  readonly metadata = { renderModes: ["rgb_array"], renderFps: 100 };

  /** Position of the cart (m), its velocity, angle of the pole (rad, 0 upright, counterclockwise), its velocity. */
  readonly #state = new Float64Array(4);

  /** @throws {TypeError} when an option is given: there are none. */
  constructor(options: object = {}) {
    super();
    checkOptions("CartPoleSwingUp", {}, options);
    const high = [Infinity, Infinity, 1, 1, Infinity];
    this.observationSpace = new Box({ low: high.map((bound) => -bound), high, dtype: "float32" });
  }

  protected override start(random: Random, options: object | undefined): void {
    checkOptions("CartPoleSwingUp's reset", {}, options ?? {});
    for (let i = 0; i < 4; i++) this.#state[i] = SPREAD * random.standardNormal();
    this.#state[2] += Math.PI;
  }

  protected override advance(action: Float32Array | readonly number[], outcome: StepOutcome): void {
    move(this.#state, FORCE * Math.min(Math.max(action[0], -1), 1));
    const [position, , angle] = this.#state;
    outcome.reward = ((cosine(angle) + 1) / 2) * cosine((position / POSITION_LIMIT) * (Math.PI / 2));
    outcome.terminated = Math.abs(position) > POSITION_LIMIT;
  }

  protected override observe(observation: Float32Array, at: number): void {
    const [position, velocity, angle, angularVelocity] = this.#state;
    observation[at] = position;
    observation[at + 1] = velocity;
    observation[at + 2] = cosine(angle);
    observation[at + 3] = sine(angle);
    observation[at + 4] = angularVelocity;
  }

  /** 600 × 400, with the track in the middle; 5 m fill the width. */
  protected override draw(): RenderFrame {
    const surface = new Surface(600, 400);
    surface.fill(rgb(255, 255, 255));
    // Drawn upwards, and turned upside down in the end.
    const scale = surface.width / 5;
    const cart = this.#state[0] * scale + surface.width / 2;
    const track = surface.height / 2;
    for (let x = Math.round((2.5 - POSITION_LIMIT) * scale); x <= (2.5 + POSITION_LIMIT) * scale; x++) {
      surface.setPixel(x, track, BLACK);
    }
    drawSmooth(surface, [-20, -10, -20, 10, 20, 10, 20, -10], cart, track, BLACK);
    const length = POLE_LENGTH * scale;
    drawSmooth(
      surface,
      rotate([-4, 0, -4, length, 4, length, 4, 0], this.#state[2]),
      cart,
      track,
      POLE_COLOR,
    );
    drawSmoothDisc(surface, cart, track, 4, AXLE_COLOR);
    surface.flip();
    return surface.frame();
  }
}

const BLACK = rgb(0, 0, 0);
const POLE_COLOR = rgb(202, 152, 101);
const AXLE_COLOR = rgb(129, 132, 203);

/** One time step of the state: positions move by the old velocities. @param force on the cart, N */
function move(state: Float64Array, force: number): void {
  const [, velocity, angle, angularVelocity] = state;
  const sin = sine(angle);
  const cos = cosine(angle);
  const driven = force - FRICTION * velocity;
  const swing = POLE_MOMENT * (angularVelocity * angularVelocity) * sin;
  const acceleration =
    (-2 * swing + 3 * POLE_MASS * GRAVITY * sin * cos + 4 * driven) /
    (4 * TOTAL_MASS - 3 * POLE_MASS * cos * cos);
  const angularAcceleration =
    (-3 * swing * cos + 6 * TOTAL_MASS * GRAVITY * sin + 6 * driven * cos) /
    (4 * POLE_LENGTH * TOTAL_MASS - 3 * POLE_MOMENT * cos * cos);
  state[0] += TIME_STEP * velocity;
  state[1] += TIME_STEP * acceleration;
  state[2] = angle + TIME_STEP * angularVelocity;
  state[3] += TIME_STEP * angularAcceleration;
}
