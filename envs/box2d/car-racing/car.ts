import { BODY_STRIDE, COS, SIN, VX, VY, type World, X, Y } from "./physics/physics.js";
import type { Skid } from "./rendering/view.js";

/** Wheels by index: 0 front left, 1 front right, 2 rear left, 3 rear right. */
export const WHEELS = 4;

/** Metres per unit of the car's plan. */
export const SIZE = 0.02;

/** Outlines of the hull's four parts, x and y in turn (m, car coordinates, +y forwards). */
export const HULL_OUTLINES: readonly (readonly number[])[] = [
  [-60, 130, 60, 130, 60, 110, -60, 110],
  [-15, 120, 15, 120, 20, 20, -20, 20],
  [25, 20, 50, -10, 50, -40, 20, -90, -20, -90, -50, -40, -50, -10, -25, 20],
  [-50, -120, 50, -120, 50, -90, -50, -90],
].map(toMetres);

/** Outline of a wheel (m, wheel coordinates). */
export const WHEEL_OUTLINE: readonly number[] = toMetres([-14, 27, 14, 27, 14, -27, -14, -27]);

/** Axles of the wheels in car coordinates (m). */
export const AXLES: readonly (readonly [x: number, y: number])[] = [
  [-55 * SIZE, 80 * SIZE],
  [55 * SIZE, 80 * SIZE],
  [-55 * SIZE, -82 * SIZE],
  [55 * SIZE, -82 * SIZE],
];

/** The front wheels turn by at most this much (rad). */
export const STEERING_LIMIT = 0.4;
export const MAX_MOTOR_TORQUE = 180 * 900 * SIZE * SIZE;
export const HULL_DENSITY = 1;
export const WHEEL_DENSITY = 0.1;

const TIME_STEP = 1 / 50;
const ENGINE_POWER = 100000000 * SIZE * SIZE;
const WHEEL_MOMENT_OF_INERTIA = 4000 * SIZE * SIZE;
const WHEEL_RADIUS = 27 * SIZE;
const ROAD_FRICTION = 1000000 * SIZE * SIZE;
const GRASS_FRICTION = ROAD_FRICTION * 0.6;
/** Turns slip (m/s) into force (N), small enough not to oscillate at 50 steps a second. */
const SLIP_STIFFNESS = 205000 * SIZE * SIZE;
/** What the brake takes from a wheel's rotation in one step at full braking (rad/s). */
const BRAKE_STEP = 15;
const LOCKING_BRAKE = 0.9;
const MAX_SKIDS = 30;
const MAX_SKID_POINTS = 30;

function toMetres(plan: readonly number[]): readonly number[] {
  return plan.map((coordinate) => coordinate * SIZE);
}

interface GrowingSkid extends Skid {
  readonly points: number[];
}

/**
 * The car's controls, wheels and tyres, after Gymnasium's car_dynamics.py (top-down car by Chris Campbell,
 * http://www.iforce2d.net/b2dtut/top-down-car). Each operation is in Gymnasium's order and in float64, so that
 * the forces handed to the physics are the same to the bit.
 */
export class Car {
  /** Rotation speed (rad/s) and phase (rad) of the wheels. */
  readonly omega = new Float64Array(WHEELS);
  readonly phase = new Float64Array(WHEELS);
  /** Number of road tiles under each wheel. */
  readonly tilesUnder = new Int32Array(WHEELS);
  /** Skid marks, oldest first, at most 30. */
  readonly skids: Skid[] = [];
  readonly #world: World;
  /** The mark that a wheel is drawing, if it skids. */
  readonly #skid: (GrowingSkid | undefined)[] = new Array(WHEELS).fill(undefined);
  /** A mark starts on the second skidding step in a row. */
  readonly #skidded: boolean[] = new Array(WHEELS).fill(false);
  #steer = 0;
  #gas = 0;
  #brake = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Gas on the rear wheels, 0 to 1: it follows the pedal with delay. */
  get gas(): number {
    return this.#gas;
  }

  /**
   * Sets the controls for the steps to come.
   * @param steer Target angle of the front wheels (rad, left positive); it takes time to get there.
   * @param gas Clipped to 0 … 1. Rises by at most 0.1 a step, falls at once.
   * @param brake 0.9 and more lock the wheels.
   */
  control(steer: number, gas: number, brake: number): void {
    this.#steer = steer;
    this.#gas += Math.min(0.1, Math.max(0, Math.min(1, gas)) - this.#gas);
    this.#brake = brake;
  }

  /** Turns and drives the wheels and applies the tyres' forces. Call it before each step of the world. */
  step(): void {
    for (let wheel = 0; wheel < WHEELS; wheel++) this.#stepWheel(wheel);
  }

  #stepWheel(wheel: number): void {
    const world = this.#world;
    const front = wheel < 2;
    const off = (front ? this.#steer : 0) - world.jointAngles[wheel];
    world.setMotorSpeed(wheel, Math.sign(off) * Math.min(50 * Math.abs(off), 3));

    const body = (wheel + 1) * BODY_STRIDE;
    const { bodies } = world;
    const sin = bodies[body + SIN];
    const cos = bodies[body + COS];
    const forwardSpeed = -sin * bodies[body + VX] + cos * bodies[body + VY];
    const sideSpeed = cos * bodies[body + VX] + sin * bodies[body + VY];

    const gas = front ? 0 : this.#gas;
    let omega = this.omega[wheel];
    // The engine gives constant power; the 5 keeps a standing wheel from an infinite torque.
    omega += (TIME_STEP * ENGINE_POWER * gas) / WHEEL_MOMENT_OF_INERTIA / (Math.abs(omega) + 5);
    if (this.#brake >= LOCKING_BRAKE) {
      omega = 0;
    } else if (this.#brake > 0) {
      omega += -Math.sign(omega) * Math.min(BRAKE_STEP * this.#brake, Math.abs(omega));
    }
    this.phase[wheel] += omega * TIME_STEP;

    let along = (-forwardSpeed + omega * WHEEL_RADIUS) * SLIP_STIFFNESS;
    let across = -sideSpeed * SLIP_STIFFNESS;
    const force = Math.sqrt(along * along + across * across);
    const onGrass = this.tilesUnder[wheel] === 0;
    const friction = onGrass ? GRASS_FRICTION : ROAD_FRICTION;
    this.#trackSkid(wheel, force > 2 * friction, onGrass);
    if (force > friction) {
      along = (along / force) * friction;
      across = (across / force) * friction;
    }
    this.omega[wheel] = omega - (TIME_STEP * along * WHEEL_RADIUS) / WHEEL_MOMENT_OF_INERTIA;
    world.applyForce(wheel, across * cos + along * -sin, across * sin + along * cos);
  }

  #trackSkid(wheel: number, skidding: boolean, grass: boolean): void {
    const body = (wheel + 1) * BODY_STRIDE;
    const x = this.#world.bodies[body + X];
    const y = this.#world.bodies[body + Y];
    const skid = this.#skid[wheel];
    if (!skidding) {
      this.#skidded[wheel] = false;
      this.#skid[wheel] = undefined;
    } else if (skid && skid.grass === grass && skid.points.length < 2 * MAX_SKID_POINTS) {
      skid.points.push(x, y);
    } else if (!this.#skidded[wheel]) {
      this.#skidded[wheel] = true;
    } else {
      // Both points are the present one: Gymnasium means the first to be where the skid began, but what it
      // keeps is a reference that pybox2d moves with the wheel.
      const started: GrowingSkid = { grass, points: [x, y, x, y] };
      this.#skid[wheel] = started;
      this.#skidded[wheel] = false;
      this.skids.push(started);
      if (this.skids.length > MAX_SKIDS) this.skids.shift();
    }
  }
}
