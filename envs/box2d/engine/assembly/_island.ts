// Islands: bodies that hang together by joints and contacts, and what holds them. A step solves each for itself.

import { fallAsleep, synchronize } from "./_body";
import {
  solveContactPosition,
  solveContactVelocity,
  solveImpactPosition,
  startContact,
  storeImpulses,
  warmStart,
} from "./_contact-solver";
import { repeatTurns, solveJointPosition, solveJointVelocity, startJoint } from "./_joint";
import { Buffer, reserve } from "./_memory";
import { Body, Contact, DYNAMIC, Joint, STATIC, World } from "./_records";
import {
  IMPACT_POSITION_ITERATIONS,
  LINEAR_SLOP,
  MAX_ROTATION,
  MAX_TRANSLATION,
  MOST,
  STILL_ROTATION,
  STILL_SPEED,
  TIME_TO_SLEEP,
} from "./_settings";
import { cosine, rotate, sine } from "./_trigonometry";

const bodies = changetype<Buffer>(memory.data(offsetof<Buffer>()));
const contacts = changetype<Buffer>(memory.data(offsetof<Buffer>()));
const joints = changetype<Buffer>(memory.data(offsetof<Buffer>()));
export let bodyCount: i32 = 0;
export let contactCount: i32 = 0;
export let jointCount: i32 = 0;

/** Makes the island empty. */
export function clearIsland(): void {
  bodyCount = 0;
  contactCount = 0;
  jointCount = 0;
}

export function addBody(body: Body): void {
  reserve(bodies, (bodyCount + 1) << 2);
  store<usize>(bodies.items + (bodyCount << 2), changetype<usize>(body));
  bodyCount++;
}

export function addContact(contact: Contact): void {
  reserve(contacts, (contactCount + 1) << 2);
  store<usize>(contacts.items + (contactCount << 2), changetype<usize>(contact));
  contactCount++;
}

export function addJoint(joint: Joint): void {
  reserve(joints, (jointCount + 1) << 2);
  store<usize>(joints.items + (jointCount << 2), changetype<usize>(joint));
  jointCount++;
}

// @ts-ignore: decorator
@inline
export function bodyAt(index: i32): Body {
  return changetype<Body>(load<usize>(bodies.items + (index << 2)));
}

// @ts-ignore: decorator
@inline
function contactAt(index: i32): Contact {
  return changetype<Contact>(load<usize>(contacts.items + (index << 2)));
}

// @ts-ignore: decorator
@inline
function jointAt(index: i32): Joint {
  return changetype<Joint>(load<usize>(joints.items + (index << 2)));
}

/** Moves the island by a step. @param time Its length (s). @param ratio Of that to the last step's. */
export function solveIsland(
  world: World,
  time: f32,
  ratio: f32,
  velocityIterations: i32,
  positionIterations: i32,
): void {
  for (let i = 0; i < bodyCount; i++) accelerate(world, bodyAt(i), time);
  for (let i = 0; i < contactCount; i++) startContact(contactAt(i), ratio);
  for (let i = 0; i < contactCount; i++) warmStart(contactAt(i));
  for (let i = 0; i < jointCount; i++) startJoint(jointAt(i), time, ratio);
  solveVelocities(velocityIterations);
  for (let i = 0; i < contactCount; i++) storeImpulses(contactAt(i));
  for (let i = 0; i < bodyCount; i++) move(bodyAt(i), time);
  const solved = solvePositions(positionIterations);
  for (let i = 0; i < bodyCount; i++) synchronize(bodyAt(i));
  rest(time, solved);
}

// Gymnasium asks for 180 iterations of the velocities, and 180 are carried out, but many of them cheaply. After some
// ten of them the velocities of a body in flight stand still or go back and forth between two states, in the last bit;
// only sums of impulses may still grow. An iteration that starts from the velocities and contact impulses of an earlier
// one can differ from it through the joints' sums alone. So it is enough to advance those sums, joint by joint, and to
// check that they lead to the same bits: then all the rest repeats too. Where they do not, the iteration is done in
// full.

/** Carries out all iterations. They change the velocities of the bodies and the impulses of joints and contacts. */
function solveVelocities(iterations: i32): void {
  const size = (bodyCount + contactCount) << 4;
  reserve(states, 2 * size);
  reserve(sums, jointCount << 4);
  let before = states.items;
  let last = states.items + size;
  let parity = 0;
  for (let done = 0; done < iterations; ) {
    parity ^= 1;
    for (let i = 0; i < jointCount; i++) solveJointVelocity(jointAt(i), parity);
    for (let i = 0; i < contactCount; i++) solveContactVelocity(contactAt(i));
    done++;
    const period = done < 3 ? 0 : sameState(last) ? 1 : sameState(before) ? 2 : 0;
    if (period > 0) done += repeat(period, parity, iterations - done);
    keepState(before);
    const kept = before;
    before = last;
    last = kept;
  }
}

/** States after the last two iterations: of each body and each contact its first 16 bytes. */
const states = changetype<Buffer>(memory.data(offsetof<Buffer>()));

function keepState(state: usize): void {
  let at = state;
  for (let i = 0; i < bodyCount; i++, at += 16) v128.store(at, v128.load(changetype<usize>(bodyAt(i))));
  for (let i = 0; i < contactCount; i++, at += 16) v128.store(at, v128.load(changetype<usize>(contactAt(i))));
}

function sameState(state: usize): bool {
  let at = state;
  for (let i = 0; i < bodyCount; i++, at += 16) {
    if (v128.any_true(v128.xor(v128.load(at), v128.load(changetype<usize>(bodyAt(i)))))) return false;
  }
  for (let i = 0; i < contactCount; i++, at += 16) {
    if (v128.any_true(v128.xor(v128.load(at), v128.load(changetype<usize>(contactAt(i)))))) return false;
  }
  return true;
}

/** The joints' impulses before they were repeated. */
const sums = changetype<Buffer>(memory.data(offsetof<Buffer>()));

/** Repeats the last iterations as long as all joints do; returns how many were repeated, a multiple of the period. */
function repeat(period: i32, parity: i32, rest: i32): i32 {
  let count = rest - (rest % period);
  for (let i = 0; i < jointCount; i++) {
    const joint = jointAt(i);
    v128.store(sums.items + (i << 4), v128.load(changetype<usize>(joint)));
    const repeated = repeatTurns(joint, period, parity, count);
    if (repeated == count) continue;
    // The joints before this one went too far.
    count = repeated;
    for (let j = 0; j < i; j++) {
      v128.store(changetype<usize>(jointAt(j)), v128.load(sums.items + (j << 4)));
      repeatTurns(jointAt(j), period, parity, count);
    }
  }
  return count;
}

function accelerate(world: World, body: Body, time: f32): void {
  body.centerX0 = body.centerX;
  body.centerY0 = body.centerY;
  body.angle0 = body.angle;
  if (body.kind != DYNAMIC) return;
  body.vx += time * (world.gravityX + body.inverseMass * body.forceX);
  body.vy += time * (world.gravityY + body.inverseMass * body.forceY);
  body.w += time * body.inverseInertia * body.torque;
}

/** Moves a body by its velocity, which is lowered where it is too high. */
function move(body: Body, time: f32): void {
  const dx = time * body.vx;
  const dy = time * body.vy;
  const squared = dx * dx + dy * dy;
  if (squared > MAX_TRANSLATION * MAX_TRANSLATION) {
    const ratio = MAX_TRANSLATION / Mathf.sqrt(squared);
    body.vx *= ratio;
    body.vy *= ratio;
  }
  const rotation = time * body.w;
  if (rotation * rotation > MAX_ROTATION * MAX_ROTATION) body.w *= MAX_ROTATION / Mathf.abs(rotation);
  body.centerX += time * body.vx;
  body.centerY += time * body.vy;
  body.angle += time * body.w;
}

/** Moves the bodies until contacts and joints hold within the slop; returns whether they do. */
function solvePositions(iterations: i32): bool {
  for (let i = 0; i < iterations; i++) {
    let least: f32 = 0;
    for (let j = 0; j < contactCount; j++) {
      const separation = solveContactPosition(contactAt(j));
      least = separation < least ? separation : least;
    }
    let solved = least >= LINEAR_SLOP * -3;
    for (let j = 0; j < jointCount; j++) solved = solveJointPosition(jointAt(j)) && solved;
    if (solved) return true;
  }
  return false;
}

/** Lets the island sleep when all its bodies have hardly moved for half a second. */
function rest(time: f32, solved: bool): void {
  let shortest: f32 = MOST;
  for (let i = 0; i < bodyCount; i++) {
    const body = bodyAt(i);
    if (body.kind == STATIC) continue;
    const still =
      body.w * body.w <= STILL_ROTATION * STILL_ROTATION &&
      body.vx * body.vx + body.vy * body.vy <= STILL_SPEED * STILL_SPEED;
    body.stillness = still ? body.stillness + time : 0;
    shortest = body.stillness < shortest ? body.stillness : shortest;
  }
  if (shortest < TIME_TO_SLEEP || !solved) return;
  for (let i = 0; i < bodyCount; i++) fallAsleep(bodyAt(i));
}

/** Moves the island of an impact from its time to the end of the step. @param time What is left of the step (s). */
export function solveImpactIsland(impactA: Body, impactB: Body, time: f32, velocityIterations: i32): void {
  for (let i = 0; i < IMPACT_POSITION_ITERATIONS; i++) {
    let least: f32 = 0;
    for (let j = 0; j < contactCount; j++) {
      const separation = solveImpactPosition(contactAt(j), impactA, impactB);
      least = separation < least ? separation : least;
    }
    if (least >= LINEAR_SLOP * -1.5) break;
  }
  // The sweeps start anew from here. Other bodies of the island stand still in the meantime.
  startSweep(impactA);
  startSweep(impactB);
  for (let i = 0; i < bodyCount; i++) {
    const body = bodyAt(i);
    rotate(body.angle);
    body.sine = sine;
    body.cosine = cosine;
  }
  for (let i = 0; i < contactCount; i++) startContact(contactAt(i), 0);
  for (let i = 0; i < velocityIterations; i++) {
    for (let j = 0; j < contactCount; j++) solveContactVelocity(contactAt(j));
  }
  for (let i = 0; i < bodyCount; i++) {
    move(bodyAt(i), time);
    synchronize(bodyAt(i));
  }
}

function startSweep(body: Body): void {
  body.centerX0 = body.centerX;
  body.centerY0 = body.centerY;
  body.angle0 = body.angle;
}
