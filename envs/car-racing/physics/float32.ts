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
import { wasm } from "./generated/float32.js";
import {
  BODIES,
  BODY_STRIDE,
  type ContactListener,
  type Physics,
  type Scene,
  type World,
} from "./physics.js";

/** What assembly/float32.ts exports. A world is the address of its block of memory. */
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

const PAGE = 65536;
const TILE_CORNERS = 4;

/**
 * Loads the engine that equals Gymnasium's to the bit (pybox2d 2.3.10 on glibc): the part of Box2D 2.3 that the
 * scene uses, in float32, with Box2D's order of operations and of contacts.
 */
export async function loadPhysics(): Promise<Physics> {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: PAGE, shared: true });
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
  const outlines = [...HULL_OUTLINES, ...new Array<readonly number[]>(WHEELS).fill(WHEEL_OUTLINE)];
  outlines.forEach((outline, fixture) => {
    for (let corner = 0; corner < outline.length / 2; corner++) {
      kernel.setOutline(fixture, corner, outline[2 * corner]!, outline[2 * corner + 1]!);
    }
  });
  AXLES.forEach(([x, y], wheel) => {
    kernel.setAxle(wheel, x, y);
  });
  kernel.setDensities(HULL_DENSITY, WHEEL_DENSITY);
  kernel.setMotors(MAX_MOTOR_TORQUE, STEERING_LIMIT);
}

/** Lends blocks of the kernel's memory. A returned block serves the next world of its size or less. */
class Blocks {
  readonly #memory: WebAssembly.Memory;
  readonly #free = new Map<number, number[]>();
  #end: number;

  constructor(memory: WebAssembly.Memory, start: number) {
    this.#memory = memory;
    this.#end = start;
  }

  /** The memory's bytes. Shared memory keeps older views valid when it grows. */
  get buffer(): ArrayBufferLike {
    return this.#memory.buffer;
  }

  /** Address of a cleared block of at least `bytes`. */
  take(bytes: number): number {
    const size = roundUp(bytes);
    const address = this.#free.get(size)?.pop() ?? this.#extend(size);
    new Uint8Array(this.buffer, address, size).fill(0);
    return address;
  }

  giveBack(address: number, bytes: number): void {
    const size = roundUp(bytes);
    const free = this.#free.get(size);
    if (free) free.push(address);
    else this.#free.set(size, [address]);
  }

  #extend(size: number): number {
    const address = this.#end;
    this.#end += size;
    const missing = this.#end - this.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    return address;
  }
}

/** Powers of two, so that worlds of other lengths fit in each other's blocks. */
function roundUp(bytes: number): number {
  return 2 ** Math.ceil(Math.log2(bytes));
}

class Float32World implements World {
  readonly bodies: Float32Array;
  readonly jointAngles: Float32Array;
  readonly #kernel: Kernel;
  readonly #blocks: Blocks;
  readonly #onContact: ContactListener;
  readonly #address: number;
  readonly #bytes: number;
  readonly #motorSpeeds: Float32Array;
  readonly #forces: Float32Array;
  readonly #awake: Int32Array;
  readonly #events: Int32Array;

  constructor(kernel: Kernel, blocks: Blocks, scene: Scene, onContact: ContactListener) {
    const tiles = scene.tiles.length / (2 * TILE_CORNERS);
    const bytes = kernel.worldBytes(tiles);
    const address = blocks.take(bytes);
    this.#kernel = kernel;
    this.#blocks = blocks;
    this.#onContact = onContact;
    this.#address = address;
    this.#bytes = bytes;
    kernel.open(address, tiles);
    for (let tile = 0; tile < tiles; tile++) {
      new Float32Array(blocks.buffer, kernel.tileCorners(address, tile), 2 * TILE_CORNERS).set(
        scene.tiles.subarray(2 * TILE_CORNERS * tile, 2 * TILE_CORNERS * (tile + 1)),
      );
    }
    const bad = kernel.build(address, scene.x, scene.y, scene.angle);
    if (bad >= 0) {
      blocks.giveBack(address, bytes);
      throw new RangeError(`Road tiles must enclose an area, but tile ${bad} does not.`);
    }
    this.bodies = new Float32Array(blocks.buffer, kernel.bodies(address), BODIES * BODY_STRIDE);
    this.jointAngles = new Float32Array(blocks.buffer, kernel.jointAngles(address), WHEELS);
    this.#motorSpeeds = new Float32Array(blocks.buffer, kernel.motorSpeeds(address), WHEELS);
    this.#forces = new Float32Array(blocks.buffer, kernel.forces(address), 2 * WHEELS);
    this.#awake = new Int32Array(blocks.buffer, address, 1);
    this.#events = new Int32Array(blocks.buffer, kernel.events(address), (BODIES + 3) * tiles);
  }

  setMotorSpeed(wheel: number, radiansPerSecond: number): void {
    this.#motorSpeeds[wheel] = radiansPerSecond;
    this.#awake[0] = 1;
  }

  applyForce(wheel: number, fx: number, fy: number): void {
    this.#forces[2 * wheel] = this.#forces[2 * wheel]! + Math.fround(fx);
    this.#forces[2 * wheel + 1] = this.#forces[2 * wheel + 1]! + Math.fround(fy);
    this.#awake[0] = 1;
  }

  step(): void {
    const events = this.#kernel.collide(this.#address);
    for (let i = 0; i < events; i++) {
      const event = this.#events[i]!;
      this.#onContact((event >> 1) & 7, event >> 4, (event & 1) === 1);
    }
    this.#kernel.advance(this.#address);
  }

  destroy(): void {
    this.#blocks.giveBack(this.#address, this.#bytes);
  }
}
