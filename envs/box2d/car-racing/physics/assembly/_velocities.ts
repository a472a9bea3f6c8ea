// The velocity iterations: each goes through the joints and gives every one the impulse that makes its motor and
// its anchor right. Gymnasium asks for 180 of them and 180 are carried out, but most of them cheaply.
//
// After some five iterations the velocities stand still or go back and forth between two states, in the last bit;
// only the sums of the impulses may still grow. An iteration that starts from the velocities of an earlier one can
// differ from it through the motors' and limits' sums alone. So it is enough to advance those sums, for the four
// wheels at once, and to check that they lead to the same bits: then all the rest repeats too. If they do not, the
// iteration is done in full.

import {
  HULL,
  Joint,
  LIMIT_LOWER,
  LIMIT_OFF,
  WHEELS,
  World,
  bodyOf,
  dynamicsOf,
  jointOf,
  motorSpeedsOf,
} from "./_world";

const ITERATIONS: i32 = 180;

let maxMotorImpulse: f32 = 0;

/** Sets the largest impulse of a motor in one step (N m s). */
export function setMaxMotorImpulse(impulse: f32): void {
  maxMotorImpulse = impulse;
}

/** What happened in an iteration. Vectors have a lane for each wheel. */
// @ts-ignore: decorator
@unmanaged
class Iteration {
  /** Rotation of the hull and the wheel when it was the joint's turn, and after its motor's impulse. */
  hullBefore: v128;
  wheelBefore: v128;
  hullAfter: v128;
  wheelAfter: v128;
  /** What the motor's error took from its impulse. */
  motorError: v128;
  /** Impulses at the anchor, and at the limit before it was kept from pulling. */
  x: v128;
  y: v128;
  z: v128;
  /** The limit's sum before, and all ones where it was kept from pulling. */
  limitSum: v128;
  pulled: v128;
  /** Velocities in the end; the hull's in one vector. */
  wheelVx: v128;
  wheelVy: v128;
  wheelW: v128;
  hull: v128;
}

const record1 = changetype<Iteration>(memory.data(offsetof<Iteration>()));
const record2 = changetype<Iteration>(memory.data(offsetof<Iteration>()));
const record3 = changetype<Iteration>(memory.data(offsetof<Iteration>()));

/** Carries out all iterations. They change the velocities of the bodies and the impulses of the joints. */
export function solveVelocities(world: World): void {
  let beforeLast = record1;
  let last = record2;
  let current = record3;
  let done = 0;
  let inRow = 0;
  while (done < ITERATIONS) {
    const oldest = beforeLast;
    beforeLast = last;
    last = current;
    current = oldest;
    iterate(world, current);
    done++;
    inRow++;
    if (inRow >= 2 && sameVelocities(current, last)) done = repeat(world, done, current, current);
    else if (inRow >= 3 && sameVelocities(current, beforeLast)) done = repeat(world, done, last, current);
    else continue;
    inRow = 0;
  }
}

/** Does one iteration in full and records it. */
function iterate(world: World, record: Iteration): void {
  const hull = bodyOf(world, HULL);
  const mA = dynamicsOf(world, HULL).inverseMass;
  const iA = dynamicsOf(world, HULL).inverseInertia;
  let vxA = hull.vx;
  let vyA = hull.vy;
  let wA = hull.w;
  for (let wheel = WHEELS - 1; wheel >= 0; wheel--) {
    const lane = changetype<usize>(record) + (wheel << 2);
    const joint = jointOf(world, wheel);
    const body = bodyOf(world, wheel + 1);
    const mB = dynamicsOf(world, wheel + 1).inverseMass;
    const iB = dynamicsOf(world, wheel + 1).inverseInertia;
    const aX = joint.aX;
    const aY = joint.aY;
    const bX = joint.bX;
    const bY = joint.bY;
    let vxB = body.vx;
    let vyB = body.vy;
    let wB = body.w;

    const motorError = joint.motorMass * (wB - wA - load<f32>(motorSpeedsOf(world) + (wheel << 2)));
    const motorImpulse = clamp(joint.motorImpulse - motorError, -maxMotorImpulse, maxMotorImpulse);
    const turn = motorImpulse - joint.motorImpulse;
    joint.motorImpulse = motorImpulse;
    store<f32>(lane, wA, offsetof<Iteration>("hullBefore"));
    store<f32>(lane, wB, offsetof<Iteration>("wheelBefore"));
    store<f32>(lane, motorError, offsetof<Iteration>("motorError"));
    wA -= iA * turn;
    wB += iB * turn;
    store<f32>(lane, wA, offsetof<Iteration>("hullAfter"));
    store<f32>(lane, wB, offsetof<Iteration>("wheelAfter"));

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
      store<f32>(lane, 0, offsetof<Iteration>("z"));
      store<i32>(lane, 0, offsetof<Iteration>("pulled"));
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
      store<f32>(lane, z, offsetof<Iteration>("z"));
      store<f32>(lane, limitSum, offsetof<Iteration>("limitSum"));
      const pulled = (limitSum + z) * limitDirection(joint) < 0;
      store<i32>(lane, -(<i32>pulled), offsetof<Iteration>("pulled"));
      if (pulled) {
        // A limit can only push: take back its impulse and solve for the anchor alone.
        z = -limitSum;
        joint.impulseZ = 0;
        const restX = -slipX + limitSum * k13;
        const restY = -slipY + limitSum * k23;
        x = joint.reciprocal22 * (k22 * restX - k12 * restY);
        y = joint.reciprocal22 * (k11 * restY - k12 * restX);
      } else {
        joint.impulseZ = limitSum + z;
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
    store<f32>(lane, x, offsetof<Iteration>("x"));
    store<f32>(lane, y, offsetof<Iteration>("y"));
    joint.impulseX += x;
    joint.impulseY += y;

    vxA -= mA * x;
    vyA -= mA * y;
    wA -= iA * torqueA;
    vxB += mB * x;
    vyB += mB * y;
    wB += iB * torqueB;
    body.vx = vxB;
    body.vy = vyB;
    body.w = wB;
    store<f32>(lane, vxB, offsetof<Iteration>("wheelVx"));
    store<f32>(lane, vyB, offsetof<Iteration>("wheelVy"));
    store<f32>(lane, wB, offsetof<Iteration>("wheelW"));
  }
  hull.vx = vxA;
  hull.vy = vyA;
  hull.w = wA;
  record.hull = lanes(vxA, vyA, wA, 0);
}

/** 1 where the impulse of a joint's limit must not be negative, −1 where it must not be positive, 0 without limit. */
// @ts-ignore: decorator
@inline
function limitDirection(joint: Joint): f32 {
  return joint.limit == LIMIT_OFF ? 0 : joint.limit == LIMIT_LOWER ? 1 : -1;
}

// @ts-ignore: decorator
@inline
export function clamp(value: f32, low: f32, high: f32): f32 {
  const bounded = value < high ? value : high;
  return low > bounded ? low : bounded;
}

function sameVelocities(a: Iteration, b: Iteration): bool {
  const same = v128.and(
    v128.and(i32x4.eq(a.wheelVx, b.wheelVx), i32x4.eq(a.wheelVy, b.wheelVy)),
    v128.and(i32x4.eq(a.wheelW, b.wheelW), i32x4.eq(a.hull, b.hull)),
  );
  return v128.all_true<i32>(same);
}

/**
 * Repeats two recorded iterations in turn, `next` first, as long as they repeat; they may be the same one. Returns
 * how many iterations are done then.
 */
function repeat(world: World, done: i32, next: Iteration, last: Iteration): i32 {
  const constant = next == last;
  const iA = f32x4.splat(dynamicsOf(world, HULL).inverseInertia);
  // All wheels are alike.
  const iB = f32x4.splat(dynamicsOf(world, 1).inverseInertia);
  const most = f32x4.splat(maxMotorImpulse);
  const smallest = f32x4.neg(most);
  const direction = lanes(
    limitDirection(jointOf(world, 0)),
    limitDirection(jointOf(world, 1)),
    limitDirection(jointOf(world, 2)),
    limitDirection(jointOf(world, 3)),
  );
  let x = gather(world, offsetof<Joint>("impulseX"));
  let y = gather(world, offsetof<Joint>("impulseY"));
  let z = gather(world, offsetof<Joint>("impulseZ"));
  let motor = gather(world, offsetof<Joint>("motorImpulse"));
  while (done < ITERATIONS) {
    const newMotor = f32x4.pmax(f32x4.pmin(most, f32x4.sub(motor, next.motorError)), smallest);
    const turn = f32x4.sub(newMotor, motor);
    const newZ = f32x4.add(z, next.z);
    const pulled = f32x4.lt(f32x4.mul(newZ, direction), f32x4.splat(0));
    const sameTurn = v128.and(
      i32x4.eq(f32x4.sub(next.hullBefore, f32x4.mul(iA, turn)), next.hullAfter),
      i32x4.eq(f32x4.add(next.wheelBefore, f32x4.mul(iB, turn)), next.wheelAfter),
    );
    const sameLimit = v128.and(
      i32x4.eq(pulled, next.pulled),
      v128.or(v128.not(pulled), i32x4.eq(z, next.limitSum)),
    );
    if (!v128.all_true<i32>(v128.and(sameTurn, sameLimit))) break;

    const keptZ = v128.andnot(newZ, pulled);
    const newX = f32x4.add(x, next.x);
    const newY = f32x4.add(y, next.y);
    if (constant) {
      const changed = v128.or(
        v128.or(v128.xor(x, newX), v128.xor(y, newY)),
        v128.or(v128.xor(z, keptZ), v128.xor(motor, newMotor)),
      );
      if (!v128.any_true(changed)) {
        done = ITERATIONS;
        break;
      }
    }
    x = newX;
    y = newY;
    z = keptZ;
    motor = newMotor;
    done++;
    const repeated = next;
    next = last;
    last = repeated;
  }
  scatter(world, offsetof<Joint>("impulseX"), x);
  scatter(world, offsetof<Joint>("impulseY"), y);
  scatter(world, offsetof<Joint>("impulseZ"), z);
  scatter(world, offsetof<Joint>("motorImpulse"), motor);
  restoreVelocities(world, last);
  return done;
}

// @ts-ignore: decorator
@inline
function lanes(a: f32, b: f32, c: f32, d: f32): v128 {
  return f32x4.replace_lane(f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(a), 1, b), 2, c), 3, d);
}

/** A number of the four joints as a vector. */
function gather(world: World, offset: usize): v128 {
  return lanes(
    load<f32>(changetype<usize>(jointOf(world, 0)) + offset),
    load<f32>(changetype<usize>(jointOf(world, 1)) + offset),
    load<f32>(changetype<usize>(jointOf(world, 2)) + offset),
    load<f32>(changetype<usize>(jointOf(world, 3)) + offset),
  );
}

function scatter(world: World, offset: usize, vector: v128): void {
  store<f32>(changetype<usize>(jointOf(world, 0)) + offset, f32x4.extract_lane(vector, 0));
  store<f32>(changetype<usize>(jointOf(world, 1)) + offset, f32x4.extract_lane(vector, 1));
  store<f32>(changetype<usize>(jointOf(world, 2)) + offset, f32x4.extract_lane(vector, 2));
  store<f32>(changetype<usize>(jointOf(world, 3)) + offset, f32x4.extract_lane(vector, 3));
}

function restoreVelocities(world: World, record: Iteration): void {
  const hull = bodyOf(world, HULL);
  hull.vx = f32x4.extract_lane(record.hull, 0);
  hull.vy = f32x4.extract_lane(record.hull, 1);
  hull.w = f32x4.extract_lane(record.hull, 2);
  for (let wheel = 0; wheel < WHEELS; wheel++) {
    const lane = changetype<usize>(record) + (wheel << 2);
    const body = bodyOf(world, wheel + 1);
    body.vx = load<f32>(lane, offsetof<Iteration>("wheelVx"));
    body.vy = load<f32>(lane, offsetof<Iteration>("wheelVy"));
    body.w = load<f32>(lane, offsetof<Iteration>("wheelW"));
  }
}
