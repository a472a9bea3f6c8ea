/** A physics engine for the car-racing scene. Loaded once, it makes any number of worlds. */
export interface Physics {
  readonly name: "box2d-wasm" | "float32";
  createWorld(scene: Scene, onContact: ContactListener): World;
}

/** Where the car starts and where the road lies, in metres and radians. */
export interface Scene {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  /** Corners of the road tiles in the order in which Gymnasium makes them, 8 numbers a tile: x0, y0, … x3, y3. */
  readonly tiles: Float64Array;
}

/** Bodies by index: the hull, then the wheels front left, front right, rear left, rear right. */
export const HULL = 0;
export const BODIES = 5;

/** Called while the world steps, when a body begins or ends to overlap a road tile. */
export type ContactListener = (body: number, tile: number, touching: boolean) => void;

/** Numbers of one body in `World.bodies`. */
export const BODY_STRIDE = 8;
export const X = 0;
export const Y = 1;
export const ANGLE = 2;
export const VX = 3;
export const VY = 4;
export const ANGULAR_VELOCITY = 5;
export const SIN = 6;
export const COS = 7;

/** One scene in motion. Zero gravity; 4 wheels on motorised revolute joints limited to ±0.4 rad. */
export interface World {
  /**
   * BODIES rows of BODY_STRIDE float32 values, fresh after construction and after every `step`: position of the
   * body's origin (m), angle (rad), velocity of the centre of mass (m/s), angular velocity (rad/s), sine and
   * cosine of the angle as the engine computed them. The same array for the life of the world.
   */
  readonly bodies: Float32Array;
  /** Angle of the wheel's joint (rad), wheel 0 to 3. */
  readonly jointAngles: Float32Array;
  setMotorSpeed(wheel: number, radiansPerSecond: number): void;
  /** Adds a force (N) at the wheel's centre of mass until the next step, and wakes the car. */
  applyForce(wheel: number, fx: number, fy: number): void;
  /** Advances 1/50 s with 180 velocity and 60 position iterations. */
  step(): void;
  /** Frees the world. It cannot be used afterwards. */
  destroy(): void;
}
