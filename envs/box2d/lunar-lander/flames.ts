import type { Body, Engine, World } from "../engine/engine.js";
import {
  FLAMES,
  FRICTION,
  GROUND,
  POSITION_ITERATIONS,
  SCALE,
  TIME_STEP,
  VELOCITY_ITERATIONS,
} from "./lander.js";
import { createMoon } from "./moon.js";
import type { Terrain } from "./terrain.js";

/** Radius of a flame (m). */
export const FLAME_RADIUS = 2 / SCALE;
const RESTITUTION = 0.3;
/** What a flame's heat loses in every image. */
const COOLING = 0.15;
/**
 * Steps without an image, after which the oldest are forgotten: an endless flight must not fill the memory.
 */
const MOST_STEPS = 10_000;

/** What an engine throws out in a step. */
export interface Thrust {
  /** kg/m²: the lighter, the faster. */
  readonly density: number;
  /** Where it leaves the lander (m). */
  readonly x: number;
  readonly y: number;
  /** The impulse that drives it (N s). */
  readonly impulseX: number;
  readonly impulseY: number;
  /** From 0 to 1. */
  readonly power: number;
}

/** A disc of fire. */
export interface Flame {
  readonly body: Body;
  /** 1 when it leaves the engine at full power; below 0 it is out. */
  heat: number;
}

/**
 * What the engines throw out. Only images show it: it falls to the ground, and no part of the lander
 * touches it. So it has a world of its own, which catches up with the lander's when an image is drawn: the
 * thrusts are written down until then. As in Gymnasium, flames cool with every image, not with time.
 */
export class Flames {
  readonly #engine: Engine;
  readonly #terrain: Terrain;
  readonly #gravity: number;
  #world: World | undefined;
  #flames: Flame[] = [];
  /** The thrusts of the steps since the last image. */
  #steps: (readonly Thrust[])[] = [];

  /** @param gravity Along y, in m/s². */
  constructor(engine: Engine, terrain: Terrain, gravity: number) {
    this.#engine = engine;
    this.#terrain = terrain;
    this.#gravity = gravity;
  }

  /** Notes what the engines threw out in a step of 1/50 s. */
  step(thrusts: readonly Thrust[]): void {
    this.#steps.push(thrusts);
    if (this.#steps.length === 2 * MOST_STEPS) this.#steps = this.#steps.slice(MOST_STEPS);
  }

  /** The flames of an image, the oldest first. Each call cools them. */
  draw(): readonly Flame[] {
    if (!this.#world) {
      this.#world = this.#engine.createWorld([0, this.#gravity]);
      createMoon(this.#world, this.#terrain);
    }
    for (const thrusts of this.#steps) {
      for (const thrust of thrusts) this.#add(this.#world, thrust);
      this.#world.step(TIME_STEP, VELOCITY_ITERATIONS, POSITION_ITERATIONS);
    }
    this.#steps = [];
    for (const flame of this.#flames) flame.heat -= COOLING;
    this.#removeCold(this.#world);
    return this.#flames;
  }

  /** Frees what the flames hold. They cannot be used afterwards. */
  destroy(): void {
    this.#world?.destroy();
    this.#world = undefined;
  }

  #add(world: World, { density, x, y, impulseX, impulseY, power }: Thrust): void {
    const body = world.createBody({ dynamic: true, position: [x, y] });
    const material = {
      density,
      friction: FRICTION,
      restitution: RESTITUTION,
      category: FLAMES,
      mask: GROUND,
    };
    body.addCircle([0, 0], FLAME_RADIUS, material);
    this.#flames.push({ body, heat: power });
    this.#removeCold(world);
    body.applyImpulse(impulseX, impulseY, x, y);
  }

  /** Only while the oldest is cold: one that is still warm keeps those behind it. */
  #removeCold(world: World): void {
    while (this.#flames.length > 0 && this.#flames[0].heat < 0) world.destroyBody(this.#flames.shift()!.body);
  }
}
