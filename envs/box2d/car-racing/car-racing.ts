import { expectAction } from "../../action.js";
import type {
  Env,
  EnvMetadata,
  RenderFrame,
  ResetOptions,
  ResetResult,
  StepOptions,
  StepOutcome,
  StepResult,
} from "../../env.js";
import { Random } from "../../random.js";
import { Box, Discrete } from "../../spaces.js";
import { trackThrough } from "./custom-track.js";
import { type CarRacingOptions, resetOptionsOf, type Settings, settingsOf } from "./options.js";
import { loadPhysics } from "./physics/load.js";
import { ANGLE, ANGULAR_VELOCITY, BODY_STRIDE, HULL, type Physics, VX, VY, X, Y } from "./physics/physics.js";
import { type Color, type Outcome, Race } from "./race.js";
import { Painter, RENDER_STYLES } from "./rendering/painter.js";
import type { RenderMode, View } from "./rendering/view.js";
import { createTrack, type Track } from "./track.js";

/** Steering from −1 (left) to 1, gas from 0 to 1, brake from 0 to 1. They are rounded to float32. */
export type ContinuousActions = Box<"float32">;

/** What the discrete actions 0 to 4 do. */
export const DISCRETE_ACTIONS = ["nothing", "right", "left", "gas", "brake"] as const;
export type DiscreteActions = Discrete<(typeof DISCRETE_ACTIONS)[number]>;

/** The true state after a step. Metres, seconds and radians; angles grow to the left. */
export interface CarRacingInfo {
  /** Place of the hull. */
  readonly x: number;
  readonly y: number;
  /** Heading of the hull: 0 along +y. */
  readonly angle: number;
  readonly vx: number;
  readonly vy: number;
  readonly speed: number;
  readonly yawRate: number;
  /** Angle of the left front wheel against the hull. */
  readonly steeringAngle: number;
  /** Rotation speed of the wheels: front left, front right, rear left, rear right. */
  readonly wheelOmega: readonly number[];
  /** Number of road tiles under each wheel; 0 on grass. */
  readonly tilesUnderWheels: readonly number[];
  /** How many of the track's tiles a wheel has touched. */
  readonly tilesVisited: number;
  readonly tileCount: number;
  /** true: the lap is finished; false: the car has left the playfield; undefined: still racing. */
  readonly lapFinished: boolean | undefined;
}

const RENDER_MODES: readonly RenderMode[] = ["rgb_array", "state_pixels", "track"];

function isRenderMode(mode: string): mode is RenderMode {
  return (RENDER_MODES as readonly string[]).includes(mode);
}

const ROAD: Color = [102, 102, 102];
const GROUND: Color = [102, 204, 102];
const GRASS: Color = [102, 230, 102];

/**
 * CarRacing-v3: drive a rear-wheel-drive car once round a random track, seen from above. After Gymnasium's
 * gymnasium.envs.box2d.CarRacing, by Oleg Klimov; the same seed gives the same track.
 *
 * **Actions.** Continuous: [steer, gas, brake]; numbers beyond the bounds do what the bounds do, as in Gymnasium.
 * Discrete: `DISCRETE_ACTIONS`.
 *
 * **Observation.** 96×96 RGB, `Uint8Array` in rows of pixels. Below the image a strip shows the speed, the four wheels'
 * speeds, the steering and the yaw rate.
 *
 * **Rewards.** −0.1 a step and +1000 / (number of tiles) for every tile touched first. Leaving the playfield: −100.
 *
 * **Start.** At rest in the middle of the road. `reset` lets one step pass without action, as Gymnasium does.
 *
 * **End.** When every tile is visited, when the lap is finished (see `LapRule`), or when the car leaves the playfield.
 * `make("CarRacing-v3")` adds a limit of 1,000 steps.
 *
 * **Options.** See `CarRacingOptions`, and `CarRacingResetOptions` for those of `reset`.
 */
export class CarRacing<
  Actions extends ContinuousActions | DiscreteActions = ContinuousActions | DiscreteActions,
> implements Env<Box<"uint8">, Actions, CarRacingInfo>
{
  readonly observationSpace: Box<"uint8">;
  readonly actionSpace: Actions;
  readonly metadata: EnvMetadata = { renderModes: RENDER_MODES, renderFps: 50 };
  readonly #options: Settings;
  /** The track of the options; random ones without it. */
  readonly #track: Track | undefined;
  readonly #physics: Physics;
  readonly #painter: Painter;
  /** What stands for observations that nobody looks at. */
  readonly #unseen: Uint8Array;
  #random = new Random();
  #roadColor: Color = ROAD;
  #groundColor: Color = GROUND;
  #grassColor: Color = GRASS;
  #race: Race | undefined;
  /** The score when the observation was due: without the step's cost. The observation shows this one. */
  #observedScore = 0;
  #closed = false;

  private constructor(physics: Physics, options: Settings, actions: Actions) {
    this.#physics = physics;
    this.#options = options;
    this.#painter = new Painter(options.pictures);
    this.#track = options.track && trackThrough(options.track);
    this.actionSpace = actions;
    const { height, width } = options.picture;
    const shape = options.observation === "pixels" ? [height, width, 3] : [0];
    this.observationSpace = new Box({ low: 0, high: 255, shape, dtype: "uint8" });
    this.#unseen = this.observationSpace.empty();
    // Gymnasium too draws colours when it makes the environment: they last where the first reset keeps them.
    if (options.domainRandomize) this.#randomizeColors();
  }

  /**
   * Loads the physics engine and makes an environment.
   * @throws {TypeError | RangeError} when an option is unknown or has a value it cannot have.
   */
  static create(
    options?: CarRacingOptions & { readonly continuous?: true },
  ): Promise<CarRacing<ContinuousActions>>;
  static create(
    options: CarRacingOptions & { readonly continuous: false },
  ): Promise<CarRacing<DiscreteActions>>;
  static create(options: CarRacingOptions): Promise<CarRacing>;
  static async create(options: CarRacingOptions = {}): Promise<CarRacing> {
    const settings = settingsOf(options);
    const physics = await loadPhysics(settings.physics);
    const actions = settings.continuous
      ? new Box({ low: [-1, 0, 0], high: [1, 1, 1], dtype: "float32" })
      : new Discrete(DISCRETE_ACTIONS.length, { names: DISCRETE_ACTIONS });
    return new CarRacing<ContinuousActions | DiscreteActions>(physics, settings, actions);
  }

  get npRandom(): Random {
    return this.#random;
  }

  reset({ seed, options = {} }: ResetOptions = {}): ResetResult<Uint8Array, CarRacingInfo> {
    if (this.#closed) throw new Error("expected an open environment: this one has been closed");
    const { randomize = true, track: points } = resetOptionsOf(options);
    const given = points ? trackThrough(points) : this.#track;
    if (seed !== undefined) this.#random = new Random(seed);
    if (this.#options.domainRandomize && randomize) this.#randomizeColors();
    const track = given ?? createTrack(this.#random);
    this.#race?.world.destroy();
    const race = new Race(this.#physics, track, this.#roadColor, this.#options);
    this.#race = race;
    race.advance();
    this.#observedScore = race.score;
    return [this.#observe(false), this.#info(undefined)];
  }

  /** After the end of an episode further steps are possible, as in Gymnasium, but mean little. */
  step(
    action: ArrayLike<number> | number,
    { unseen = false }: StepOptions = {},
  ): StepResult<Uint8Array, CarRacingInfo> {
    const outcome = this.#advance(action);
    const observation = this.#observe(unseen && !outcome.terminated);
    return [observation, outcome.reward, outcome.terminated, false, this.#info(outcome)];
  }

  stepInto(
    action: ArrayLike<number> | number,
    observation: Uint8Array,
    at: number,
    outcome: StepOutcome,
  ): void {
    const settled = this.#advance(action);
    const { size } = this.observationSpace;
    if (size > 0) this.#paint("state_pixels", observation.subarray(at, at + size));
    outcome.reward = settled.reward;
    outcome.terminated = settled.terminated;
    outcome.truncated = false;
    outcome.info = this.#info(settled);
  }

  #advance(action: ArrayLike<number> | number): Outcome {
    const { race } = this;
    this.#control(race, action);
    race.advance();
    this.#observedScore = race.score;
    return race.settle();
  }

  /**
   * Draws the present state: `rgb_array` (default) is 600×400 with skid marks, for people; `state_pixels` is the
   * observation; `track` shows the whole track from above, 600×480.
   */
  render(mode: string = "rgb_array"): RenderFrame {
    if (!isRenderMode(mode)) {
      throw new RangeError(`expected the render mode ${RENDER_MODES.join(" or ")}, got ${mode}`);
    }
    return this.#paint(mode);
  }

  /** Draws, into `target` when given. */
  #paint(mode: RenderMode, target?: Uint8Array): RenderFrame {
    const observed = mode === "state_pixels";
    const style = { ...RENDER_STYLES[mode], ...(observed ? this.#options.picture : {}) };
    const view = this.#view(observed ? this.#observedScore : this.race.score);
    return { width: style.width, height: style.height, data: this.#painter.paint(view, style, target) };
  }

  close(): void {
    this.#race?.world.destroy();
    this.#race = undefined;
    this.#closed = true;
  }

  /** The race that is on, with the track, the world and the car: what a scripted driver steers by. */
  get race(): Race {
    if (this.#closed) throw new Error("expected an open environment: this one has been closed");
    if (!this.#race) throw new Error("expected reset() before the first step");
    return this.#race;
  }

  #control(race: Race, action: ArrayLike<number> | number): void {
    expectAction(this.actionSpace, action);
    if (typeof action === "number") {
      const name = DISCRETE_ACTIONS[action];
      const steer = name === "right" ? -0.6 : name === "left" ? 0.6 : 0;
      race.car.control(steer, name === "gas" ? 0.2 : 0, name === "brake" ? 0.8 : 0);
    } else {
      race.car.control(-Math.fround(action[0]), Math.fround(action[1]), Math.fround(action[2]));
    }
  }

  #observe(unseen: boolean): Uint8Array {
    if (unseen || this.#options.observation === "none") return this.#unseen;
    return this.#paint("state_pixels").data;
  }

  #view(score: number): View {
    const { car, road, time, world } = this.race;
    return {
      time,
      reward: score,
      world,
      wheelOmega: car.omega,
      wheelPhase: car.phase,
      road,
      backgroundColor: this.#groundColor,
      grassColor: this.#grassColor,
      skids: car.skids,
    };
  }

  #info(outcome: Outcome | undefined): CarRacingInfo {
    const { car, tilesVisited, track, world } = this.race;
    const { bodies, jointAngles } = world;
    const hull = HULL * BODY_STRIDE;
    const vx = bodies[hull + VX];
    const vy = bodies[hull + VY];
    return {
      x: bodies[hull + X],
      y: bodies[hull + Y],
      angle: bodies[hull + ANGLE],
      vx,
      vy,
      speed: Math.sqrt(vx * vx + vy * vy),
      yawRate: bodies[hull + ANGULAR_VELOCITY],
      steeringAngle: jointAngles[0],
      wheelOmega: [...car.omega],
      tilesUnderWheels: [...car.tilesUnder],
      tilesVisited,
      tileCount: track.sections.length,
      lapFinished: outcome?.lapFinished,
    };
  }

  /** The same draws, in the same order, as Gymnasium's. */
  #randomizeColors(): void {
    const draw = (): [number, number, number] => [
      this.#random.uniform(0, 210),
      this.#random.uniform(0, 210),
      this.#random.uniform(0, 210),
    ];
    this.#roadColor = draw();
    this.#groundColor = draw();
    const grass: [number, number, number] = [...this.#groundColor];
    grass[this.#random.integers(3)] += 20;
    this.#grassColor = grass;
  }
}
