// What the joints of an island did in the last two iterations of the velocities, and what becomes of their
// sums of impulses when they do it again. A vector has a lane for each of four joints.

import { jointAt, jointCount } from "./_members";
import { Buffer, reserve } from "./_memory";
import { Joint, LIMIT_LOWER, LIMIT_OFF } from "./_records";

/** What four joints did in an iteration. */
// @ts-ignore: decorator
@unmanaged
export class Turns {
  /** What each added to its sums x, y, z and motor, before limit and motor were kept in their bounds. */
  addedX: v128;
  addedY: v128;
  addedZ: v128;
  addedMotor: v128;
  /** Angular velocities of both bodies when it was the joint's turn. */
  beforeA: v128;
  beforeB: v128;
  /** And after its motor's impulse. */
  afterA: v128;
  afterB: v128;
  /** The limit's sum before, and all ones where it was kept from pulling. */
  limitSum: v128;
  pulled: v128;
}

/** What stays the same during a step. */
// @ts-ignore: decorator
@unmanaged
class Constants {
  inertiaA: v128;
  inertiaB: v128;
  maxMotorImpulse: v128;
  /** 1 where the limit's sum must not be negative, −1 where it must not be positive, 0 without limit. */
  direction: v128;
}

/** Sums of the impulses of four joints. */
// @ts-ignore: decorator
@unmanaged
class Sums {
  x: v128;
  y: v128;
  z: v128;
  motor: v128;
}

/** Of four joints: the turns of even and odd iterations, what is constant, and three sets of sums. */
const GROUP_BYTES: usize = 2 * offsetof<Turns>() + offsetof<Constants>() + 3 * offsetof<Sums>();
const groups = changetype<Buffer>(memory.data(offsetof<Buffer>()));
let groupCount: i32 = 0;

// @ts-ignore: decorator
@inline
function turnsOf(group: i32, parity: i32): Turns {
  return changetype<Turns>(groups.items + group * GROUP_BYTES + parity * offsetof<Turns>());
}

// @ts-ignore: decorator
@inline
function constantsOf(group: i32): Constants {
  return changetype<Constants>(groups.items + group * GROUP_BYTES + 2 * offsetof<Turns>());
}

// @ts-ignore: decorator
@inline
function sumsOf(group: i32, set: i32): Sums {
  const first = groups.items + group * GROUP_BYTES + 2 * offsetof<Turns>() + offsetof<Constants>();
  return changetype<Sums>(first + set * offsetof<Sums>());
}

/** Makes room for the turns of the island's joints. Lanes without a joint do nothing. */
export function openTurns(): void {
  groupCount = (jointCount + 3) >> 2;
  reserve(groups, groupCount * GROUP_BYTES);
  memory.fill(groups.items, 0, groupCount * GROUP_BYTES);
}

/** The turn of joint `index` of the island, as `Turns` whose first lane is that joint's. */
// @ts-ignore: decorator
@inline
export function turnOf(index: i32, parity: i32): usize {
  return changetype<usize>(turnsOf(index >> 2, parity)) + ((index & 3) << 2);
}

/** Whether a limit, which can only push, would pull with this sum of impulses. */
// @ts-ignore: decorator
@inline
export function pulls(joint: Joint, sum: f32): bool {
  return sum * directionOf(joint) < 0;
}

// @ts-ignore: decorator
@inline
function directionOf(joint: Joint): f32 {
  return joint.limit == LIMIT_OFF ? 0 : joint.limit == LIMIT_LOWER ? 1 : -1;
}

/**
 * Lets all joints take their last turns again, of one iteration or of two in turn, as long as these lead to the
 * velocities that they led to before.
 * @param period 1 or 2. @param parity Of the last iteration.
 * @returns how many iterations were repeated: a multiple of the period, and `most` at most.
 */
export function repeatTurns(period: i32, parity: i32, most: i32): i32 {
  for (let i = 0; i < jointCount; i++) gather(i);
  let current = 0;
  let next = 1;
  let count = 0;
  for (; count < most; count += period) {
    let changed = false;
    let repeated = true;
    for (let group = 0; repeated && group < groupCount; group++) {
      const constants = constantsOf(group);
      let from = sumsOf(group, current);
      const to = sumsOf(group, next);
      if (period == 2) {
        const between = sumsOf(group, 2);
        repeated = repeat(turnsOf(group, parity ^ 1), constants, from, between) && repeated;
        from = between;
      }
      repeated = repeat(turnsOf(group, parity), constants, from, to) && repeated;
      changed = changed || differ(sumsOf(group, current), to);
    }
    if (!repeated) break;
    if (!changed) {
      count = most;
      break;
    }
    const old = current;
    current = next;
    next = old;
  }
  for (let i = 0; i < jointCount; i++) scatter(i, current);
  return count;
}

/** Adds a turn to sums; returns whether it leads to the same velocities as it did. */
// @ts-ignore: decorator
@inline
function repeat(turns: Turns, constants: Constants, from: Sums, to: Sums): bool {
  const most = constants.maxMotorImpulse;
  const motor = f32x4.pmax(f32x4.pmin(most, f32x4.add(from.motor, turns.addedMotor)), f32x4.neg(most));
  const turn = f32x4.sub(motor, from.motor);
  const z = f32x4.add(from.z, turns.addedZ);
  const pulled = f32x4.lt(f32x4.mul(z, constants.direction), f32x4.splat(0));
  const sameTurn = v128.and(
    f32x4.eq(f32x4.sub(turns.beforeA, f32x4.mul(constants.inertiaA, turn)), turns.afterA),
    f32x4.eq(f32x4.add(turns.beforeB, f32x4.mul(constants.inertiaB, turn)), turns.afterB),
  );
  const sameLimit = v128.and(
    i32x4.eq(pulled, turns.pulled),
    v128.or(v128.not(pulled), f32x4.eq(from.z, turns.limitSum)),
  );
  to.x = f32x4.add(from.x, turns.addedX);
  to.y = f32x4.add(from.y, turns.addedY);
  to.z = v128.andnot(z, pulled);
  to.motor = motor;
  return v128.all_true<i32>(v128.and(sameTurn, sameLimit));
}

// @ts-ignore: decorator
@inline
function differ(a: Sums, b: Sums): bool {
  return v128.any_true(
    v128.or(
      v128.or(v128.xor(a.x, b.x), v128.xor(a.y, b.y)),
      v128.or(v128.xor(a.z, b.z), v128.xor(a.motor, b.motor)),
    ),
  );
}

/** Copies what is constant of a joint, and its sums as set 0. */
function gather(index: i32): void {
  const joint = jointAt(index);
  const lane = (index & 3) << 2;
  const constants = changetype<usize>(constantsOf(index >> 2)) + lane;
  store<f32>(constants, joint.a.inverseInertia, offsetof<Constants>("inertiaA"));
  store<f32>(constants, joint.b.inverseInertia, offsetof<Constants>("inertiaB"));
  store<f32>(constants, joint.maxMotorImpulse, offsetof<Constants>("maxMotorImpulse"));
  store<f32>(constants, directionOf(joint), offsetof<Constants>("direction"));
  const sums = changetype<usize>(sumsOf(index >> 2, 0)) + lane;
  store<f32>(sums, joint.impulseX, offsetof<Sums>("x"));
  store<f32>(sums, joint.impulseY, offsetof<Sums>("y"));
  store<f32>(sums, joint.impulseZ, offsetof<Sums>("z"));
  store<f32>(sums, joint.motorImpulse, offsetof<Sums>("motor"));
}

/** Gives a joint its sums of a set. */
function scatter(index: i32, set: i32): void {
  const joint = jointAt(index);
  const sums = changetype<usize>(sumsOf(index >> 2, set)) + ((index & 3) << 2);
  joint.impulseX = load<f32>(sums, offsetof<Sums>("x"));
  joint.impulseY = load<f32>(sums, offsetof<Sums>("y"));
  joint.impulseZ = load<f32>(sums, offsetof<Sums>("z"));
  joint.motorImpulse = load<f32>(sums, offsetof<Sums>("motor"));
}
