import type { Body, Engine, Joint, Material, Point, World } from "../engine/engine.js";
import { START_PAD, TERRAIN_HEIGHT, TERRAIN_STEP, type Terrain } from "./terrain.js";
import {
  FPS,
  HULL_OUTLINE,
  LEG_DOWN,
  LEG_HEIGHT,
  LEG_WIDTH,
  LIDAR_RANGE,
  LIDAR_RAYS,
  MOTORS_TORQUE,
  SPEED_HIP,
  SPEED_KNEE,
} from "./walker.js";

const f = Math.fround;

/** What collides with what: the walker with the ground, not with itself. */
const GROUND = 0x1;
const WALKER = 0x20;
const TERRAIN_FRICTION = 2.5;

/** Tags of what touches the ground. */
const HULL_TAG = 1;
const UPPER_LEG_TAG = 2;
const FIRST_FOOT_TAG = 3;
const SECOND_FOOT_TAG = 4;

const HULL: Material = { density: 5, friction: 0.1, category: WALKER, mask: GROUND, tag: HULL_TAG };
const LEG: Material = { density: 1, category: WALKER, mask: GROUND, tag: UPPER_LEG_TAG };

/** Half the width and height of the upper and the lower part of a leg (m). */
const UPPER_HALF: Point = [LEG_WIDTH / 2, LEG_HEIGHT / 2];
const LOWER_HALF: Point = [(0.8 * LEG_WIDTH) / 2, LEG_HEIGHT / 2];

/**
 * Where the lidar's rays end, from the hull: sine and −cosine of 0.15 i as glibc gives them, times the range.
 */
const RAYS: readonly Point[] = Array.from({ length: LIDAR_RAYS }, (_, i) => [
  Math.sin((1.5 * i) / 10) * LIDAR_RANGE,
  Math.cos((1.5 * i) / 10) * LIDAR_RANGE,
]);

/** A part of the scene, in the order in which it is drawn: a line or a polygon, in world coordinates (m). */
export interface Part {
  readonly corners: Float32Array;
  /** Its number from the left, for lines of the ground; −1 for blocks. */
  readonly index: number;
}

/** A ray of the lidar: from the hull to what it met, or to the end of its range (m). */
export interface Ray {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/**
 * The walker in its world, which lives as long as the environment: Box2D's orders go on from episode to
 * episode.
 */
export class WalkerWorld {
  /** Whether the hull has touched the ground. */
  fallen = false;
  /**
   * Whether the first and the second foot touch the ground, as Gymnasium notices it: the end of any contact
   * counts.
   */
  readonly footContacts: [first: boolean, second: boolean] = [false, false];
  /** How far each ray of the lidar goes, as a share of its range; 1 when it meets nothing. */
  readonly lidar = new Float32Array(LIDAR_RAYS);
  /** Blocks and lines of the ground, the rightmost line first. */
  parts: readonly Part[] = [];
  readonly #engine: Engine;
  #world: World;
  #terrain: readonly Body[] = [];
  #bodies: Body[] = [];
  #shapes: Float32Array[] = [];
  #joints: Joint[] = [];
  /** Where the lidar was in the last step. */
  #eye: Point = [0, 0];

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#world = this.#createWorld();
  }

  #createWorld(): World {
    const world = this.#engine.createWorld([0, -10]);
    // The ground's tag is 0, so that the sum is the tag of what touches it.
    world.onTouch = (a, b, touching) => this.#notice(a + b, touching);
    return world;
  }

  get hull(): Body {
    return this.#bodies[0];
  }

  /** The hull, then for each leg its upper and its lower part. */
  get bodies(): readonly Body[] {
    return this.#bodies;
  }

  /** The corners of each of the bodies, in its coordinates (m). */
  get shapes(): readonly Float32Array[] {
    return this.#shapes;
  }

  /** Hip and knee of the first leg, then of the second. */
  get joints(): readonly Joint[] {
    return this.#joints;
  }

  /**
   * Removes what the last episode left and sets the scene for the next one.
   * @param keepWorld See BipedalWalkerOptions.
   */
  restart({ ground, blocks }: Terrain, keepWorld: boolean): void {
    this.#clear(keepWorld);
    const terrain: { body: Body; part: Part }[] = [];
    const add = (points: readonly Point[], index: number) => {
      const body = this.#world.createBody({ dynamic: false });
      const material = { friction: TERRAIN_FRICTION };
      const { corners } =
        index < 0 ? body.addPolygon(points, material) : body.addEdge(points[0], points[1], material);
      terrain.push({ body, part: { corners, index } });
    };
    for (const block of blocks) add(block, -1);
    for (let i = 0; i + 1 < ground.length; i++) add([ground[i], ground[i + 1]], i);
    terrain.reverse();
    this.#terrain = terrain.map(({ body }) => body);
    this.parts = terrain.map(({ part }) => part);
    this.#createWalker();
  }

  /** A ray of the lidar in the last step, 0 (downwards) to 9 (almost ahead). */
  ray(index: number): Ray {
    const share = this.lidar[index];
    const [x1, y1] = this.#eye;
    const [dx, dy] = RAYS[index];
    // In float32, as Box2D finds the point that a ray meets.
    const meet = (from: number, to: number) => f(f(f(1 - share) * from) + f(share * f(to)));
    return { x1, y1, x2: meet(x1, x1 + dx), y2: meet(y1, y1 - dy) };
  }

  /** Pushes the hull until the next step (N). */
  push(force: number): void {
    this.hull.applyForce(force, 0);
  }

  /**
   * Sets the motors of the four joints: the sign of each number is the direction, its size the share of the
   * torque.
   */
  setMotors(action: ArrayLike<number>): void {
    for (const [i, joint] of this.#joints.entries()) {
      const value = Math.fround(action[i]);
      const speed = (i % 2 === 0 ? SPEED_HIP : SPEED_KNEE) * Math.sign(value);
      joint.setMotor(speed, MOTORS_TORQUE * Math.min(Math.abs(value), 1));
    }
  }

  /** Advances 1/50 s and looks around. */
  step(): void {
    this.#world.step(1 / FPS, 6 * 30, 2 * 30);
    const { x, y } = this.hull;
    this.#eye = [x, y];
    for (const [i, [dx, dy]] of RAYS.entries()) {
      const share = this.#world.castRay(x, y, x + dx, y - dy, GROUND);
      this.lidar[i] = share < 0 ? 1 : share;
    }
  }

  /** Frees the world. It cannot be used afterwards. */
  destroy(): void {
    this.#world.destroy();
  }

  #clear(keepWorld: boolean): void {
    if (keepWorld) {
      // In Gymnasium's order, which decides how the tree of bounds is numbered in the next episode.
      for (const body of [...this.#terrain, ...this.#bodies]) this.#world.destroyBody(body);
    } else {
      this.#world.destroy();
      this.#world = this.#createWorld();
    }
    this.#bodies = [];
    this.#shapes = [];
    this.#joints = [];
    this.fallen = false;
    this.footContacts.fill(false);
  }

  #createWalker(): void {
    const x = (TERRAIN_STEP * START_PAD) / 2;
    const y = TERRAIN_HEIGHT + 2 * LEG_HEIGHT;
    const hull = this.#world.createBody({ dynamic: true, position: [x, y] });
    this.#bodies.push(hull);
    this.#shapes.push(hull.addPolygon(HULL_OUTLINE, HULL).corners);
    for (const side of [-1, 1]) {
      const footTag = side === -1 ? FIRST_FOOT_TAG : SECOND_FOOT_TAG;
      const upper = this.#createPart(x, y - LEG_HEIGHT / 2 - LEG_DOWN, side, UPPER_HALF, UPPER_LEG_TAG);
      this.#join(hull, upper, [0, LEG_DOWN], side, -0.8, 1.1);
      const lower = this.#createPart(x, y - (LEG_HEIGHT * 3) / 2 - LEG_DOWN, side, LOWER_HALF, footTag);
      this.#join(upper, lower, [0, -LEG_HEIGHT / 2], 1, -1.6, -0.1);
    }
  }

  #createPart(x: number, y: number, side: number, [halfWidth, halfHeight]: Point, tag: number): Body {
    const part = this.#world.createBody({ dynamic: true, position: [x, y], angle: side * 0.05 });
    this.#bodies.push(part);
    this.#shapes.push(part.addBox(halfWidth, halfHeight, { ...LEG, tag }).corners);
    return part;
  }

  #join(a: Body, b: Body, anchorA: Point, motorSpeed: number, lower: number, upper: number): void {
    const anchorB: Point = [0, LEG_HEIGHT / 2];
    const joint = { a, b, anchorA, anchorB, lower, upper, motorSpeed, maxTorque: MOTORS_TORQUE };
    this.#joints.push(this.#world.createJoint(joint));
  }

  #notice(tag: number, touching: boolean): void {
    if (tag === HULL_TAG && touching) this.fallen = true;
    if (tag === FIRST_FOOT_TAG) this.footContacts[0] = touching;
    if (tag === SECOND_FOOT_TAG) this.footContacts[1] = touching;
  }
}
