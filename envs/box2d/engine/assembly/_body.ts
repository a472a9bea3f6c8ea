// Bodies: mass, sleep, sweeps, and forces from outside.

import { moveLeaf } from "./_tree";
import { Body, DYNAMIC, Fixture, Sweep, World, sweepOf, transformOf, exists } from "./_records";
import { boundsOf, inertia, mass, massX, massY, weigh } from "./_shape";
import { cosine, rotate, sine } from "./_trigonometry";

/** Wakes a body. */
// @ts-ignore: decorator
@inline
export function wake(body: Body): void {
  if (body.awake != 0) return;
  body.awake = 1;
  body.stillness = 0;
}

/** Stops a body and lets it sleep. */
export function fallAsleep(body: Body): void {
  body.awake = 0;
  body.stillness = 0;
  body.vx = 0;
  body.vy = 0;
  body.w = 0;
  body.forceX = 0;
  body.forceY = 0;
  body.torque = 0;
}

/** Derives mass, moment of inertia and center from the fixtures. */
export function resetMass(body: Body): void {
  body.localX = 0;
  body.localY = 0;
  if (body.kind != DYNAMIC) return;
  let total: f32 = 0;
  let x: f32 = 0;
  let y: f32 = 0;
  let second: f32 = 0;
  for (let fixture = body.fixtures; exists(fixture); fixture = fixture.next) {
    if (fixture.density == 0) continue;
    weigh(fixture);
    total += mass;
    x += mass * massX;
    y += mass * massY;
    second += inertia;
  }
  if (total > 0) {
    body.mass = total;
    body.inverseMass = <f32>1 / total;
    x *= body.inverseMass;
    y *= body.inverseMass;
  } else {
    body.mass = 1;
    body.inverseMass = 1;
  }
  body.inverseInertia = second > 0 ? <f32>1 / (second - body.mass * (x * x + y * y)) : 0;
  body.localX = x;
  body.localY = y;
  const oldX = body.centerX;
  const oldY = body.centerY;
  body.centerX = body.cosine * x - body.sine * y + body.x;
  body.centerY = body.sine * x + body.cosine * y + body.y;
  body.centerX0 = body.centerX;
  body.centerY0 = body.centerY;
  body.vx += -body.w * (body.centerY - oldY);
  body.vy += body.w * (body.centerX - oldX);
}

/** Derives rotation and origin from angle and center. */
export function synchronize(body: Body): void {
  rotate(body.angle);
  body.sine = sine;
  body.cosine = cosine;
  body.x = body.centerX - (cosine * body.localX - sine * body.localY);
  body.y = body.centerY - (sine * body.localX + cosine * body.localY);
}

const start = changetype<Body>(memory.data(offsetof<Body>()));

/** Takes the fixtures' bounds along; they hold where the body was at the start of the step, too. */
export function synchronizeFixtures(world: World, body: Body): void {
  start.sine = body.sine0;
  start.cosine = body.cosine0;
  start.x = body.centerX0 - (body.cosine0 * body.localX - body.sine0 * body.localY);
  start.y = body.centerY0 - (body.sine0 * body.localX + body.cosine0 * body.localY);
  for (let fixture = body.fixtures; exists(fixture); fixture = fixture.next) {
    fixture.bounds = f32x4.min(
      boundsOf(fixture, transformOf(start)),
      boundsOf(fixture, transformOf(body)),
    );
    moveLeaf(world, fixture, body.x - start.x, body.y - start.y);
  }
}

/** Moves the start of a sweep to a time. */
function advanceSweep(sweep: Sweep, time: f32): void {
  const share = (time - sweep.time0) / (<f32>1 - sweep.time0);
  const rest = <f32>1 - share;
  sweep.x0 = rest * sweep.x0 + share * sweep.x;
  sweep.y0 = rest * sweep.y0 + share * sweep.y;
  sweep.angle0 = rest * sweep.angle0 + share * sweep.angle;
  sweep.time0 = time;
}

/** Moves the start of a body's sweep to a time within the step. */
export function advanceStart(body: Body, time: f32): void {
  advanceSweep(sweepOf(body), time);
}

/** Puts a body where it is at a time within the step. */
export function advance(body: Body, time: f32): void {
  advanceSweep(sweepOf(body), time);
  body.centerX = body.centerX0;
  body.centerY = body.centerY0;
  body.angle = body.angle0;
  synchronize(body);
}

/** Adds a force (N) at the center of mass until the next step. */
export function applyForce(body: Body, x: f32, y: f32): void {
  wake(body);
  body.forceX += x;
  body.forceY += y;
}

/** Adds a torque (N m) until the next step. */
export function applyTorque(body: Body, torque: f32): void {
  wake(body);
  body.torque += torque;
}

/** Kicks a body with (x, y) N s at the place (atX, atY). */
export function applyImpulse(body: Body, x: f32, y: f32, atX: f32, atY: f32): void {
  wake(body);
  body.vx += body.inverseMass * x;
  body.vy += body.inverseMass * y;
  body.w += body.inverseInertia * ((atX - body.centerX) * y - (atY - body.centerY) * x);
}
