// The iterations of the velocities, by sequential impulses: each goes through joints and contacts and gives
// every one the impulses that make it right.
//
// Gymnasium asks for 180 iterations of the velocities, and 180 are carried out, but many of them cheaply.
// After some ten of them the velocities of a body in flight stand still or go back and forth between two
// states, in the last bit; only sums of impulses may still grow. An iteration that starts from the velocities
// and contact impulses of an earlier one can differ from it through the joints' sums alone. So it is enough
// to advance those sums, joint by joint, and to check that they lead to the same bits: then all the rest
// repeats too. Where they do not, the iteration is done in full.

import { solveContactVelocity } from "./_contact-solver";
import { repeatTurn, repeated, solveJointVelocity, sumsOf } from "./_joint";
import { bodyAt, bodyCount, contactAt, contactCount, jointAt, jointCount } from "./_members";
import { Buffer, reserve } from "./_memory";

/**
 * Carries out all iterations. They change the velocities of the bodies and the impulses of joints and
 * contacts.
 */
export function solveVelocities(iterations: i32): void {
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

/** The joints' sums after the iterations that are being repeated. */
const sums = changetype<Buffer>(memory.data(offsetof<Buffer>()));

/**
 * Repeats the last iterations as long as all joints do; returns how many were repeated, a multiple of the
 * period.
 */
function repeat(period: i32, parity: i32, rest: i32): i32 {
  const most = rest - (rest % period);
  for (let count = 0; count < most; count += period) {
    let changed = false;
    for (let i = 0; i < jointCount; i++) {
      const joint = jointAt(i);
      const before = sumsOf(joint);
      let next = before;
      if (period == 2) {
        next = repeatTurn(joint, parity ^ 1, next);
        if (!repeated) return count;
      }
      next = repeatTurn(joint, parity, next);
      if (!repeated) return count;
      changed = changed || v128.any_true(v128.xor(next, before));
      v128.store(sums.items + (i << 4), next);
    }
    if (!changed) break;
    for (let i = 0; i < jointCount; i++) v128.store(changetype<usize>(jointAt(i)), v128.load(sums.items + (i << 4)));
  }
  return most;
}
