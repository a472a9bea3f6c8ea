import { expectAction } from "../../action.js";
import type { Env, RenderFrame, ResetOptions, ResetResult, StepOutcome, StepResult } from "../../env.js";
import { NO_INFO } from "../../no-info.js";
import { checkOptions, oneOf } from "../../options.js";
import { Random } from "../../random.js";
import { Box } from "../../spaces.js";
import { type Engine, loadEngine } from "../engine/engine.js";
import { paint } from "./rendering.js";
import {
  type Cloud,
  createClouds,
  createTerrain,
  TERRAIN_GRASS,
  TERRAIN_LENGTH,
  TERRAIN_STEP,
  type Terrain,
} from "./terrain.js";
import {
  FPS,
  LIDAR_RAYS,
  MOTORS_TORQUE,
  SCALE,
  SPEED_HIP,
  SPEED_KNEE,
  VIEWPORT_HEIGHT,
  VIEWPORT_WIDTH,
} from "./walker.js";
import { type Ray, WalkerWorld } from "./world.js";

export interface BipedalWalkerOptions {
  /** With stumps, stairs and pits. Default false. */
  readonly hardcore?: boolean;
  /**
   * true (default): Box2D's world lives as long as the environment, as in Gymnasium. What the last episodes
   * left there decides in which order contacts are solved, so that an episode depends a little on those
   * before it. false: each episode has a world of its own, and equal seeds and actions give equal episodes.
   */
  readonly keepWorld?: boolean;
}

const rules = { hardcore: oneOf(true, false), keepWorld: oneOf(true, false) };

const INITIAL_FORCE = 5;
const FRAMES_PER_SCAN = 100;
const TORQUE_COST = Math.fround(0.00035 * MOTORS_TORQUE);

/** Bounds of the body's part of an observation; the lidar's ten numbers are from −1 to 1. */
const HIGH = [Math.PI, 5, 5, 5, ...[Math.PI, 5, Math.PI, 5, 5], ...[Math.PI, 5, Math.PI, 5, 5]];
const LOW = HIGH.map((high, i) => (i === 8 || i === 13 ? -0 : -high));

/**
 * BipedalWalker-v3: walk to the right on two legs, after Gymnasium's gymnasium.envs.box2d.BipedalWalker by
 * Oleg Klimov. Equal to it to the bit: observations, rewards and ends. Documented in
 * docs/environments/bipedal-walker.md.
 */
export class BipedalWalker implements Env<Box<"float32">, Box<"float32">> {
  readonly observationSpace = new Box({
    low: [...LOW, ...new Array<number>(10).fill(-1)],
    high: [...HIGH, ...new Array<number>(10).fill(1)],
    dtype: "float32",
  });
  readonly actionSpace = new Box({ low: -1, high: 1, shape: [4], dtype: "float32" });
  readonly metadata = { renderModes: ["rgb_array"], renderFps: FPS };
  readonly #hardcore: boolean;
  readonly #keepWorld: boolean;
  readonly #world: WalkerWorld;
  #random = new Random();
  #scene: { readonly terrain: Terrain; readonly clouds: readonly Cloud[] } | undefined;
  /** Images drawn in this episode: they show the rays of the lidar in turn. */
  #pictures = 0;
  /** The shaping of the step before. */
  #shaping: number | undefined;

  private constructor(engine: Engine, { hardcore = false, keepWorld = true }: BipedalWalkerOptions) {
    this.#world = new WalkerWorld(engine);
    this.#hardcore = hardcore;
    this.#keepWorld = keepWorld;
  }

  /**
   * Loads the physics and makes an environment.
   * @throws {TypeError | RangeError} when an option is unknown or has a value it cannot have.
   */
  static async create(options: BipedalWalkerOptions = {}): Promise<BipedalWalker> {
    checkOptions("BipedalWalker", rules, options);
    return new BipedalWalker(await loadEngine(), options);
  }

  get npRandom(): Random {
    return this.#random;
  }

  reset({ seed, options = {} }: ResetOptions = {}): ResetResult<Float32Array, object> {
    checkOptions("BipedalWalker's reset", {}, options);
    if (seed !== undefined) this.#random = new Random(seed);
    const terrain = createTerrain(this.#random, this.#hardcore);
    this.#scene = { terrain, clouds: createClouds(this.#random) };
    this.#pictures = 0;
    this.#world.restart(terrain, this.#keepWorld);
    this.#world.push(this.#random.uniform(-INITIAL_FORCE, INITIAL_FORCE));
    this.#shaping = undefined;
    return [this.step([0, 0, 0, 0])[0], {}];
  }

  step(action: ArrayLike<number>): StepResult<Float32Array, object> {
    const observation = new Float32Array(this.observationSpace.size);
    this.stepInto(action, observation, 0, outcome);
    return [observation, outcome.reward, outcome.terminated, false, {}];
  }

  stepInto(action: ArrayLike<number>, observation: Float32Array, at: number, outcome: StepOutcome): void {
    expectAction(this.actionSpace, action);
    if (!this.#scene) throw new Error("expected an environment that was reset, got step() first");
    this.#world.setMotors(action);
    this.#world.step();
    const { hull, fallen } = this.#world;
    observe(this.#world, observation, at);

    const shaping = (130 * hull.x) / SCALE - 5 * Math.abs(hull.angle);
    // Gymnasium's actions are float32, and with numpy's rules so is what they are taken from.
    let reward = Math.fround(this.#shaping === undefined ? 0 : shaping - this.#shaping);
    this.#shaping = shaping;
    for (let i = 0; i < 4; i++) {
      const share = Math.min(Math.abs(Math.fround(action[i])), 1);
      reward = Math.fround(reward - Math.fround(TORQUE_COST * share));
    }
    let terminated = false;
    if (fallen || hull.x < 0) {
      reward = -100;
      terminated = true;
    }
    if (hull.x > (TERRAIN_LENGTH - TERRAIN_GRASS) * TERRAIN_STEP) terminated = true;
    outcome.reward = reward;
    outcome.terminated = terminated;
    outcome.truncated = false;
    outcome.info = NO_INFO;
  }

  /**
   * 600 × 400: the walker, the ground around it and clouds; the rays of the lidar in turn, and then not for a
   * while.
   */
  render(mode = "rgb_array"): RenderFrame {
    if (mode !== "rgb_array") throw new RangeError(`expected render mode rgb_array, got ${mode}`);
    if (!this.#scene) throw new Error("expected an environment that was reset, got render() first");
    this.#pictures = (this.#pictures + 1) % FRAMES_PER_SCAN;
    const { terrain, clouds } = this.#scene;
    return paint(this.#world, terrain, clouds, this.#shownRay());
  }

  /** Out and back again. */
  #shownRay(): Ray | undefined {
    if (this.#pictures >= 2 * LIDAR_RAYS) return undefined;
    return this.#world.ray(
      this.#pictures < LIDAR_RAYS ? this.#pictures : 2 * LIDAR_RAYS - 1 - this.#pictures,
    );
  }

  close(): void {
    this.#world.destroy();
    this.#scene = undefined;
  }
}

/** An outcome to write to where nobody else looks. */
const outcome: StepOutcome = { reward: 0, terminated: false, truncated: false, info: NO_INFO };

/** Writes what is observed, from element `from` on. */
function observe(
  { hull, joints, footContacts, lidar }: WalkerWorld,
  observation: Float32Array,
  from: number,
): void {
  observation[from] = hull.angle;
  observation[from + 1] = (2 * hull.angularVelocity) / FPS;
  observation[from + 2] = (0.3 * hull.vx * (VIEWPORT_WIDTH / SCALE)) / FPS;
  observation[from + 3] = (0.3 * hull.vy * (VIEWPORT_HEIGHT / SCALE)) / FPS;
  for (let leg = 0; leg < 2; leg++) {
    const hip = joints[2 * leg];
    const knee = joints[2 * leg + 1];
    const at = from + 4 + 5 * leg;
    observation[at] = hip.angle;
    observation[at + 1] = hip.speed / SPEED_HIP;
    observation[at + 2] = knee.angle + 1;
    observation[at + 3] = knee.speed / SPEED_KNEE;
    observation[at + 4] = Number(footContacts[leg]);
  }
  observation.set(lidar, from + 14);
}
