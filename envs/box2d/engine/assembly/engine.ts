// The float32 engine's kernel: the part of Box2D 2.3.1 that Gymnasium's environments use, in float32
// arithmetic, which in WebAssembly is exact by definition. engine.ts in the folder above is its host. Worlds,
// bodies, fixtures and joints are addresses there.

import { applyForce, applyImpulse, applyTorque, resetMass, wake } from "./_body";
import { destroyContact, hang, unhang } from "./_contact";
import { discard, giveBack, take } from "./_memory";
import { castRay } from "./_ray-cast";
import {
  Body,
  Contact,
  cornersOf,
  DYNAMIC,
  eventsOf,
  exists,
  Fixture,
  FIXTURE_BYTES,
  Joint,
  JOINT_BYTES,
  jointLinkA,
  jointLinkB,
  movesOf,
  STATIC,
  transformOf,
  World,
  WORLD_BYTES,
} from "./_records";
import { MAX_CORNERS } from "./_settings";
import { boundsOf, makeBox, makeCircle, makeEdge, makePolygon } from "./_shape";
import { stepWorld } from "./_step";
import { addLeaf, closeTree, openTree, removeLeaf } from "./_tree";
import { cosine, rotate, sine } from "./_trigonometry";

export { applyForce, applyImpulse, applyTorque, wake };

export function createWorld(gravityX: f32, gravityY: f32): World {
  const world = changetype<World>(take(WORLD_BYTES));
  world.gravityX = gravityX;
  world.gravityY = gravityY;
  openTree(world);
  return world;
}

export function destroyWorld(world: World): void {
  while (exists(world.bodies)) destroyBody(world, world.bodies);
  while (exists(world.statics)) destroyBody(world, world.statics);
  closeTree(world);
  discard(movesOf(world));
  discard(eventsOf(world));
  giveBack(changetype<usize>(world), WORLD_BYTES);
}

/** Puts a body without fixtures into a world. */
export function createBody(world: World, dynamic: bool, x: f32, y: f32, angle: f32): Body {
  const body = changetype<Body>(take(offsetof<Body>()));
  body.kind = dynamic ? DYNAMIC : STATIC;
  body.awake = 1;
  body.x = x;
  body.y = y;
  rotate(angle);
  body.sine = sine;
  body.cosine = cosine;
  body.centerX = x;
  body.centerY = y;
  body.angle = angle;
  body.centerX0 = x;
  body.centerY0 = y;
  body.angle0 = angle;
  if (dynamic) {
    body.mass = 1;
    body.inverseMass = 1;
  }
  const first = dynamic ? world.bodies : world.statics;
  body.next = first;
  if (exists(first)) first.previous = body;
  if (dynamic) world.bodies = body;
  else world.statics = body;
  return body;
}

/** Takes a body out of its world, with its joints, contacts and fixtures. */
export function destroyBody(world: World, body: Body): void {
  while (exists(body.joints)) destroyJoint(world, changetype<Joint>(body.joints.owner));
  while (exists(body.contacts)) destroyContact(world, changetype<Contact>(body.contacts.owner), false);
  let fixture = body.fixtures;
  while (exists(fixture)) {
    const next = fixture.next;
    removeLeaf(world, fixture);
    giveBack(changetype<usize>(fixture), FIXTURE_BYTES);
    fixture = next;
  }
  if (exists(body.previous)) body.previous.next = body.next;
  if (exists(body.next)) body.next.previous = body.previous;
  if (body == world.bodies) world.bodies = body.next;
  if (body == world.statics) world.statics = body.next;
  giveBack(changetype<usize>(body), offsetof<Body>());
}

// What the next fixture is like.
let density: f32 = 0;
let friction: f32 = 0;
let restitution: f32 = 0;
let category: i32 = 0;
let mask: i32 = 0;
let sensor: bool = false;
let tag: i32 = 0;
const points = memory.data(MAX_CORNERS * 8);

/** Says what the next fixtures are like. */
export function describe(
  newDensity: f32,
  newFriction: f32,
  newRestitution: f32,
  newCategory: i32,
  newMask: i32,
  newSensor: bool,
  newTag: i32,
): void {
  density = newDensity;
  friction = newFriction;
  restitution = newRestitution;
  category = newCategory;
  mask = newMask;
  sensor = newSensor;
  tag = newTag;
}

/** Sets a point of the next polygon. */
export function setPoint(index: i32, x: f32, y: f32): void {
  store<f32>(points + (index << 3), x);
  store<f32>(points + (index << 3), y, 4);
}

function openFixture(): Fixture {
  const fixture = changetype<Fixture>(take(FIXTURE_BYTES));
  fixture.density = density;
  fixture.friction = friction;
  fixture.restitution = restitution;
  fixture.category = category;
  fixture.mask = mask;
  fixture.sensor = sensor;
  fixture.tag = tag;
  return fixture;
}

function hangFixture(world: World, body: Body, fixture: Fixture): Fixture {
  fixture.body = body;
  fixture.bounds = boundsOf(fixture, transformOf(body));
  addLeaf(world, fixture);
  fixture.next = body.fixtures;
  body.fixtures = fixture;
  if (fixture.density > 0) resetMass(body);
  world.newFixtures = true;
  return fixture;
}

/** Adds the hull of the points that were set; 0 if it has no area. */
export function addPolygon(world: World, body: Body, count: i32): usize {
  const fixture = openFixture();
  if (!makePolygon(fixture, points, count)) {
    giveBack(changetype<usize>(fixture), FIXTURE_BYTES);
    return 0;
  }
  return changetype<usize>(hangFixture(world, body, fixture));
}

/** Adds a box around the body's origin. */
export function addBox(world: World, body: Body, halfWidth: f32, halfHeight: f32): Fixture {
  const fixture = openFixture();
  makeBox(fixture, halfWidth, halfHeight);
  return hangFixture(world, body, fixture);
}

/** Adds a line. */
export function addEdge(world: World, body: Body, x1: f32, y1: f32, x2: f32, y2: f32): Fixture {
  const fixture = openFixture();
  makeEdge(fixture, x1, y1, x2, y2);
  return hangFixture(world, body, fixture);
}

/** Adds a disc. */
export function addCircle(world: World, body: Body, x: f32, y: f32, radius: f32): Fixture {
  const fixture = openFixture();
  makeCircle(fixture, x, y, radius);
  return hangFixture(world, body, fixture);
}

/** Number of a fixture's corners. */
export function cornerCount(fixture: Fixture): i32 {
  return fixture.corners;
}

/** Address of a fixture's corners in body coordinates, x and y in turn. */
export function corners(fixture: Fixture): usize {
  return cornersOf(fixture);
}

/** Joins two bodies at a point of each; the angle of B against A stays between the limits. */
export function createJoint(
  world: World,
  a: Body,
  b: Body,
  anchorAX: f32,
  anchorAY: f32,
  anchorBX: f32,
  anchorBY: f32,
  lower: f32,
  upper: f32,
  motorSpeed: f32,
  maxTorque: f32,
): Joint {
  const joint = changetype<Joint>(take(JOINT_BYTES));
  joint.a = a;
  joint.b = b;
  joint.anchorAX = anchorAX;
  joint.anchorAY = anchorAY;
  joint.anchorBX = anchorBX;
  joint.anchorBY = anchorBY;
  joint.reference = b.angle - a.angle;
  joint.lower = lower;
  joint.upper = upper;
  joint.motorSpeed = motorSpeed;
  joint.maxTorque = maxTorque;
  joint.next = world.joints;
  if (exists(world.joints)) world.joints.previous = joint;
  world.joints = joint;
  a.joints = hang(jointLinkA(joint), changetype<usize>(joint), b, a.joints);
  b.joints = hang(jointLinkB(joint), changetype<usize>(joint), a, b.joints);
  return joint;
}

function destroyJoint(world: World, joint: Joint): void {
  if (exists(joint.previous)) joint.previous.next = joint.next;
  if (exists(joint.next)) joint.next.previous = joint.previous;
  if (joint == world.joints) world.joints = joint.next;
  wake(joint.a);
  wake(joint.b);
  joint.a.joints = unhang(jointLinkA(joint), joint.a.joints);
  joint.b.joints = unhang(jointLinkB(joint), joint.b.joints);
  giveBack(changetype<usize>(joint), JOINT_BYTES);
}

/** Sets a motor's speed (rad/s) and greatest torque (N m). */
export function setMotor(joint: Joint, speed: f32, maxTorque: f32): void {
  wake(joint.a);
  wake(joint.b);
  joint.motorSpeed = speed;
  joint.maxTorque = maxTorque;
}

/** Advances a world by a time (s); returns the number of events. */
export function step(world: World, time: f32, velocityIterations: i32, positionIterations: i32): i32 {
  stepWorld(world, time, velocityIterations, positionIterations);
  return world.events;
}

/**
 * Address of the events of the last step: the tags of two fixtures, and whether they began (1) or ended (0)
 * to touch.
 */
export function events(world: World): usize {
  return eventsOf(world).items;
}

export { castRay };
