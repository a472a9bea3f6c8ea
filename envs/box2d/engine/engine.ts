import { growingMemory } from "../../memory.js";
import { wasm } from "./generated/engine.js";

/** What assembly/engine.ts exports. Worlds, bodies, fixtures and joints are addresses in its memory. */
interface Kernel {
  createWorld(gravityX: number, gravityY: number): number;
  destroyWorld(world: number): void;
  createBody(world: number, dynamic: boolean, x: number, y: number, angle: number): number;
  destroyBody(world: number, body: number): void;
  describe(
    density: number,
    friction: number,
    restitution: number,
    category: number,
    mask: number,
    sensor: boolean,
    tag: number,
  ): void;
  setPoint(index: number, x: number, y: number): void;
  addPolygon(world: number, body: number, count: number): number;
  addBox(world: number, body: number, halfWidth: number, halfHeight: number): number;
  addEdge(world: number, body: number, x1: number, y1: number, x2: number, y2: number): number;
  addCircle(world: number, body: number, x: number, y: number, radius: number): number;
  cornerCount(fixture: number): number;
  corners(fixture: number): number;
  createJoint(
    world: number,
    a: number,
    b: number,
    anchorAX: number,
    anchorAY: number,
    anchorBX: number,
    anchorBY: number,
    lower: number,
    upper: number,
    motorSpeed: number,
    maxTorque: number,
  ): number;
  setMotor(joint: number, speed: number, maxTorque: number): void;
  applyForce(body: number, x: number, y: number): void;
  applyTorque(body: number, torque: number): void;
  applyImpulse(body: number, x: number, y: number, atX: number, atY: number): void;
  step(world: number, time: number, velocityIterations: number, positionIterations: number): number;
  events(world: number): number;
  castRay(world: number, x1: number, y1: number, x2: number, y2: number, categories: number): number;
}

/** A point or a vector (m). */
export type Point = readonly [x: number, y: number];

/** Corners that a polygon may have. */
export const MAX_CORNERS = 8;

/** What a fixture is like; what is left out is as in Box2D. */
export interface Material {
  /** kg/m². Default 0. */
  readonly density?: number;
  /** Default 0.2. */
  readonly friction?: number;
  /** 0, the default, to 1. */
  readonly restitution?: number;
  /**
   * What it is, a bit or several. Default 1. Fixtures collide when each has a category that the other's mask
   * has.
   */
  readonly category?: number;
  /** What it collides with. Default 0xffff: everything. */
  readonly mask?: number;
  /** Notices what touches it and lets it through. Default false. */
  readonly sensor?: boolean;
  /** A number by which `World.onTouch` names it. Default 0. */
  readonly tag?: number;
}

/** Where a body starts. */
export interface BodyDefinition {
  /** false: it never moves. */
  readonly dynamic: boolean;
  /** m. */
  readonly position?: Point;
  /** rad, counterclockwise. */
  readonly angle?: number;
}

/** A revolute joint with a motor and a limit. */
export interface JointDefinition {
  readonly a: Body;
  readonly b: Body;
  /** Where the joint is on each body, in body coordinates (m). */
  readonly anchorA: Point;
  readonly anchorB: Point;
  /** Between these the angle of B against A stays (rad), from that at which they are joined. */
  readonly lower: number;
  readonly upper: number;
  /** The motor's speed (rad/s), which it tries to reach with a torque (N m) up to this. */
  readonly motorSpeed: number;
  readonly maxTorque: number;
}

/** Called when two fixtures begin or end to touch, by their tags. */
export type TouchListener = (tagA: number, tagB: number, touching: boolean) => void;

/** The engine: one module, any number of worlds. */
export interface Engine {
  /** @param gravity m/s². */
  createWorld(gravity: Point): World;
  /** Memory of all worlds, which is used again and never given back. */
  readonly bytes: number;
}

let loaded: Promise<Engine> | undefined;

/**
 * Loads, once for all, the engine that equals Gymnasium's to the bit (pybox2d 2.3.10, which is Box2D 2.3.1,
 * with glibc's sine and cosine): in float32, in Box2D's order of operations, contacts and islands. It has
 * what Gymnasium's environments use: convex polygons, edges and circles (circles meet edges only); revolute
 * joints with motor and limit; friction, restitution and sensors; sleep; continuous collision with static
 * bodies; rays.
 */
export function loadEngine(): Promise<Engine> {
  loaded ??= instantiate();
  return loaded;
}

async function instantiate(): Promise<Engine> {
  const memory = growingMemory(1);
  const { instance } = await WebAssembly.instantiate(wasm, { env: { memory } });
  const kernel = instance.exports as unknown as Kernel;
  return {
    createWorld: (gravity) => new World(kernel, memory, gravity),
    get bytes() {
      return memory.buffer.byteLength;
    },
  };
}

/** A world: bodies, the joints between them, and what touches what. */
export class World {
  /** Called by `step`, once it is done, for all that began or ended to touch in it, in Box2D's order. */
  onTouch: TouchListener = () => {};
  readonly #kernel: Kernel;
  readonly #memory: WebAssembly.Memory;
  #address: number;

  /** Use `Engine.createWorld`. */
  constructor(kernel: Kernel, memory: WebAssembly.Memory, [x, y]: Point) {
    this.#kernel = kernel;
    this.#memory = memory;
    this.#address = kernel.createWorld(x, y);
  }

  /** Adds a body without fixtures. */
  createBody({ dynamic, position = [0, 0], angle = 0 }: BodyDefinition): Body {
    const address = this.#kernel.createBody(this.#address, dynamic, ...position, angle);
    return new Body(this.#kernel, this.#memory, this.#address, address);
  }

  /**
   * Removes a body with its fixtures, contacts and joints. `onTouch` is not called. It cannot be used
   * afterwards.
   */
  destroyBody(body: Body): void {
    this.#kernel.destroyBody(this.#address, body.address);
  }

  /** Adds a joint. The bodies no longer collide with each other. */
  createJoint(joint: JointDefinition): Joint {
    const { a, b, anchorA, anchorB, lower, upper, motorSpeed, maxTorque } = joint;
    const address = this.#kernel.createJoint(
      this.#address,
      a.address,
      b.address,
      ...anchorA,
      ...anchorB,
      lower,
      upper,
      motorSpeed,
      maxTorque,
    );
    return new Joint(this.#kernel, address, a, b);
  }

  /** Advances by a time in seconds. */
  step(time: number, velocityIterations: number, positionIterations: number): void {
    const count = this.#kernel.step(this.#address, time, velocityIterations, positionIterations);
    if (count === 0) return;
    const events = new Int32Array(this.#memory.buffer, this.#kernel.events(this.#address), 3 * count);
    for (let i = 0; i < events.length; i += 3) this.onTouch(events[i], events[i + 1], events[i + 2] === 1);
  }

  /**
   * The share of the way from (x1, y1) to (x2, y2) at which a ray meets a fixture that has one of the
   * categories; −1 when it meets none.
   */
  castRay(x1: number, y1: number, x2: number, y2: number, categories: number): number {
    return this.#kernel.castRay(this.#address, x1, y1, x2, y2, categories);
  }

  /** Frees the world with all that is in it. It cannot be used afterwards; destroying twice is harmless. */
  destroy(): void {
    if (this.#address !== 0) this.#kernel.destroyWorld(this.#address);
    this.#address = 0;
  }
}

// Where a Body's numbers lie, in units of 4 bytes; see assembly/_records.ts.
const VX = 0;
const VY = 1;
const ANGULAR_VELOCITY = 2;
const AWAKE = 3;
const X = 4;
const Y = 5;
const SINE = 6;
const COSINE = 7;
const ANGLE = 10;
const NUMBERS = 11;

/** A rigid body. All numbers are float32. */
export class Body {
  /** Where its record lies in the engine's memory. */
  readonly address: number;
  readonly #kernel: Kernel;
  readonly #memory: WebAssembly.Memory;
  readonly #world: number;
  #view: Float32Array | undefined;
  #flags: Int32Array | undefined;

  /** Use `World.createBody`. */
  constructor(kernel: Kernel, memory: WebAssembly.Memory, world: number, address: number) {
    this.#kernel = kernel;
    this.#memory = memory;
    this.#world = world;
    this.address = address;
  }

  /** Position of the origin (m). */
  get x(): number {
    return this.#numbers[X];
  }

  get y(): number {
    return this.#numbers[Y];
  }

  /** rad, counterclockwise; not brought back to a turn. */
  get angle(): number {
    return this.#numbers[ANGLE];
  }

  /** Sine and cosine of the angle, as the engine computed them. */
  get sine(): number {
    return this.#numbers[SINE];
  }

  get cosine(): number {
    return this.#numbers[COSINE];
  }

  /** Velocity of the center of mass (m/s). */
  get vx(): number {
    return this.#numbers[VX];
  }

  get vy(): number {
    return this.#numbers[VY];
  }

  /** rad/s. */
  get angularVelocity(): number {
    return this.#numbers[ANGULAR_VELOCITY];
  }

  /** false while the body sleeps: it has rested for half a second, as has all that it touches. */
  get awake(): boolean {
    this.#flags ??= new Int32Array(this.#memory.buffer, this.address, NUMBERS);
    return this.#flags[AWAKE] !== 0;
  }

  /** Writes x, y, angle, vx, vy, angular velocity, sine and cosine to a list, from an index on. */
  read(target: Float32Array, at: number): void {
    const numbers = this.#numbers;
    target[at] = numbers[X];
    target[at + 1] = numbers[Y];
    target[at + 2] = numbers[ANGLE];
    target[at + 3] = numbers[VX];
    target[at + 4] = numbers[VY];
    target[at + 5] = numbers[ANGULAR_VELOCITY];
    target[at + 6] = numbers[SINE];
    target[at + 7] = numbers[COSINE];
  }

  get #numbers(): Float32Array {
    this.#view ??= new Float32Array(this.#memory.buffer, this.address, NUMBERS);
    return this.#view;
  }

  /**
   * Adds the convex hull of 3 to MAX_CORNERS points.
   * @throws {RangeError} when there are too many or they enclose no area.
   */
  addPolygon(points: readonly Point[], material: Material): Fixture {
    this.#describe(material);
    if (points.length <= MAX_CORNERS) {
      for (const [i, [x, y]] of points.entries()) this.#kernel.setPoint(i, x, y);
      const address = this.#kernel.addPolygon(this.#world, this.address, points.length);
      if (address !== 0) return new Fixture(this.#kernel, this.#memory, address);
    }
    throw new RangeError(
      `expected up to ${MAX_CORNERS} points that enclose an area, got ${points.join("; ")}`,
    );
  }

  /** Adds a box around the origin. */
  addBox(halfWidth: number, halfHeight: number, material: Material): Fixture {
    this.#describe(material);
    const address = this.#kernel.addBox(this.#world, this.address, halfWidth, halfHeight);
    return new Fixture(this.#kernel, this.#memory, address);
  }

  /** Adds a line, which has two sides. */
  addEdge([x1, y1]: Point, [x2, y2]: Point, material: Material): Fixture {
    this.#describe(material);
    const address = this.#kernel.addEdge(this.#world, this.address, x1, y1, x2, y2);
    return new Fixture(this.#kernel, this.#memory, address);
  }

  /** Adds a disc. Discs collide with edges only. */
  addCircle([x, y]: Point, radius: number, material: Material): Fixture {
    this.#describe(material);
    const address = this.#kernel.addCircle(this.#world, this.address, x, y, radius);
    return new Fixture(this.#kernel, this.#memory, address);
  }

  /** Pushes at the center of mass until the next step (N), and wakes the body. */
  applyForce(x: number, y: number): void {
    this.#kernel.applyForce(this.address, x, y);
  }

  /** Turns until the next step (N m), and wakes the body. */
  applyTorque(torque: number): void {
    this.#kernel.applyTorque(this.address, torque);
  }

  /** Kicks with (x, y) N s at the place (atX, atY) of the world, and wakes the body. */
  applyImpulse(x: number, y: number, atX: number, atY: number): void {
    this.#kernel.applyImpulse(this.address, x, y, atX, atY);
  }

  #describe({
    density = 0,
    friction = 0.2,
    restitution = 0,
    category = 1,
    mask = 0xffff,
    sensor = false,
    tag = 0,
  }: Material): void {
    this.#kernel.describe(density, friction, restitution, category, mask, sensor, tag);
  }
}

/** A shape on a body. */
export class Fixture {
  readonly #kernel: Kernel;
  readonly #memory: WebAssembly.Memory;
  readonly #address: number;

  /** Use the methods of `Body`. */
  constructor(kernel: Kernel, memory: WebAssembly.Memory, address: number) {
    this.#kernel = kernel;
    this.#memory = memory;
    this.#address = address;
  }

  /**
   * A copy of its corners, x and y in turn, in body coordinates, in the engine's order. A circle has its
   * middle. Ask for it while the body is in its world.
   */
  get corners(): Float32Array {
    const start = this.#kernel.corners(this.#address);
    return new Float32Array(
      this.#memory.buffer.slice(start, start + 8 * this.#kernel.cornerCount(this.#address)),
    );
  }
}

/** A revolute joint. */
export class Joint {
  readonly #kernel: Kernel;
  readonly #address: number;
  readonly #a: Body;
  readonly #b: Body;
  readonly #reference: number;

  /** Use `World.createJoint`. */
  constructor(kernel: Kernel, address: number, a: Body, b: Body) {
    this.#kernel = kernel;
    this.#address = address;
    this.#a = a;
    this.#b = b;
    this.#reference = Math.fround(b.angle - a.angle);
  }

  /** Angle of B against A, from that at which they were joined (rad). */
  get angle(): number {
    return Math.fround(Math.fround(this.#b.angle - this.#a.angle) - this.#reference);
  }

  /** Angular velocity of B against A (rad/s). */
  get speed(): number {
    return Math.fround(this.#b.angularVelocity - this.#a.angularVelocity);
  }

  /** Sets the motor's speed (rad/s) and greatest torque (N m), and wakes the bodies. */
  setMotor(speed: number, maxTorque: number): void {
    this.#kernel.setMotor(this.#address, speed, maxTorque);
  }
}
