import { expectAction } from "../../action.js";
import type { Env, RenderFrame, ResetOptions, ResetResult, StepOutcome, StepResult } from "../../env.js";
import { cos, sin } from "../../libm/trigonometry.js";
import { NO_INFO } from "../../no-info.js";
import { checkOptions, finiteNumber, oneOf } from "../../options.js";
import { Random } from "../../random.js";
import { Box, Discrete } from "../../spaces.js";
import { type Engine, loadEngine } from "../engine/engine.js";
import { Flames, type Thrust } from "./flames.js";
import { LEG_DOWN, SCALE } from "./lander.js";
import { loadPhysics, PHYSICS } from "./physics/load.js";
import type { LanderWorld, Physics } from "./physics/physics.js";
import { paint } from "./rendering.js";
import { createTerrain, HEIGHT, PAD_HEIGHT, type Terrain, WIDTH } from "./terrain.js";

export interface LunarLanderOptions {
  /**
   * false (default): actions are one of the four `ENGINE_ACTIONS`. true: they are [main, side] from −1 to 1.
   */
  readonly continuous?: boolean;
  /** In m/s², between −12 and 0. Default −10. */
  readonly gravity?: number;
  /** Wind that pushes and turns the lander while no leg touches the ground. Default false. */
  readonly enableWind?: boolean;
  /** Greatest force of the wind in newtons; 0 to 20 is recommended. Default 15. */
  readonly windPower?: number;
  /** Greatest torque of the wind in newton metres; 0 to 2 is recommended. Default 1.5. */
  readonly turbulencePower?: number;
  /**
   * "float32" (default): equal to the bit to Gymnasium's Box2D 2.3. "box2d-wasm": Box2D 2.4, with which the
   * environment was made before 0.2.
   */
  readonly physics?: Physics["name"];
}

/** What the discrete actions 0 to 3 do: the engine that fires. */
export const ENGINE_ACTIONS = ["nothing", "left", "main", "right"] as const;
export type EngineActions = Discrete<(typeof ENGINE_ACTIONS)[number]>;

/** Main engine: off below 0, then from half to full power. Side engines: off between −0.5 and 0.5. */
export type ThrottleActions = Box<"float32">;

const FPS = 50;
/** Power of the engines, and the density of their flames (kg/m²). */
const MAIN_ENGINE = { power: 13, density: 3.5 };
const SIDE_ENGINE = { power: 0.6, density: 0.7 };
const NOTHING: readonly Thrust[] = [];
const INITIAL_FORCE = 1000;
const SIDE_ENGINE_AWAY = 12 / SCALE;
const SIDE_ENGINE_HEIGHT = 14; // pixels
const MAIN_ENGINE_Y = 4 / SCALE;

const defaults: Required<LunarLanderOptions> = {
  continuous: false,
  gravity: -10,
  enableWind: false,
  windPower: 15,
  turbulencePower: 1.5,
  physics: "float32",
};

const rules = {
  continuous: oneOf(true, false),
  gravity: {
    expected: "a number between -12 and 0",
    holds: (value: unknown) => typeof value === "number" && value > -12 && value < 0,
  },
  enableWind: oneOf(true, false),
  windPower: finiteNumber,
  turbulencePower: finiteNumber,
  physics: oneOf(...PHYSICS),
};

/** How strongly the engines fire, 0 to 1. */
interface Throttle {
  readonly main: number;
  readonly side: number;
  /** −1: the left engine, 1: the right one. */
  readonly direction: number;
}

/** An outcome to write to where nobody else looks. */
const outcome: StepOutcome = { reward: 0, terminated: false, truncated: false, info: NO_INFO };

/** One flight: a terrain and what moves above it. */
interface Flight {
  readonly terrain: Terrain;
  readonly world: LanderWorld;
  readonly flames: Flames;
  /** Where in its pattern the wind is. */
  wind: number;
  turbulence: number;
  /** The shaping of the step before. */
  shaping: number | undefined;
}

/**
 * LunarLander-v3: bring a rocket down on its pad, after Gymnasium's gymnasium.envs.box2d.LunarLander by Oleg
 * Klimov. Equal to it to the bit: observations, rewards and ends. Documented in
 * docs/environments/lunar-lander.md.
 */
export class LunarLander<Actions extends EngineActions | ThrottleActions = EngineActions | ThrottleActions>
  implements Env<Box<"float32">, Actions>
{
  readonly observationSpace: Box<"float32">;
  readonly actionSpace: Actions;
  readonly metadata = { renderModes: ["rgb_array"], renderFps: FPS };
  readonly #physics: Physics;
  /** For the flames, whatever the lander's physics is. */
  readonly #engine: Engine;
  readonly #options: Required<LunarLanderOptions>;
  #random = new Random();
  #flight: Flight | undefined;

  private constructor(
    physics: Physics,
    engine: Engine,
    options: Required<LunarLanderOptions>,
    actions: Actions,
  ) {
    this.#physics = physics;
    this.#engine = engine;
    this.#options = options;
    this.actionSpace = actions;
    this.observationSpace = new Box({
      low: [-2.5, -2.5, -10, -10, -2 * Math.PI, -10, 0, 0],
      high: [2.5, 2.5, 10, 10, 2 * Math.PI, 10, 1, 1],
      dtype: "float32",
    });
  }

  /**
   * Loads the physics and makes an environment.
   * @throws {TypeError | RangeError} when an option is unknown or has a value it cannot have.
   */
  static async create(options: LunarLanderOptions = {}): Promise<LunarLander> {
    checkOptions("LunarLander", rules, options);
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    const all = { ...defaults, ...Object.fromEntries(given) };
    const actions = all.continuous
      ? new Box({ low: -1, high: 1, shape: [2], dtype: "float32" })
      : new Discrete(ENGINE_ACTIONS.length, { names: ENGINE_ACTIONS });
    return new LunarLander<EngineActions | ThrottleActions>(
      await loadPhysics(all.physics),
      await loadEngine(),
      all,
      actions,
    );
  }

  get npRandom(): Random {
    return this.#random;
  }

  reset({ seed, options = {} }: ResetOptions = {}): ResetResult<Float32Array, object> {
    checkOptions("LunarLander's reset", {}, options);
    if (seed !== undefined) this.#random = new Random(seed);
    const random = this.#random;
    this.#endFlight();
    const terrain = createTerrain(random);
    const world = this.#physics.createWorld(terrain, this.#options.gravity);
    const push = () => random.uniform(-INITIAL_FORCE, INITIAL_FORCE);
    world.applyForce(push(), push());
    const pattern = () => (this.#options.enableWind ? random.integers(-9999, 9999) : 0);
    this.#flight = {
      terrain,
      world,
      flames: new Flames(this.#engine, terrain, this.#options.gravity),
      wind: pattern(),
      turbulence: pattern(),
      shaping: undefined,
    };
    const observation = new Float32Array(this.observationSpace.size);
    this.#advance(this.#flight, { main: 0, side: 0, direction: 0 }, observation, 0, outcome);
    return [observation, {}];
  }

  step(action: ArrayLike<number> | number): StepResult<Float32Array, object> {
    const observation = new Float32Array(this.observationSpace.size);
    this.stepInto(action, observation, 0, outcome);
    return [observation, outcome.reward, outcome.terminated, false, {}];
  }

  stepInto(
    action: ArrayLike<number> | number,
    observation: Float32Array,
    at: number,
    outcome: StepOutcome,
  ): void {
    expectAction(this.actionSpace, action);
    if (!this.#flight) throw new Error("expected an environment that was reset, got step() first");
    this.#advance(this.#flight, throttleOf(action), observation, at, outcome);
  }

  /** 600 × 400: the sky, the mountains, the pad between its flags, and the lander. */
  render(mode = "rgb_array"): RenderFrame {
    if (mode !== "rgb_array") throw new RangeError(`expected render mode rgb_array, got ${mode}`);
    if (!this.#flight) throw new Error("expected an environment that was reset, got render() first");
    const { terrain, world, flames } = this.#flight;
    return paint(terrain, world.placements, flames.draw());
  }

  close(): void {
    this.#endFlight();
  }

  #endFlight(): void {
    this.#flight?.world.destroy();
    this.#flight?.flames.destroy();
    this.#flight = undefined;
  }

  #advance(
    flight: Flight,
    throttle: Throttle,
    observation: Float32Array,
    at: number,
    outcome: StepOutcome,
  ): void {
    const { world, flames } = flight;
    if (this.#options.enableWind && !world.legContacts.includes(true)) this.#blow(flight);
    flames.step(this.#fire(flight, throttle));
    world.step();

    const state = stateOf(world);
    const shaping = shapingOf(state);
    let reward = flight.shaping === undefined ? 0 : shaping - flight.shaping;
    flight.shaping = shaping;
    reward -= throttle.main * 0.3;
    reward -= throttle.side * 0.03;
    let terminated = false;
    if (world.crashed || Math.abs(state[0]) >= 1) {
      terminated = true;
      reward = -100;
    }
    if (!world.awake) {
      terminated = true;
      reward = 100;
    }
    for (let i = 0; i < state.length; i++) observation[at + i] = state[i];
    outcome.reward = reward;
    outcome.terminated = terminated;
    outcome.truncated = false;
    outcome.info = NO_INFO;
  }

  /** Pushes and turns the lander by two patterns that never repeat. */
  #blow(flight: Flight): void {
    const pattern = (index: number) => Math.tanh(sin(0.02 * index) + sin(Math.PI * 0.01 * index));
    flight.world.applyForce(pattern(flight.wind++) * this.#options.windPower, 0);
    flight.world.applyTorque(pattern(flight.turbulence++) * this.#options.turbulencePower);
  }

  /**
   * The engines push with some noise: two numbers are drawn every step, whether they fire or not. Returns
   * what they throw out.
   */
  #fire({ world }: Flight, { main, side, direction }: Throttle): readonly Thrust[] {
    const { x, y, angle } = world.lander;
    const along = this.#random.uniform(-1, 1) / SCALE;
    const across = this.#random.uniform(-1, 1) / SCALE;
    if (main === 0 && side === 0) return NOTHING;
    const tipX = sin(angle);
    const tipY = cos(angle);
    const thrusts: Thrust[] = [];
    // A thrust is given along the lander's axis, downwards, and across it. It kicks the lander where it
    // leaves it.
    const kick = (
      { power, density }: { power: number; density: number },
      share: number,
      axis: number,
      aside: number,
      placeX: number,
      placeY: number,
    ) => {
      const offsetX = tipX * axis - tipY * aside;
      const offsetY = -tipY * axis - tipX * aside;
      const impulseX = offsetX * power * share;
      const impulseY = offsetY * power * share;
      const thrust = {
        density,
        x: x + offsetX + placeX,
        y: y + offsetY + placeY,
        impulseX,
        impulseY,
        power: share,
      };
      world.applyImpulse(-impulseX, -impulseY, thrust.x, thrust.y);
      thrusts.push(thrust);
    };
    if (main > 0) kick(MAIN_ENGINE, main, MAIN_ENGINE_Y + 2 * along, across, 0, 0);
    if (side > 0) {
      const aside = 3 * across + direction * SIDE_ENGINE_AWAY;
      // 17 where 14 must have been meant: the place moves as the lander turns. Kept, as Gymnasium keeps it.
      const placeX = -(tipX * 17) / SCALE;
      const placeY = (tipY * SIDE_ENGINE_HEIGHT) / SCALE;
      kick(SIDE_ENGINE, side, along, aside, placeX, placeY);
    }
    return thrusts;
  }
}

function throttleOf(action: ArrayLike<number> | number): Throttle {
  if (typeof action === "number") {
    const name = ENGINE_ACTIONS[action];
    const side = name === "left" || name === "right" ? 1 : 0;
    return { main: name === "main" ? 1 : 0, side, direction: name === "left" ? -1 : 1 };
  }
  const clipped = (value: number) => Math.min(Math.max(Math.fround(value), -1), 1);
  const [main, side] = [clipped(action[0]), clipped(action[1])];
  return {
    main: main > 0 ? (main + 1) * 0.5 : 0,
    side: Math.abs(side) > 0.5 ? Math.abs(side) : 0,
    direction: Math.sign(side),
  };
}

type State = readonly [
  x: number,
  y: number,
  vx: number,
  vy: number,
  angle: number,
  angularVelocity: number,
  leftContact: number,
  rightContact: number,
];

/** What is observed: relative to the pad, and scaled. */
function stateOf(world: LanderWorld): State {
  const { x, y, vx, vy, angle, angularVelocity } = world.lander;
  return [
    (x - WIDTH / 2) / (WIDTH / 2),
    (y - (PAD_HEIGHT + LEG_DOWN)) / (HEIGHT / 2),
    (vx * (WIDTH / 2)) / FPS,
    (vy * (HEIGHT / 2)) / FPS,
    angle,
    (20 * angularVelocity) / FPS,
    Number(world.legContacts[0]),
    Number(world.legContacts[1]),
  ];
}

/** Near, slow and upright is good; so is a leg on the ground, and taking it off again costs what it gave. */
function shapingOf([x, y, vx, vy, angle, , left, right]: State): number {
  return (
    -100 * Math.sqrt(x * x + y * y) -
    100 * Math.sqrt(vx * vx + vy * vy) -
    100 * Math.abs(angle) +
    10 * left +
    10 * right
  );
}
