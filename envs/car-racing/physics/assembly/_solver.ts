// One time step of the car: Box2D 2.3's sequential impulses for revolute joints with motor and limit. Each sum and
// product stands in Box2D's order, because float32 rounds after every one of them.

import { rotate, sine, cosine } from "./_trigonometry";
import {
  BODIES,
  Dynamics,
  HULL,
  Joint,
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
  motorSpeedsOf,
} from "./_world";

/** Gymnasium's 1/50 s and iterations. */
const TIME_STEP: f32 = 0.02;
const VELOCITY_ITERATIONS: i32 = 180;
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

/** The motors' torque (N m) and the joints' limit (rad), the same for every car. */
let maxMotorImpulse: f32 = 0;
let upperLimit: f32 = 0;
let lowerLimit: f32 = 0;

export function setMotors(maxMotorTorque: f32, limit: f32): void {
  maxMotorImpulse = TIME_STEP * maxMotorTorque;
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

/**
 * Runs the velocity iterations. They map the velocities and impulses to the next ones, always by the same
 * function: once an iteration changes no bit, neither will the others, and they are left out.
 */
function solveVelocities(world: World): void {
  const hull = bodyOf(world, HULL);
  const mA = dynamicsOf(world, HULL).inverseMass;
  const iA = dynamicsOf(world, HULL).inverseInertia;
  let vxA = hull.vx;
  let vyA = hull.vy;
  let wA = hull.w;
  let iteration = 0;
  let changed = 1;
  while (iteration < VELOCITY_ITERATIONS && changed != 0) {
    iteration++;
    changed = 0;
    for (let wheel = WHEELS - 1; wheel >= 0; wheel--) {
      const joint = jointOf(world, wheel);
      const b = bodyOf(world, wheel + 1);
      const mB = dynamicsOf(world, wheel + 1).inverseMass;
      const iB = dynamicsOf(world, wheel + 1).inverseInertia;
      const aX = joint.aX;
      const aY = joint.aY;
      const bX = joint.bX;
      const bY = joint.bY;

      const motorImpulse = joint.motorImpulse;
      const wanted = motorImpulse - joint.motorMass * (b.w - wA - load<f32>(motorSpeedsOf(world) + (wheel << 2)));
      const clamped = clamp(wanted, -maxMotorImpulse, maxMotorImpulse);
      const turn = clamped - motorImpulse;
      const wA1 = wA - iA * turn;
      const wB1 = b.w + iB * turn;

      const slipX = b.vx - wB1 * bY - vxA + wA1 * aY;
      const slipY = b.vy + wB1 * bX - vyA - wA1 * aX;
      let x: f32;
      let y: f32;
      let torqueA: f32;
      let torqueB: f32;
      if (joint.limit == LIMIT_OFF) {
        x = joint.reciprocal22 * (joint.k22 * -slipX - joint.k12 * -slipY);
        y = joint.reciprocal22 * (joint.k11 * -slipY - joint.k12 * -slipX);
        torqueA = aX * y - aY * x;
        torqueB = bX * y - bY * x;
      } else {
        const k11 = joint.k11;
        const k12 = joint.k12;
        const k13 = joint.k13;
        const k22 = joint.k22;
        const k23 = joint.k23;
        const k33 = joint.k33;
        const scale = joint.reciprocal33;
        const slip = wB1 - wA1;
        const impulseZ = joint.impulseZ;
        let z = -(
          scale *
          (k11 * (k22 * slip - k23 * slipY) + k12 * (k23 * slipX - k12 * slip) + k13 * (k12 * slipY - k22 * slipX))
        );
        let sumZ = impulseZ + z;
        if (joint.limit == LIMIT_LOWER ? sumZ < 0 : sumZ > 0) {
          // The limit would pull: take its impulse back and solve for the anchor alone.
          z = -impulseZ;
          sumZ = 0;
          const pullX = -slipX + impulseZ * k13;
          const pullY = -slipY + impulseZ * k23;
          x = joint.reciprocal22 * (k22 * pullX - k12 * pullY);
          y = joint.reciprocal22 * (k11 * pullY - k12 * pullX);
        } else {
          x = -(
            scale *
            (slipX * (k22 * k33 - k23 * k23) + slipY * (k23 * k13 - k12 * k33) + slip * (k12 * k23 - k22 * k13))
          );
          y = -(
            scale *
            (k11 * (slipY * k33 - slip * k23) + k12 * (slip * k13 - slipX * k33) + k13 * (slipX * k23 - slipY * k13))
          );
        }
        torqueA = aX * y - aY * x + z;
        torqueB = bX * y - bY * x + z;
        changed |= difference(impulseZ, sumZ);
        joint.impulseZ = sumZ;
      }

      const vxA2 = vxA - mA * x;
      const vyA2 = vyA - mA * y;
      const wA2 = wA1 - iA * torqueA;
      changed |= difference(vxA, vxA2) | difference(vyA, vyA2) | difference(wA, wA2);
      vxA = vxA2;
      vyA = vyA2;
      wA = wA2;

      const vxB2 = b.vx + mB * x;
      const vyB2 = b.vy + mB * y;
      const wB2 = wB1 + iB * torqueB;
      changed |= difference(b.vx, vxB2) | difference(b.vy, vyB2) | difference(b.w, wB2);
      b.vx = vxB2;
      b.vy = vyB2;
      b.w = wB2;

      const sumX = joint.impulseX + x;
      const sumY = joint.impulseY + y;
      changed |= difference(joint.impulseX, sumX) | difference(joint.impulseY, sumY) | difference(motorImpulse, clamped);
      joint.impulseX = sumX;
      joint.impulseY = sumY;
      joint.motorImpulse = clamped;
    }
  }
  hull.vx = vxA;
  hull.vy = vyA;
  hull.w = wA;
  world.iterations = iteration;
}

/** Not 0 where the bits of two numbers differ. */
// @ts-ignore: decorator
@inline
function difference(a: f32, b: f32): i32 {
  return reinterpret<i32>(a) ^ reinterpret<i32>(b);
}

// @ts-ignore: decorator
@inline
function clamp(value: f32, low: f32, high: f32): f32 {
  const bounded = value < high ? value : high;
  return low > bounded ? low : bounded;
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
