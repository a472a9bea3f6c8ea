import {
  type Body,
  type Engine,
  type World as EngineWorld,
  type Joint,
  loadEngine,
  type Point,
} from "../../engine/engine.js";
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
import {
  BODIES,
  BODY_STRIDE,
  type ContactListener,
  HULL,
  type Physics,
  type Scene,
  type World,
} from "./physics.js";

/** Loads the engine that equals Gymnasium's to the bit. */
export async function loadPhysics(): Promise<Physics> {
  const engine = await loadEngine();
  return {
    name: "float32",
    createWorld: (scene, onContact) => new Float32World(engine, scene, onContact),
  };
}

const TIME_STEP = 1 / 50;
const VELOCITY_ITERATIONS = 6 * 30;
const POSITION_ITERATIONS = 2 * 30;

/** What collides with what: everything but the wheels is ground. */
const GROUND = 0x1;
const WHEEL = 0x20;

/** Tags of fixtures: the number of a tile, or that of a body after all tiles'. */
const FIRST_BODY = 1 << 24;

class Float32World implements World {
  readonly bodies = new Float32Array(BODIES * BODY_STRIDE);
  readonly jointAngles = new Float32Array(WHEELS);
  readonly #world: EngineWorld;
  readonly #bodies: readonly Body[];
  readonly #joints: readonly Joint[];

  /** @throws {RangeError} when a tile's corners enclose no area. */
  constructor(engine: Engine, { tiles, x, y, angle }: Scene, onContact: ContactListener) {
    const world = engine.createWorld([0, 0]);
    this.#world = world;
    world.onTouch = (a, b, touching) => onContact(Math.max(a, b) - FIRST_BODY, Math.min(a, b), touching);
    try {
      this.#createTiles(tiles);
    } catch (error) {
      world.destroy();
      throw error;
    }
    const hull = world.createBody({ dynamic: true, position: [x, y], angle });
    const material = { density: HULL_DENSITY, tag: FIRST_BODY + HULL };
    for (const outline of HULL_OUTLINES) hull.addPolygon(pointsOf(outline), material);
    const wheels = AXLES.map(([axleX, axleY], wheel) =>
      this.#createWheel(wheel, x + axleX, y + axleY, angle),
    );
    this.#joints = wheels.map((b, wheel) =>
      world.createJoint({
        a: hull,
        b,
        anchorA: AXLES[wheel],
        anchorB: [0, 0],
        lower: -STEERING_LIMIT,
        upper: STEERING_LIMIT,
        motorSpeed: 0,
        maxTorque: MAX_MOTOR_TORQUE,
      }),
    );
    this.#bodies = [hull, ...wheels];
    this.#read();
  }

  setMotorSpeed(wheel: number, radiansPerSecond: number): void {
    this.#joints[wheel].setMotor(radiansPerSecond, MAX_MOTOR_TORQUE);
  }

  applyForce(wheel: number, fx: number, fy: number): void {
    this.#bodies[wheel + 1].applyForce(fx, fy);
  }

  step(): void {
    this.#world.step(TIME_STEP, VELOCITY_ITERATIONS, POSITION_ITERATIONS);
    this.#read();
  }

  destroy(): void {
    this.#world.destroy();
  }

  #createTiles(tiles: Float64Array): void {
    for (let tile = 0; 8 * tile < tiles.length; tile++) {
      const corners = tiles.subarray(8 * tile, 8 * tile + 8);
      try {
        this.#world.createBody({ dynamic: false }).addPolygon(pointsOf(corners), { sensor: true, tag: tile });
      } catch {
        throw new RangeError(
          `The corners of a road tile must enclose an area; those of tile ${tile} do not.`,
        );
      }
    }
  }

  #createWheel(wheel: number, x: number, y: number, angle: number): Body {
    const body = this.#world.createBody({ dynamic: true, position: [x, y], angle });
    const tag = FIRST_BODY + wheel + 1;
    body.addPolygon(pointsOf(WHEEL_OUTLINE), { density: WHEEL_DENSITY, category: WHEEL, mask: GROUND, tag });
    return body;
  }

  /** Copies what the engine has of the bodies. */
  #read(): void {
    for (let i = 0; i < BODIES; i++) this.#bodies[i].read(this.bodies, i * BODY_STRIDE);
    for (let i = 0; i < WHEELS; i++) this.jointAngles[i] = this.#joints[i].angle;
  }
}

function pointsOf(outline: ArrayLike<number>): Point[] {
  return Array.from({ length: outline.length / 2 }, (_, i) => [outline[2 * i], outline[2 * i + 1]]);
}
