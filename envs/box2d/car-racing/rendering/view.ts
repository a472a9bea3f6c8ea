import type { World } from "../physics/physics.js";

/** All that an image of the race shows. */
export interface View {
  /** Seconds since the reset, as Gymnasium counts them (1/50 after reset). */
  readonly time: number;
  /** The reward so far, as printed (before the step's −0.1). */
  readonly reward: number;
  readonly world: World;
  /** Rotation speed (rad/s) and phase (rad) of the wheels, 4 each. */
  readonly wheelOmega: Float64Array;
  readonly wheelPhase: Float64Array;
  readonly road: Road;
  /** Colours of the playfield and of the grass squares, red, green, blue; may be fractional. */
  readonly backgroundColor: readonly number[];
  readonly grassColor: readonly number[];
  /** Skid marks, oldest first; drawn in `rgb_array` only. */
  readonly skids: readonly Skid[];
}

/** The road's polygons in drawing order: tiles and, where the track bends, red and white borders. */
export interface Road {
  readonly count: number;
  /** 8 numbers a polygon: x0, y0, … x3, y3, in metres. */
  readonly corners: Float64Array;
  /** 3 numbers a polygon, 0 to 255, may be fractional. Tiles change colour when the car touches them. */
  readonly colors: Float64Array;
}

export interface Skid {
  /** On grass (mud) or on the road (rubber). */
  readonly grass: boolean;
  /** x and y in metres, in turn. */
  readonly points: readonly number[];
}

/**
 * `state_pixels`: 96×96, what a policy sees. `rgb_array`: 600×400 with skid marks, for people. `track`: 600×480, the
 * whole track from above.
 */
export type RenderMode = "state_pixels" | "rgb_array" | "track";
