// An island in a step: its bodies are accelerated, its velocities solved, its bodies moved and its positions
// solved.

import { fallAsleep, synchronize } from "./_body";
import {
  solveContactPosition,
  solveContactVelocity,
  solveImpactPosition,
  startContact,
  storeImpulses,
  warmStart,
} from "./_contact-solver";
import { solveJointPosition, startJoint } from "./_joint";
import { bodyAt, bodyCount, contactAt, contactCount, jointAt, jointCount } from "./_members";
import { Body, DYNAMIC, STATIC, World } from "./_records";
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
import { solveVelocities } from "./_velocities";

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

function accelerate(world: World, body: Body, time: f32): void {
  startSweep(body);
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
    let smallest: f32 = 0;
    for (let j = 0; j < contactCount; j++) {
      const separation = solveContactPosition(contactAt(j));
      smallest = separation < smallest ? separation : smallest;
    }
    let solved = smallest >= LINEAR_SLOP * -3;
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

/**
 * Moves the island of an impact from its time to the end of the step.
 * @param time What is left of the step (s).
 */
export function solveImpactIsland(impactA: Body, impactB: Body, time: f32, velocityIterations: i32): void {
  for (let i = 0; i < IMPACT_POSITION_ITERATIONS; i++) {
    let smallest: f32 = 0;
    for (let j = 0; j < contactCount; j++) {
      const separation = solveImpactPosition(contactAt(j), impactA, impactB);
      smallest = separation < smallest ? separation : smallest;
    }
    if (smallest >= LINEAR_SLOP * -1.5) break;
  }
  for (let i = 0; i < bodyCount; i++) {
    const body = bodyAt(i);
    rotate(body.angle);
    body.sine = sine;
    body.cosine = cosine;
  }
  // The sweeps start anew from here. Other bodies of the island stand still in the meantime.
  startSweep(impactA);
  startSweep(impactB);
  for (let i = 0; i < contactCount; i++) startContact(contactAt(i), 0);
  for (let i = 0; i < velocityIterations; i++) {
    for (let j = 0; j < contactCount; j++) solveContactVelocity(contactAt(j));
  }
  for (let i = 0; i < bodyCount; i++) {
    move(bodyAt(i), time);
    synchronize(bodyAt(i));
  }
}

/** Starts a body's sweep where it is. */
function startSweep(body: Body): void {
  body.centerX0 = body.centerX;
  body.centerY0 = body.centerY;
  body.angle0 = body.angle;
  body.sine0 = body.sine;
  body.cosine0 = body.cosine;
}
