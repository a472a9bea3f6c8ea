// Box2D 2.3's constants, in meters, kilograms and radians. Each is rounded to float32 as Box2D rounds it.

export const EPSILON: f32 = 1.1920928955078125e-7;
export const MOST: f32 = f32.MAX_VALUE;
export const PI: f32 = 3.14159265359;

/** Corners of a polygon. Box2D as pybox2d builds it allows 16; the environments need 6. */
export const MAX_CORNERS: i32 = 8;

/** How far bodies may overlap, so that resting contacts last. */
export const LINEAR_SLOP: f32 = 0.005;
export const ANGULAR_SLOP: f32 = (<f32>2 / <f32>180) * PI;
/** The skin around polygons and edges. */
export const SKIN: f32 = LINEAR_SLOP * 2;

/** The margin of fat bounds, and how many displacements ahead they reach. */
export const BOUNDS_MARGIN: f32 = 0.1;
export const BOUNDS_AHEAD: f32 = 2;

/** Slower collisions (m/s) are not elastic. */
export const VELOCITY_THRESHOLD: f32 = 1;

/** Limits and strength of one correction of positions. */
export const MAX_LINEAR_CORRECTION: f32 = 0.2;
export const MAX_ANGULAR_CORRECTION: f32 = (<f32>8 / <f32>180) * PI;
export const BAUMGARTE: f32 = 0.2;
export const IMPACT_BAUMGARTE: f32 = 0.75;

/** How far a body may go and turn in a step. */
export const MAX_TRANSLATION: f32 = 2;
export const MAX_ROTATION: f32 = PI * 0.5;

/** A body sleeps when it has been this slow for so long (m/s, rad/s, s). */
export const STILL_SPEED: f32 = 0.01;
export const STILL_ROTATION: f32 = (<f32>2 / <f32>180) * PI;
export const TIME_TO_SLEEP: f32 = 0.5;

/** Impacts of one contact in a step, contacts in one impact, and its iterations. */
export const MAX_IMPACTS: i32 = 8;
export const MAX_IMPACT_CONTACTS: i32 = 32;
export const IMPACT_POSITION_ITERATIONS: i32 = 20;
