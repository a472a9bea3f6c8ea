// The iterations of the velocities, by sequential impulses: each goes through joints and contacts and gives
// every one the impulses that make it right.
//
// Gymnasium asks for 180 iterations of the velocities, and 180 are carried out, but many of them cheaply.
// After some ten of them the velocities of a body in flight stand still or go back and forth between two
// states, in the last bit; only sums of impulses may still grow. An iteration that starts from the velocities
// and contact impulses of an earlier one can differ from it through the joints' sums alone. So it is enough
// to advance those sums, four joints at a time, and to check that they lead to the same bits: then all the rest
// repeats too. Where they do not, the iteration is done in full.

import { solveContactVelocity } from "./_contact-solver";
import { solveJointVelocity } from "./_joint";
import { bodyAt, bodyCount, contactAt, contactCount, jointAt, jointCount } from "./_members";
import { Buffer, reserve } from "./_memory";
import { openTurns, repeatTurns, turnOf } from "./_turns";

/** Carries out all iterations: they change the bodies' velocities and the joints' and contacts' impulses. */
export function solveVelocities(iterations: i32): void {
  const size = (bodyCount + contactCount) << 4;
  reserve(states, 2 * size);
  openTurns();
  let before = states.items;
  let last = states.items + size;
  let kept = 0;
  let parity = 0;
  // Only while the first body's velocities repeat are all states kept and compared.
  const first = changetype<usize>(bodyAt(0));
  let firstBefore = f32x4.splat(NaN);
  let firstLast = firstBefore;
  for (let done = 0; done < iterations; ) {
    parity ^= 1;
    for (let i = 0; i < jointCount; i++) solveJointVelocity(jointAt(i), turnOf(i, parity));
    for (let i = 0; i < contactCount; i++) solveContactVelocity(contactAt(i));
    done++;
    const firstNow = v128.load(first);
    const alike = sameBits(firstNow, firstLast) || sameBits(firstNow, firstBefore);
    firstBefore = firstLast;
    firstLast = firstNow;
    if (!alike) {
      kept = 0;
      continue;
    }
    const period = kept > 0 && sameState(last) ? 1 : kept > 1 && sameState(before) ? 2 : 0;
    if (period > 0) {
      const rest = iterations - done;
      done += repeatTurns(period, parity, rest - (rest % period));
    }
    keepState(before);
    const oldest = before;
    before = last;
    last = oldest;
    kept++;
  }
}

// @ts-ignore: decorator
@inline
function sameBits(a: v128, b: v128): bool {
  return !v128.any_true(v128.xor(a, b));
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
    if (!sameBits(v128.load(at), v128.load(changetype<usize>(bodyAt(i))))) return false;
  }
  for (let i = 0; i < contactCount; i++, at += 16) {
    if (!sameBits(v128.load(at), v128.load(changetype<usize>(contactAt(i))))) return false;
  }
  return true;
}
