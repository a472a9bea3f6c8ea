// Where a world's numbers lie. A world is one block of memory: the rows that the host reads and writes, then its
// bodies, joints and fixtures, then arrays with entries for each tile.

export const BODIES: i32 = 5;
export const HULL: i32 = 0;
/** Joint i holds wheel i, which is body i + 1. */
export const WHEELS: i32 = 4;
/** The hull's polygons, then one for each wheel. */
export const FIXTURES: i32 = 8;
export const HULL_FIXTURES: i32 = 4;
export const MAX_CORNERS: i32 = 8;
export const TILE_CORNERS: i32 = 4;

/** What the host sees of a body, a row of `World.bodies` in physics.ts. */
// @ts-ignore: decorator
@unmanaged
export class Body {
  x: f32;
  y: f32;
  angle: f32;
  vx: f32;
  vy: f32;
  /** Angular velocity. */
  w: f32;
  sine: f32;
  cosine: f32;
}

/** What else moves or holds a body. Centres are those of mass. */
// @ts-ignore: decorator
@unmanaged
export class Dynamics {
  centreX: f32;
  centreY: f32;
  localCentreX: f32;
  localCentreY: f32;
  inverseMass: f32;
  inverseInertia: f32;
  /** The origin at the start of the step. */
  originX: f32;
  originY: f32;
  /** Seconds for which the body has been still. */
  stillness: f32;
}

export const LIMIT_OFF: i32 = 0;
export const LIMIT_LOWER: i32 = 1;
export const LIMIT_UPPER: i32 = 2;

/** A revolute joint from the hull (A) to a wheel (B). */
// @ts-ignore: decorator
@unmanaged
export class Joint {
  /** Anchors from the centres of mass, in body coordinates. */
  localAX: f32;
  localAY: f32;
  localBX: f32;
  localBY: f32;
  /** The same in world directions. */
  aX: f32;
  aY: f32;
  bX: f32;
  bY: f32;
  /** The symmetric matrix that takes an impulse to the change of velocity it makes, and reciprocal determinants. */
  k11: f32;
  k12: f32;
  k13: f32;
  k22: f32;
  k23: f32;
  k33: f32;
  reciprocal22: f32;
  reciprocal33: f32;
  motorMass: f32;
  limit: i32;
  /** Sums of the impulses of a step, the start of the next one. */
  impulseX: f32;
  impulseY: f32;
  impulseZ: f32;
  motorImpulse: f32;
}

/** A convex polygon on a body: this, then its corners in body coordinates, then the same in the world. */
// @ts-ignore: decorator
@unmanaged
export class Fixture {
  /** See _bounds.ts. */
  bounds: v128;
  /** Roomier bounds that stay until the polygon leaves them. They decide which tiles are looked at. */
  fatBounds: v128;
  corners: i32;
  // Keeps what follows on 16 bytes.
  padding1: i32;
  padding2: i64;
}

/** A road tile's polygon: this, then its corners. Its fat bounds lie apart. */
// @ts-ignore: decorator
@unmanaged
export class Tile {
  corners: i32;
  /** Bit f is set while fixture f has a contact with the tile. */
  contacts: i32;
}

/** The head of a world's block. */
// @ts-ignore: decorator
@unmanaged
export class World {
  /** 0 when the car sleeps, else 1. */
  awake: i32;
  tiles: i32;
  contacts: i32;
  // Keeps what follows on 16 bytes.
  padding: i32;
}

const BODY_AT: usize = 16;
const MOTOR_SPEED_AT: usize = BODY_AT + BODIES * offsetof<Body>();
const FORCE_AT: usize = MOTOR_SPEED_AT + WHEELS * 4;
const JOINT_ANGLE_AT: usize = FORCE_AT + WHEELS * 8;
const DYNAMICS_AT: usize = JOINT_ANGLE_AT + WHEELS * 4;
const JOINT_AT: usize = DYNAMICS_AT + BODIES * offsetof<Dynamics>();
const FIXTURE_AT: usize = (JOINT_AT + WHEELS * offsetof<Joint>() + 15) & ~15;
const FIXTURE_BYTES: usize = offsetof<Fixture>() + 2 * MAX_CORNERS * 8;
const TILE_BOUNDS_AT: usize = FIXTURE_AT + FIXTURES * FIXTURE_BYTES;
const TILE_BYTES: usize = offsetof<Tile>() + TILE_CORNERS * 8;

/** Bytes of a world with so many tiles, a multiple of 16. */
export function worldBytes(tiles: i32): usize {
  return TILE_BOUNDS_AT + <usize>tiles * (16 + TILE_BYTES + 2 * FIXTURES * 4);
}

// @ts-ignore: decorator
@inline
export function bodyOf(world: World, body: i32): Body {
  return changetype<Body>(changetype<usize>(world) + BODY_AT + body * offsetof<Body>());
}

// @ts-ignore: decorator
@inline
export function dynamicsOf(world: World, body: i32): Dynamics {
  return changetype<Dynamics>(changetype<usize>(world) + DYNAMICS_AT + body * offsetof<Dynamics>());
}

// @ts-ignore: decorator
@inline
export function jointOf(world: World, wheel: i32): Joint {
  return changetype<Joint>(changetype<usize>(world) + JOINT_AT + wheel * offsetof<Joint>());
}

/** Address of the motors' speeds (rad/s), one a wheel. */
// @ts-ignore: decorator
@inline
export function motorSpeedsOf(world: World): usize {
  return changetype<usize>(world) + MOTOR_SPEED_AT;
}

/** Address of the forces on the wheels (N), x and y in turn. */
// @ts-ignore: decorator
@inline
export function forcesOf(world: World): usize {
  return changetype<usize>(world) + FORCE_AT;
}

/** Address of the joints' angles (rad), one a wheel. */
// @ts-ignore: decorator
@inline
export function jointAnglesOf(world: World): usize {
  return changetype<usize>(world) + JOINT_ANGLE_AT;
}

// @ts-ignore: decorator
@inline
export function fixtureOf(world: World, fixture: i32): Fixture {
  return changetype<Fixture>(changetype<usize>(world) + FIXTURE_AT + fixture * FIXTURE_BYTES);
}

/** Address of a fixture's corners in body coordinates, x and y in turn. */
// @ts-ignore: decorator
@inline
export function localCornersOf(fixture: Fixture): usize {
  return changetype<usize>(fixture) + offsetof<Fixture>();
}

/** Address of a fixture's corners in the world. */
// @ts-ignore: decorator
@inline
export function worldCornersOf(fixture: Fixture): usize {
  return changetype<usize>(fixture) + offsetof<Fixture>() + MAX_CORNERS * 8;
}

/** Address of a tile's fat bounds. */
// @ts-ignore: decorator
@inline
export function tileBoundsOf(world: World, tile: i32): usize {
  return changetype<usize>(world) + TILE_BOUNDS_AT + tile * 16;
}

// @ts-ignore: decorator
@inline
export function tileOf(world: World, tile: i32): Tile {
  return changetype<Tile>(tileBoundsOf(world, world.tiles) + tile * TILE_BYTES);
}

// @ts-ignore: decorator
@inline
export function tileCornersOf(tile: Tile): usize {
  return changetype<usize>(tile) + offsetof<Tile>();
}

/** Address of the contacts, oldest first; see _contacts.ts. */
// @ts-ignore: decorator
@inline
export function contactsOf(world: World): usize {
  return changetype<usize>(tileOf(world, world.tiles));
}

/** Address of the contacts that began or ended in this step. */
// @ts-ignore: decorator
@inline
export function eventsOf(world: World): usize {
  return contactsOf(world) + world.tiles * FIXTURES * 4;
}
