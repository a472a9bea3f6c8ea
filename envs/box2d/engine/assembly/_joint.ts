// Revolute joints with motor and limit, by sequential impulses. Each sum and product stands in Box2D's order,
// because float32 rounds after every one of them.

import { Joint, LIMIT_LOWER, LIMIT_OFF, LIMIT_UPPER } from "./_records";
import { ANGULAR_SLOP, LINEAR_SLOP, MAX_ANGULAR_CORRECTION } from "./_settings";
import { cosine, rotate, sine } from "./_trigonometry";
import { Turns, pulls } from "./_turns";

// @ts-ignore: decorator
@inline
export function clamp(value: f32, low: f32, high: f32): f32 {
  // Branches, which are foreseen, are faster here than selections, which what follows has to wait for.
  if (value > high) return high;
  if (value < low) return low;
  return value;
}

// @ts-ignore: decorator
@inline
function reciprocal(determinant: f32): f32 {
  return determinant != 0 ? <f32>1 / determinant : 0;
}

/**
 * Prepares a joint for a step and applies the impulses of the last one.
 * @param time Length of the step (s). @param ratio Of the step's length to the last one's.
 */
export function startJoint(joint: Joint, time: f32, ratio: f32): void {
  const a = joint.a;
  const b = joint.b;
  const mA = a.inverseMass;
  const mB = b.inverseMass;
  const iA = a.inverseInertia;
  const iB = b.inverseInertia;

  const localAX = joint.anchorAX - a.localX;
  const localAY = joint.anchorAY - a.localY;
  const localBX = joint.anchorBX - b.localX;
  const localBY = joint.anchorBY - b.localY;
  const aX = a.cosine * localAX - a.sine * localAY;
  const aY = a.sine * localAX + a.cosine * localAY;
  const bX = b.cosine * localBX - b.sine * localBY;
  const bY = b.sine * localBX + b.cosine * localBY;
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
  joint.motorMass = k33 > 0 ? <f32>1 / k33 : k33;
  joint.maxMotorImpulse = time * joint.maxTorque;
  joint.reciprocal22 = reciprocal(k11 * k22 - k12 * k12);
  joint.reciprocal33 = reciprocal(
    k11 * (k22 * k33 - k23 * k23) + k12 * (k23 * k13 - k12 * k33) + k13 * (k12 * k23 - k22 * k13),
  );

  const angle = b.angle - a.angle - joint.reference;
  const limit = angle <= joint.lower ? LIMIT_LOWER : angle >= joint.upper ? LIMIT_UPPER : LIMIT_OFF;
  if (limit == LIMIT_OFF || limit != joint.limit) joint.impulseZ = 0;
  joint.limit = limit;

  joint.impulseX *= ratio;
  joint.impulseY *= ratio;
  joint.impulseZ *= ratio;
  joint.motorImpulse *= ratio;
  const x = joint.impulseX;
  const y = joint.impulseY;
  a.vx -= mA * x;
  a.vy -= mA * y;
  a.w -= iA * (aX * y - aY * x + joint.motorImpulse + joint.impulseZ);
  b.vx += mB * x;
  b.vy += mB * y;
  b.w += iB * (bX * y - bY * x + joint.motorImpulse + joint.impulseZ);
}

/**
 * Gives a joint the impulses that make its motor, its limit and its anchor right.
 * @param record Where its turn is recorded, see `turnOf`.
 */
export function solveJointVelocity(joint: Joint, record: usize): void {
  const a = joint.a;
  const b = joint.b;
  const mA = a.inverseMass;
  const mB = b.inverseMass;
  const iA = a.inverseInertia;
  const iB = b.inverseInertia;
  const aX = joint.aX;
  const aY = joint.aY;
  const bX = joint.bX;
  const bY = joint.bY;
  const vxA = a.vx;
  const vyA = a.vy;
  let wA = a.w;
  const vxB = b.vx;
  const vyB = b.vy;
  let wB = b.w;

  const motorError = joint.motorMass * (wB - wA - joint.motorSpeed);
  const motorImpulse = clamp(joint.motorImpulse - motorError, -joint.maxMotorImpulse, joint.maxMotorImpulse);
  const turn = motorImpulse - joint.motorImpulse;
  joint.motorImpulse = motorImpulse;
  store<f32>(record, wA, offsetof<Turns>("beforeA"));
  store<f32>(record, wB, offsetof<Turns>("beforeB"));
  store<f32>(record, -motorError, offsetof<Turns>("addedMotor"));
  wA -= iA * turn;
  wB += iB * turn;
  store<f32>(record, wA, offsetof<Turns>("afterA"));
  store<f32>(record, wB, offsetof<Turns>("afterB"));

  // How fast the anchors part.
  const slipX = vxB - wB * bY - vxA + wA * aY;
  const slipY = vyB + wB * bX - vyA - wA * aX;
  let x: f32;
  let y: f32;
  let torqueA: f32;
  let torqueB: f32;
  if (joint.limit == LIMIT_OFF) {
    x = joint.reciprocal22 * (joint.k22 * -slipX - joint.k12 * -slipY);
    y = joint.reciprocal22 * (joint.k11 * -slipY - joint.k12 * -slipX);
    torqueA = aX * y - aY * x;
    torqueB = bX * y - bY * x;
    store<f32>(record, 0, offsetof<Turns>("addedZ"));
    store<i32>(record, 0, offsetof<Turns>("pulled"));
  } else {
    const k11 = joint.k11;
    const k12 = joint.k12;
    const k13 = joint.k13;
    const k22 = joint.k22;
    const k23 = joint.k23;
    const k33 = joint.k33;
    const scale = joint.reciprocal33;
    const slip = wB - wA;
    const limitSum = joint.impulseZ;
    let z = -(
      scale *
      (k11 * (k22 * slip - k23 * slipY) + k12 * (k23 * slipX - k12 * slip) + k13 * (k12 * slipY - k22 * slipX))
    );
    const sum = limitSum + z;
    const pulled = pulls(joint, sum);
    store<f32>(record, z, offsetof<Turns>("addedZ"));
    store<f32>(record, limitSum, offsetof<Turns>("limitSum"));
    store<i32>(record, -<i32>pulled, offsetof<Turns>("pulled"));
    if (pulled) {
      // A limit can only push: take back its impulse and solve for the anchor alone.
      z = -limitSum;
      joint.impulseZ = 0;
      const restX = -slipX + limitSum * k13;
      const restY = -slipY + limitSum * k23;
      x = joint.reciprocal22 * (k22 * restX - k12 * restY);
      y = joint.reciprocal22 * (k11 * restY - k12 * restX);
    } else {
      joint.impulseZ = sum;
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
  }
  joint.impulseX += x;
  joint.impulseY += y;
  store<f32>(record, x, offsetof<Turns>("addedX"));
  store<f32>(record, y, offsetof<Turns>("addedY"));
  a.vx = vxA - mA * x;
  a.vy = vyA - mA * y;
  a.w = wA - iA * torqueA;
  b.vx = vxB + mB * x;
  b.vy = vyB + mB * y;
  b.w = wB + iB * torqueB;
}

/**
 * Moves the bodies towards where the joint's anchor and limit hold; returns whether they did within the slop.
 */
export function solveJointPosition(joint: Joint): bool {
  const a = joint.a;
  const b = joint.b;
  const mA = a.inverseMass;
  const mB = b.inverseMass;
  const iA = a.inverseInertia;
  const iB = b.inverseInertia;
  let angleA = a.angle;
  let angleB = b.angle;

  let angularError: f32 = 0;
  if (joint.limit != LIMIT_OFF) {
    const angle = angleB - angleA - joint.reference;
    let correction: f32;
    if (joint.limit == LIMIT_LOWER) {
      const excess = angle - joint.lower;
      angularError = -excess;
      correction = clamp(excess + ANGULAR_SLOP, -MAX_ANGULAR_CORRECTION, 0);
    } else {
      const excess = angle - joint.upper;
      angularError = excess;
      correction = clamp(excess - ANGULAR_SLOP, 0, MAX_ANGULAR_CORRECTION);
    }
    const impulse = -joint.motorMass * correction;
    angleA -= iA * impulse;
    angleB += iB * impulse;
  }

  const localAX = joint.anchorAX - a.localX;
  const localAY = joint.anchorAY - a.localY;
  const localBX = joint.anchorBX - b.localX;
  const localBY = joint.anchorBY - b.localY;
  rotate(angleA);
  const aX = cosine * localAX - sine * localAY;
  const aY = sine * localAX + cosine * localAY;
  rotate(angleB);
  const bX = cosine * localBX - sine * localBY;
  const bY = sine * localBX + cosine * localBY;
  const gapX = b.centerX + bX - a.centerX - aX;
  const gapY = b.centerY + bY - a.centerY - aY;
  const positionError = Mathf.sqrt(gapX * gapX + gapY * gapY);

  const k11 = mA + mB + iA * aY * aY + iB * bY * bY;
  const k12 = -iA * aX * aY - iB * bX * bY;
  const k22 = mA + mB + iA * aX * aX + iB * bX * bX;
  const scale = reciprocal(k11 * k22 - k12 * k12);
  const x = -(scale * (k22 * gapX - k12 * gapY));
  const y = -(scale * (k11 * gapY - k12 * gapX));
  a.centerX -= mA * x;
  a.centerY -= mA * y;
  a.angle = angleA - iA * (aX * y - aY * x);
  b.centerX += mB * x;
  b.centerY += mB * y;
  b.angle = angleB + iB * (bX * y - bY * x);
  return positionError <= LINEAR_SLOP && angularError <= ANGULAR_SLOP;
}
