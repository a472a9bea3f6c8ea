import { type Body, type Engine, loadEngine, type World } from "../../engine/engine.js";
import type { Placement } from "../../placed.js";
import {
  FRICTION,
  GROUND,
  LANDER,
  LANDER_DENSITY,
  LANDER_OUTLINE,
  LEG_AWAY,
  LEG_DENSITY,
  LEG_DOWN,
  LEG_HALF_HEIGHT,
  LEG_HALF_WIDTH,
  LEG_SPRING_SPEED,
  LEG_SPRING_TORQUE,
  LEGS,
  legAngles,
  POSITION_ITERATIONS,
  TIME_STEP,
  VELOCITY_ITERATIONS,
} from "../lander.js";
import { createMoon } from "../moon.js";
import { HEIGHT, type Terrain, WIDTH } from "../terrain.js";
import type { LanderWorld, Physics } from "./physics.js";

/** Loads the engine that equals Gymnasium's to the bit. */
export async function loadPhysics(): Promise<Physics> {
  const engine = await loadEngine();
  return {
    name: "float32",
    createWorld: (terrain, gravity) => new Float32World(engine, terrain, gravity),
  };
}

/** Tags of what touches the ground: the legs by their number. */
const FIRST_LEG = 0;
const SECOND_LEG = 1;
const LANDER_TAG = 2;

class Float32World implements LanderWorld {
  crashed = false;
  readonly legContacts: [first: boolean, second: boolean] = [false, false];
  readonly lander: Body;
  readonly placements: readonly Placement[];
  readonly #world: World;

  constructor(engine: Engine, terrain: Terrain, gravity: number) {
    const world = engine.createWorld([0, gravity]);
    this.#world = world;
    // Box2D names an edge before a polygon, so the second tag is that of what touches the ground.
    world.onTouch = (_ground, tag, touching) => this.#notice(tag, touching);
    createMoon(world, terrain);
    this.lander = world.createBody({ dynamic: true, position: [WIDTH / 2, HEIGHT] });
    this.lander.addPolygon(LANDER_OUTLINE, {
      density: LANDER_DENSITY,
      friction: FRICTION,
      category: LANDER,
      mask: GROUND,
      tag: LANDER_TAG,
    });
    this.placements = [this.lander, this.#createLeg(-1, FIRST_LEG), this.#createLeg(1, SECOND_LEG)];
  }

  get awake(): boolean {
    return this.lander.awake;
  }

  applyForce(fx: number, fy: number): void {
    this.lander.applyForce(fx, fy);
  }

  applyTorque(torque: number): void {
    this.lander.applyTorque(torque);
  }

  applyImpulse(ix: number, iy: number, x: number, y: number): void {
    this.lander.applyImpulse(ix, iy, x, y);
  }

  step(): void {
    this.#world.step(TIME_STEP, VELOCITY_ITERATIONS, POSITION_ITERATIONS);
  }

  destroy(): void {
    this.#world.destroy();
  }

  #notice(tag: number, touching: boolean): void {
    if (tag !== LANDER_TAG) this.legContacts[tag as 0 | 1] = touching;
    else if (touching) this.crashed = true;
  }

  #createLeg(side: -1 | 1, tag: number): Body {
    const { start, lower, upper } = legAngles(side);
    const leg = this.#world.createBody({
      dynamic: true,
      position: [WIDTH / 2 - side * LEG_AWAY, HEIGHT],
      angle: start,
    });
    leg.addBox(LEG_HALF_WIDTH, LEG_HALF_HEIGHT, { density: LEG_DENSITY, category: LEGS, mask: GROUND, tag });
    this.#world.createJoint({
      a: this.lander,
      b: leg,
      anchorA: [0, 0],
      anchorB: [side * LEG_AWAY, LEG_DOWN],
      lower,
      upper,
      motorSpeed: LEG_SPRING_SPEED * side,
      maxTorque: LEG_SPRING_TORQUE,
    });
    return leg;
  }
}
