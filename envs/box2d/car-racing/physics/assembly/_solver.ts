// One time step of the car: Box2D 2.3's sequential impulses for revolute joints with motor and limit. Each
// sum and product stands in Box2D's order, because float32 rounds after every one of them.

import { cosine, rotate, sine } from "../../../engine/assembly/_trigonometry";
import { clamp, setMaxMotorImpulse, solveVelocities } from "./_velocities";
import {
  BODIES,
  HULL,
  LIMIT_LOWER,
  LIMIT_OFF,
  LIMIT_UPPER,
  WHEELS,
  World,
  bodyOf,
  dynamicsOf,
  forcesOf,
  jointAnglesOf,
  jointOf,
} from "./_world";

/** Gymnasium's time step (s) and iterations. */
const TIME_STEP: f32 = 0.02;
const POSITION_ITERATIONS: i32 = 60;

const PI: f32 = 3.14159265359;
const LINEAR_SLOP: f32 = 0.005;
const ANGULAR_SLOP: f32 = (<f32>2 / <f32>180) * PI;
const MAX_ANGULAR_CORRECTION: f32 = (<f32>8 / <f32>180) * PI;
const MAX_TRANSLATION: f32 = 2;
const MAX_ROTATION: f32 = <f32>0.5 * PI;

const STILL_SPEED: f32 = 0.01;
const STILL_ROTATION: f32 = (<f32>2 / <f32>180) * PI;
const TIME_TO_SLEEP: f32 = 0.5;

/** The joints' limits (rad), the same for every car. */
let upperLimit: f32 = 0;
let lowerLimit: f32 = 0;

/** Sets the torque of the motors (N m) and how far the joints turn either way (rad). */
export function setMotors(maxTorque: f32, limit: f32): void {
  setMaxMotorImpulse(TIME_STEP * maxTorque);
  upperLimit = limit;
  lowerLimit = -limit;
}

/** Advances an awake world by one time step. */
export function solve(world: World): void {
  applyForces(world);
  for (let wheel = WHEELS - 1; wheel >= 0; wheel--) startJoint(world, wheel);
  solveVelocities(world);
  integratePositions(world);
  const solved = solvePositions(world);
  for (let b = 0; b < BODIES; b++) finishBody(world, b);
  for (let wheel = 0; wheel < WHEELS; wheel++) {
    store<f32>(jointAnglesOf(world) + (wheel << 2), bodyOf(world, wheel + 1).angle - bodyOf(world, HULL).angle);
  }
  fallAsleep(world, solved);
}

function applyForces(world: World): void {
  for (let wheel = 0; wheel < WHEELS; wheel++) {
    const body = bodyOf(world, wheel + 1);
    const inverseMass = dynamicsOf(world, wheel + 1).inverseMass;
    const force = forcesOf(world) + (wheel << 3);
    body.vx += TIME_STEP * (inverseMass * load<f32>(force));
    body.vy += TIME_STEP * (inverseMass * load<f32>(force, 4));
    store<f64>(force, 0);
  }
}

/** Prepares a joint for the step and applies the impulses of the last one. */
function startJoint(world: World, wheel: i32): void {
  const joint = jointOf(world, wheel);
  const a = bodyOf(world, HULL);
  const b = bodyOf(world, wheel + 1);
  const dynamicsA = dynamicsOf(world, HULL);
  const dynamicsB = dynamicsOf(world, wheel + 1);
  const mA = dynamicsA.inverseMass;
  const mB = dynamicsB.inverseMass;
  const iA = dynamicsA.inverseInertia;
  const iB = dynamicsB.inverseInertia;

  const aX = a.cosine * joint.localAX - a.sine * joint.localAY;
  const aY = a.sine * joint.localAX + a.cosine * joint.localAY;
  const bX = b.cosine * joint.localBX - b.sine * joint.localBY;
  const bY = b.sine * joint.localBX + b.cosine * joint.localBY;
  joint.aX = aX;
  joint.aY = aY;
  joint.bX = bX;
  joint.bY = bY;

  const k11 = mA + mB + aY * aY * iA + bY * bY * iB;
  const k12 = -aY * aX * iA - bY * bX * iB;
  const k13 = -aY * iA - bY * iB;
  const k22 = mA + mB + aX * aX * iA + bX * bX * iB;
  const k23 = aX * iA + bX * iB;
  const k33 = iA + iB;
  joint.k11 = k11;
  joint.k12 = k12;
  joint.k13 = k13;
  joint.k22 = k22;
  joint.k23 = k23;
  joint.k33 = k33;
  joint.motorMass = <f32>1 / k33;
  joint.reciprocal22 = reciprocal(k11 * k22 - k12 * k12);
  joint.reciprocal33 = reciprocal(
    k11 * (k22 * k33 - k23 * k23) + k12 * (k23 * k13 - k12 * k33) + k13 * (k12 * k23 - k22 * k13),
  );

  const angle = b.angle - a.angle;
  const limit = angle <= lowerLimit ? LIMIT_LOWER : angle >= upperLimit ? LIMIT_UPPER : LIMIT_OFF;
  if (limit == LIMIT_OFF || limit != joint.limit) joint.impulseZ = 0;
  joint.limit = limit;

  const x = joint.impulseX;
  const y = joint.impulseY;
  a.vx -= mA * x;
  a.vy -= mA * y;
  a.w -= iA * (aX * y - aY * x + joint.motorImpulse + joint.impulseZ);
  b.vx += mB * x;
  b.vy += mB * y;
  b.w += iB * (bX * y - bY * x + joint.motorImpulse + joint.impulseZ);
}

// @ts-ignore: decorator
@inline
function reciprocal(determinant: f32): f32 {
  return determinant != 0 ? <f32>1 / determinant : 0;
}

function integratePositions(world: World): void {
  for (let i = 0; i < BODIES; i++) {
    const body = bodyOf(world, i);
    const dynamics = dynamicsOf(world, i);
    const dx = TIME_STEP * body.vx;
    const dy = TIME_STEP * body.vy;
    const squared = dx * dx + dy * dy;
    if (squared > MAX_TRANSLATION * MAX_TRANSLATION) {
      const ratio = MAX_TRANSLATION / Mathf.sqrt(squared);
      body.vx *= ratio;
      body.vy *= ratio;
    }
    const rotation = TIME_STEP * body.w;
    if (rotation * rotation > MAX_ROTATION * MAX_ROTATION) body.w *= MAX_ROTATION / Mathf.abs(rotation);
    dynamics.centreX += TIME_STEP * body.vx;
    dynamics.centreY += TIME_STEP * body.vy;
    body.angle += TIME_STEP * body.w;
  }
}

/** Moves the bodies until the joints hold within the slop; returns whether they do. */
function solvePositions(world: World): bool {
  for (let i = 0; i < POSITION_ITERATIONS; i++) {
    let solved = true;
    for (let wheel = WHEELS - 1; wheel >= 0; wheel--) solved = solvePosition(world, wheel) && solved;
    if (solved) return true;
  }
  return false;
}

function solvePosition(world: World, wheel: i32): bool {
  const joint = jointOf(world, wheel);
  const hull = dynamicsOf(world, HULL);
  const tyre = dynamicsOf(world, wheel + 1);
  const mA = hull.inverseMass;
  const mB = tyre.inverseMass;
  const iA = hull.inverseInertia;
  const iB = tyre.inverseInertia;
  let angleA = bodyOf(world, HULL).angle;
  let angleB = bodyOf(world, wheel + 1).angle;

  let angularError: f32 = 0;
  if (joint.limit != LIMIT_OFF) {
    const angle = angleB - angleA;
    let correction: f32;
    if (joint.limit == LIMIT_LOWER) {
      const excess = angle - lowerLimit;
      angularError = -excess;
      correction = clamp(excess + ANGULAR_SLOP, -MAX_ANGULAR_CORRECTION, 0);
    } else {
      const excess = angle - upperLimit;
      angularError = excess;
      correction = clamp(excess - ANGULAR_SLOP, 0, MAX_ANGULAR_CORRECTION);
    }
    const impulse = -joint.motorMass * correction;
    angleA -= iA * impulse;
    angleB += iB * impulse;
  }

  rotate(angleA);
  const aX = cosine * joint.localAX - sine * joint.localAY;
  const aY = sine * joint.localAX + cosine * joint.localAY;
  rotate(angleB);
  const bX = cosine * joint.localBX - sine * joint.localBY;
  const bY = sine * joint.localBX + cosine * joint.localBY;
  const gapX = tyre.centreX + bX - hull.centreX - aX;
  const gapY = tyre.centreY + bY - hull.centreY - aY;
  const positionError = Mathf.sqrt(gapX * gapX + gapY * gapY);

  const k11 = mA + mB + iA * aY * aY + iB * bY * bY;
  const k12 = -iA * aX * aY - iB * bX * bY;
  const k22 = mA + mB + iA * aX * aX + iB * bX * bX;
  const scale = reciprocal(k11 * k22 - k12 * k12);
  const x = -(scale * (k22 * gapX - k12 * gapY));
  const y = -(scale * (k11 * gapY - k12 * gapX));
  hull.centreX -= mA * x;
  hull.centreY -= mA * y;
  tyre.centreX += mB * x;
  tyre.centreY += mB * y;
  bodyOf(world, HULL).angle = angleA - iA * (aX * y - aY * x);
  bodyOf(world, wheel + 1).angle = angleB + iB * (bX * y - bY * x);
  return positionError <= LINEAR_SLOP && angularError <= ANGULAR_SLOP;
}

/** Derives rotation and origin from angle and centre. */
function finishBody(world: World, index: i32): void {
  const body = bodyOf(world, index);
  const dynamics = dynamicsOf(world, index);
  rotate(body.angle);
  body.sine = sine;
  body.cosine = cosine;
  body.x = dynamics.centreX - (cosine * dynamics.localCentreX - sine * dynamics.localCentreY);
  body.y = dynamics.centreY - (sine * dynamics.localCentreX + cosine * dynamics.localCentreY);
}

/** Stops the car when all its bodies have hardly moved for half a second. */
function fallAsleep(world: World, solved: bool): void {
  let shortest: f32 = Infinity;
  for (let i = 0; i < BODIES; i++) {
    const body = bodyOf(world, i);
    const dynamics = dynamicsOf(world, i);
    const still =
      body.w * body.w <= STILL_ROTATION * STILL_ROTATION &&
      body.vx * body.vx + body.vy * body.vy <= STILL_SPEED * STILL_SPEED;
    dynamics.stillness = still ? dynamics.stillness + TIME_STEP : 0;
    shortest = dynamics.stillness < shortest ? dynamics.stillness : shortest;
  }
  if (shortest < TIME_TO_SLEEP || !solved) return;
  world.awake = 0;
  for (let i = 0; i < BODIES; i++) {
    const body = bodyOf(world, i);
    body.vx = 0;
    body.vy = 0;
    body.w = 0;
    dynamicsOf(world, i).stillness = 0;
  }
}
