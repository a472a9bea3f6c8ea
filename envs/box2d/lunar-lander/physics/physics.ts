import type { Placement } from "../../placed.js";
import type { Terrain } from "../terrain.js";

/** A physics engine for the lander. Loaded once, it makes any number of worlds. */
export interface Physics {
  readonly name: "float32" | "box2d-wasm";
  /** @param gravity Along y, in m/s². */
  createWorld(terrain: Terrain, gravity: number): LanderWorld;
}

/** The moon, the lander and its two legs. */
export interface LanderWorld {
  /** Whether the lander's body has touched the ground. */
  readonly crashed: boolean;
  /**
   * Whether the first and the second leg touch the ground, as Gymnasium notices it: the end of any contact
   * counts.
   */
  readonly legContacts: readonly [first: boolean, second: boolean];
  /** Velocities are in m/s and rad/s. */
  readonly lander: Omit<Placement, "sine" | "cosine"> & {
    readonly vx: number;
    readonly vy: number;
    readonly angularVelocity: number;
  };
  /** Places of the lander, its first and its second leg. */
  readonly placements: readonly Placement[];
  /** Whether the lander moves: it falls asleep when it has rested for half a second. */
  readonly awake: boolean;
  /** Pushes the lander's middle until the next step (N). */
  applyForce(fx: number, fy: number): void;
  /** Turns the lander until the next step (N m). */
  applyTorque(torque: number): void;
  /** Gives the lander a kick of (ix, iy) N s at the place (x, y). */
  applyImpulse(ix: number, iy: number, x: number, y: number): void;
  /** Advances 1/50 s. */
  step(): void;
  /** Frees the world. It cannot be used afterwards. */
  destroy(): void;
}
