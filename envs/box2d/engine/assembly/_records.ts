// What a world consists of. Records lie in linear memory and point to each other, in lists whose order is
// Box2D's: the newest first. Positions are in m, angles in rad, masses in kg.

import { Buffer } from "./_memory";
import { MAX_CORNERS } from "./_settings";

/** Whether a record is there: the address 0 stands for none. */
// @ts-ignore: decorator
@inline
export function exists<T>(record: T): bool {
  return changetype<usize>(record) != 0;
}

/** No record. */
// @ts-ignore: decorator
@inline
export function none<T>(): T {
  return changetype<T>(0);
}

export const STATIC: i32 = 0;
export const DYNAMIC: i32 = 1;

/** A place and a rotation. */
// @ts-ignore: decorator
@unmanaged
export class Transform {
  x: f32;
  y: f32;
  sine: f32;
  cosine: f32;
}

/** The motion of a center of mass during a step, from (x0, y0) at time `time0` to (x, y) at time 1. */
// @ts-ignore: decorator
@unmanaged
export class Sweep {
  x: f32;
  y: f32;
  angle: f32;
  x0: f32;
  y0: f32;
  angle0: f32;
  time0: f32;
  /** The center of mass in body coordinates. */
  localX: f32;
  localY: f32;
}

/** The first numbers are what the host reads: see BODY in engine.ts of the folder above. */
// @ts-ignore: decorator
@unmanaged
export class Body {
  /** Velocity of the center of mass (m/s) and angular velocity (rad/s). */
  vx: f32;
  vy: f32;
  w: f32;
  awake: i32;
  // A Transform: the origin and the rotation.
  x: f32;
  y: f32;
  sine: f32;
  cosine: f32;
  // A Sweep.
  centerX: f32;
  centerY: f32;
  angle: f32;
  centerX0: f32;
  centerY0: f32;
  angle0: f32;
  time0: f32;
  localX: f32;
  localY: f32;
  /** Sine and cosine of `angle0` when the sweep started. */
  sine0: f32;
  cosine0: f32;
  mass: f32;
  inverseMass: f32;
  inverseInertia: f32;
  /** Force (N) and torque (N m) until the next step. */
  forceX: f32;
  forceY: f32;
  torque: f32;
  /** Seconds for which the body has been still. */
  stillness: f32;
  kind: i32;
  inIsland: bool;
  previous: Body;
  next: Body;
  fixtures: Fixture;
  joints: Link;
  contacts: Link;
}

/** A body's entry for one of its joints or contacts. */
// @ts-ignore: decorator
@unmanaged
export class Link {
  /** The Joint or Contact. */
  owner: usize;
  other: Body;
  previous: Link;
  next: Link;
}

export const CIRCLE: i32 = 0;
export const EDGE: i32 = 1;
export const POLYGON: i32 = 2;

/** A shape on a body: this, then its corners, then the outward normals of its edges (x and y in turn). */
// @ts-ignore: decorator
@unmanaged
export class Fixture {
  /** Bounds of the shape in this step, see _bounds.ts. */
  bounds: v128;
  body: Body;
  next: Fixture;
  /** Its leaf in the tree. */
  leaf: i32;
  shape: i32;
  /** A circle's only corner is its middle; an edge has two. */
  corners: i32;
  /** Of a circle; the skin of others. */
  radius: f32;
  /** Centroid of a polygon. */
  centroidX: f32;
  centroidY: f32;
  density: f32;
  friction: f32;
  restitution: f32;
  /** Fixtures collide when each has a category that the other's mask has. */
  category: i32;
  mask: i32;
  /** Notices what touches it, and lets it through. */
  sensor: bool;
  /** The host's name for it. */
  tag: i32;
}

export const FIXTURE_BYTES: usize = offsetof<Fixture>() + 2 * MAX_CORNERS * 8;

/** Address of a fixture's corners in body coordinates. */
// @ts-ignore: decorator
@inline
export function cornersOf(fixture: Fixture): usize {
  return changetype<usize>(fixture) + offsetof<Fixture>();
}

/** Address of the normals of a fixture's edges; edge i goes from corner i to the next. */
// @ts-ignore: decorator
@inline
export function normalsOf(fixture: Fixture): usize {
  return changetype<usize>(fixture) + offsetof<Fixture>() + MAX_CORNERS * 8;
}

export const LIMIT_OFF: i32 = 0;
export const LIMIT_LOWER: i32 = 1;
export const LIMIT_UPPER: i32 = 2;

/** A revolute joint with a motor and a limit: this, then its links from A and from B. */
// @ts-ignore: decorator
@unmanaged
export class Joint {
  /** Sums of the impulses of a step, the start of the next one. */
  impulseX: f32;
  impulseY: f32;
  impulseZ: f32;
  motorImpulse: f32;
  a: Body;
  b: Body;
  /** Anchors in body coordinates. */
  anchorAX: f32;
  anchorAY: f32;
  anchorBX: f32;
  anchorBY: f32;
  /** The angle of B against A when the joint was made, from which its angle is measured. */
  reference: f32;
  lower: f32;
  upper: f32;
  motorSpeed: f32;
  maxTorque: f32;
  limit: i32;
  inIsland: bool;
  /** Anchors from the centers of mass, in world directions. */
  aX: f32;
  aY: f32;
  bX: f32;
  bY: f32;
  /**
   * The symmetric matrix that takes an impulse to the change of velocity it makes, and reciprocal
   * determinants.
   */
  k11: f32;
  k12: f32;
  k13: f32;
  k22: f32;
  k23: f32;
  k33: f32;
  reciprocal22: f32;
  reciprocal33: f32;
  motorMass: f32;
  maxMotorImpulse: f32;
  previous: Joint;
  next: Joint;
}

export const JOINT_BYTES: usize = offsetof<Joint>() + 2 * offsetof<Link>();

// @ts-ignore: decorator
@inline
export function jointLinkA(joint: Joint): Link {
  return changetype<Link>(changetype<usize>(joint) + offsetof<Joint>());
}

// @ts-ignore: decorator
@inline
export function jointLinkB(joint: Joint): Link {
  return changetype<Link>(changetype<usize>(joint) + offsetof<Joint>() + offsetof<Link>());
}

/** How a manifold's numbers are meant. */
export const CIRCLES: i32 = 0;
export const FACE_A: i32 = 1;
export const FACE_B: i32 = 2;

/** A point of a contact. */
// @ts-ignore: decorator
@unmanaged
export class Point {
  /** In the coordinates of the body that does not own the face. */
  localX: f32;
  localY: f32;
  /** Which corners and edges made it: impulses go on where the same did in the step before. */
  id: u32;
  /** Impulses of the last step, the start of the next one. */
  normalImpulse: f32;
  tangentImpulse: f32;
  // What the solver needs in a step: the point from both centers of mass, and masses along the normal and
  // across.
  aX: f32;
  aY: f32;
  bX: f32;
  bY: f32;
  normalMass: f32;
  tangentMass: f32;
  bias: f32;
}

/** Two fixtures whose fat bounds overlap: this, then two points, then its links from A and from B. */
// @ts-ignore: decorator
@unmanaged
export class Contact {
  /** The solver's impulses in this step: normal and tangent of point 1, then of point 2. */
  normal1: f32;
  tangent1: f32;
  normal2: f32;
  tangent2: f32;
  a: Fixture;
  b: Fixture;
  touching: bool;
  enabled: bool;
  inIsland: bool;
  /** Whether `impactTime` is known. */
  timed: bool;
  impacts: i32;
  impactTime: f32;
  friction: f32;
  restitution: f32;
  // The manifold.
  type: i32;
  points: i32;
  localNormalX: f32;
  localNormalY: f32;
  localX: f32;
  localY: f32;
  // What the solver needs in a step. Points that depend on each other too much are solved as one.
  solverPoints: i32;
  normalX: f32;
  normalY: f32;
  k11: f32;
  k12: f32;
  k22: f32;
  inverse11: f32;
  inverse12: f32;
  inverse22: f32;
  previous: Contact;
  next: Contact;
}

export const CONTACT_BYTES: usize = offsetof<Contact>() + 2 * offsetof<Point>() + 2 * offsetof<Link>();

// @ts-ignore: decorator
@inline
export function pointOf(contact: Contact, index: i32): Point {
  return changetype<Point>(changetype<usize>(contact) + offsetof<Contact>() + index * offsetof<Point>());
}

// @ts-ignore: decorator
@inline
export function contactLinkA(contact: Contact): Link {
  return changetype<Link>(changetype<usize>(contact) + offsetof<Contact>() + 2 * offsetof<Point>());
}

// @ts-ignore: decorator
@inline
export function contactLinkB(contact: Contact): Link {
  return changetype<Link>(
    changetype<usize>(contact) + offsetof<Contact>() + 2 * offsetof<Point>() + offsetof<Link>(),
  );
}

// @ts-ignore: decorator
@unmanaged
export class World {
  gravityX: f32;
  gravityY: f32;
  /** Those that move. Static ones have a list of their own: steps pass over many of them. */
  bodies: Body;
  statics: Body;
  joints: Joint;
  contacts: Contact;
  /** 1 / the length of the step before (1/s), 0 before the first. */
  inverseStep: f32;
  /** Whether fixtures were made since the last step. */
  newFixtures: bool;
  /** The tree of bounds, see _tree.ts. */
  root: i32;
  freeNode: i32;
  nodeCount: i32;
  nodeCapacity: i32;
  nodes: usize;
  /** Leaves whose fat bounds are new. */
  moves: i32;
  /** What began and ended to touch in this step. */
  events: i32;
}

export const WORLD_BYTES: usize = offsetof<World>() + 2 * offsetof<Buffer>();

/** The buffer of a world's moves. */
// @ts-ignore: decorator
@inline
export function movesOf(world: World): Buffer {
  return changetype<Buffer>(changetype<usize>(world) + offsetof<World>());
}

/** The buffer of a world's events. */
// @ts-ignore: decorator
@inline
export function eventsOf(world: World): Buffer {
  return changetype<Buffer>(changetype<usize>(world) + offsetof<World>() + offsetof<Buffer>());
}

// @ts-ignore: decorator
@inline
export function transformOf(body: Body): Transform {
  return changetype<Transform>(changetype<usize>(body) + offsetof<Body>("x"));
}

// @ts-ignore: decorator
@inline
export function sweepOf(body: Body): Sweep {
  return changetype<Sweep>(changetype<usize>(body) + offsetof<Body>("centerX"));
}
