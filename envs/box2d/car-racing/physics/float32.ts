import { growingMemory } from "../../../memory.js";
import {
  AXLES,
  HULL_DENSITY,
  HULL_OUTLINES,
  MAX_MOTOR_TORQUE,
  STEERING_LIMIT,
  WHEEL_DENSITY,
  WHEEL_OUTLINE,
  WHEELS,
} from "../car.js";
import { Blocks } from "./blocks.js";
import { wasm } from "./generated/float32.js";
import {
  BODIES,
  BODY_STRIDE,
  type ContactListener,
  type Physics,
  type Scene,
  type World,
} from "./physics.js";

/** What assembly/float32.ts exports. A world is the address of its block of memory; so is all that belongs to it. */
interface Kernel {
  heapBase(): number;
  setDensities(hull: number, wheel: number): void;
  setMotors(maxTorque: number, limit: number): void;
  setOutline(fixture: number, corner: number, x: number, y: number): void;
  setAxle(wheel: number, x: number, y: number): void;
  worldBytes(tiles: number): number;
  open(world: number, tiles: number): void;
  tileCorners(world: number, tile: number): number;
  build(world: number, x: number, y: number, angle: number): number;
  bodies(world: number): number;
  jointAngles(world: number): number;
  motorSpeeds(world: number): number;
  forces(world: number): number;
  events(world: number): number;
  collide(world: number): number;
  advance(world: number): void;
}

/** Numbers of a tile in `Scene.tiles`. */
const TILE_STRIDE = 8;

let loaded: Promise<Physics> | undefined;

/**
 * Loads, once for all, the engine that equals Gymnasium's to the bit (pybox2d 2.3.10 with glibc's sine and
 * cosine): what Box2D 2.3 does with a car and a road, in float32, in Box2D's order of operations and of contacts.
 */
export function loadPhysics(): Promise<Physics> {
  loaded ??= instantiate();
  return loaded;
}

async function instantiate(): Promise<Physics> {
  const memory = growingMemory(1);
  const { instance } = await WebAssembly.instantiate(wasm, { env: { memory } });
  const kernel = instance.exports as unknown as Kernel;
  describeCar(kernel);
  const blocks = new Blocks(memory, kernel.heapBase());
  return {
    name: "float32",
    createWorld: (scene, onContact) => new Float32World(kernel, blocks, scene, onContact),
  };
}

function describeCar(kernel: Kernel): void {
  const wheelOutlines = new Array<readonly number[]>(WHEELS).fill(WHEEL_OUTLINE);
  for (const [fixture, outline] of [...HULL_OUTLINES, ...wheelOutlines].entries()) {
    for (let corner = 0; corner < outline.length / 2; corner++) {
      kernel.setOutline(fixture, corner, outline[2 * corner], outline[2 * corner + 1]);
    }
  }
  for (const [wheel, [x, y]] of AXLES.entries()) kernel.setAxle(wheel, x, y);
  kernel.setDensities(HULL_DENSITY, WHEEL_DENSITY);
  kernel.setMotors(MAX_MOTOR_TORQUE, STEERING_LIMIT);
}

class Float32World implements World {
  readonly bodies: Float32Array;
  readonly jointAngles: Float32Array;
  readonly #kernel: Kernel;
  readonly #blocks: Blocks;
  readonly #bytes: number;
  readonly #address: number;
  readonly #onContact: ContactListener;
  readonly #motorSpeeds: Float32Array;
  readonly #forces: Float32Array;
  readonly #events: Int32Array;
  /** Not 0 while the car does not sleep. */
  readonly #awake: Int32Array;
  #destroyed = false;

  /** @throws {RangeError} when a tile's corners enclose no area. */
  constructor(kernel: Kernel, blocks: Blocks, scene: Scene, onContact: ContactListener) {
    const tiles = scene.tiles.length / TILE_STRIDE;
    this.#kernel = kernel;
    this.#blocks = blocks;
    this.#onContact = onContact;
    this.#bytes = kernel.worldBytes(tiles);
    this.#address = blocks.take(this.#bytes);
    const { buffer } = blocks;
    const world = this.#address;

    kernel.open(world, tiles);
    const floats = new Float32Array(buffer);
    for (let tile = 0; tile < tiles; tile++) {
      const corners = kernel.tileCorners(world, tile) / 4;
      for (let i = 0; i < TILE_STRIDE; i++) floats[corners + i] = scene.tiles[TILE_STRIDE * tile + i];
    }
    const bad = kernel.build(world, scene.x, scene.y, scene.angle);
    if (bad >= 0) {
      this.destroy();
      throw new RangeError(`The corners of a road tile must enclose an area; those of tile ${bad} do not.`);
    }
    this.bodies = new Float32Array(buffer, kernel.bodies(world), BODIES * BODY_STRIDE);
    this.jointAngles = new Float32Array(buffer, kernel.jointAngles(world), WHEELS);
    this.#motorSpeeds = new Float32Array(buffer, kernel.motorSpeeds(world), WHEELS);
    this.#forces = new Float32Array(buffer, kernel.forces(world), 2 * WHEELS);
    this.#events = new Int32Array(
      buffer,
      kernel.events(world),
      (world + this.#bytes - kernel.events(world)) / 4,
    );
    this.#awake = new Int32Array(buffer, world, 1);
  }

  setMotorSpeed(wheel: number, radiansPerSecond: number): void {
    this.#motorSpeeds[wheel] = radiansPerSecond;
    this.#awake[0] = 1;
  }

  applyForce(wheel: number, fx: number, fy: number): void {
    this.#forces[2 * wheel] += Math.fround(fx);
    this.#forces[2 * wheel + 1] += Math.fround(fy);
    this.#awake[0] = 1;
  }

  step(): void {
    const events = this.#kernel.collide(this.#address);
    for (let i = 0; i < events; i++) {
      const event = this.#events[i];
      this.#onContact((event >> 1) & 7, event >> 4, (event & 1) === 1);
    }
    this.#kernel.advance(this.#address);
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#blocks.giveBack(this.#address, this.#bytes);
  }
}
