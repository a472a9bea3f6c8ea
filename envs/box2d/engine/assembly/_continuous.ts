// Continuous collision: bodies that would pass into or through static ones in a step are taken back to the
// time of impact and solved from there on, the earliest impact first.

import { advance, advanceStart, synchronize, synchronizeFixtures, wake } from "./_body";
import { findNewContacts, isActive, update } from "./_contact";
import { solveImpactIsland } from "./_island";
import { addBody, addContact, bodyAt, bodyCount, clearIsland, contactCount } from "./_members";
import { Body, Contact, DYNAMIC, Link, STATIC, Sweep, World, sweepOf, exists } from "./_records";
import { EPSILON, MAX_IMPACTS, MAX_IMPACT_CONTACTS } from "./_settings";
import { timeOfImpact } from "./_time-of-impact";

const backupA = changetype<Sweep>(memory.data(offsetof<Sweep>()));
const backupB = changetype<Sweep>(memory.data(offsetof<Sweep>()));

// @ts-ignore: decorator
@inline
function copySweep(target: Sweep, source: Sweep): void {
  memory.copy(changetype<usize>(target), changetype<usize>(source), offsetof<Sweep>());
}

function putBack(body: Body, backup: Sweep): void {
  copySweep(sweepOf(body), backup);
  synchronize(body);
}

/** Finds and solves the impacts of a step. @param time Its length (s). */
export function solveImpacts(world: World, time: f32, velocityIterations: i32): void {
  for (let contact = world.contacts; exists(contact); contact = contact.next) {
    contact.timed = false;
    contact.impacts = 0;
    contact.impactTime = 1;
    leaveIsland(contact);
  }
  for (;;) {
    const first = findFirst(world);
    if (first == 0) break;
    solveImpact(world, changetype<Contact>(first), time, velocityIterations);
  }
  // All sweeps that were cut short belong to bodies with contacts.
  for (let contact = world.contacts; exists(contact); contact = contact.next) {
    contact.a.body.time0 = 0;
    contact.b.body.time0 = 0;
  }
}

function leaveIsland(contact: Contact): void {
  contact.inIsland = false;
  contact.a.body.inIsland = false;
  contact.b.body.inIsland = false;
}

/** The contact with the earliest impact in this step, or 0. */
function findFirst(world: World): usize {
  let first: usize = 0;
  let earliest: f32 = 1;
  for (let contact = world.contacts; exists(contact); contact = contact.next) {
    if (!contact.enabled || contact.impacts > MAX_IMPACTS) continue;
    if (!contact.timed) {
      const a = contact.a;
      const b = contact.b;
      if (a.sensor || b.sensor) continue;
      if (!isActive(a.body) && !isActive(b.body)) continue;
      // Two bodies that both move may overlap.
      if (a.body.kind == DYNAMIC && b.body.kind == DYNAMIC) continue;
      let start = a.body.time0;
      if (a.body.time0 < b.body.time0) {
        start = b.body.time0;
        advanceStart(a.body, start);
      } else if (b.body.time0 < a.body.time0) {
        advanceStart(b.body, start);
      }
      const share = timeOfImpact(a, b);
      const impact = start + (<f32>1 - start) * share;
      contact.impactTime = share >= 0 && impact < 1 ? impact : 1;
      contact.timed = true;
    }
    if (contact.impactTime < earliest) {
      first = changetype<usize>(contact);
      earliest = contact.impactTime;
    }
  }
  return <f32>1 - EPSILON * 10 < earliest ? 0 : first;
}

function solveImpact(world: World, impact: Contact, time: f32, velocityIterations: i32): void {
  const a = impact.a.body;
  const b = impact.b.body;
  const at = impact.impactTime;
  copySweep(backupA, sweepOf(a));
  copySweep(backupB, sweepOf(b));
  advance(a, at);
  advance(b, at);
  update(world, impact);
  impact.timed = false;
  impact.impacts++;
  if (!impact.touching) {
    impact.enabled = false;
    putBack(a, backupA);
    putBack(b, backupB);
    return;
  }
  wake(a);
  wake(b);
  clearIsland();
  addBody(a);
  addBody(b);
  addContact(impact);
  a.inIsland = true;
  b.inIsland = true;
  impact.inIsland = true;
  if (a.kind == DYNAMIC) addNeighbors(world, a, at);
  if (b.kind == DYNAMIC) addNeighbors(world, b, at);
  solveImpactIsland(a, b, (<f32>1 - at) * time, velocityIterations);

  for (let i = 0; i < bodyCount; i++) {
    const body = bodyAt(i);
    body.inIsland = false;
    if (body.kind != DYNAMIC) continue;
    synchronizeFixtures(world, body);
    for (let link = body.contacts; exists(link); link = link.next) {
      const contact = changetype<Contact>(link.owner);
      contact.timed = false;
      contact.inIsland = false;
    }
  }
  findNewContacts(world);
}

/** Adds the static bodies that a body of the impact touches at that time. */
function addNeighbors(world: World, body: Body, at: f32): void {
  for (let link = body.contacts; exists(link); link = link.next) {
    if (bodyCount == 2 * MAX_IMPACT_CONTACTS || contactCount == MAX_IMPACT_CONTACTS) return;
    const contact = changetype<Contact>(link.owner);
    const other = link.other;
    if (contact.inIsland || other.kind == DYNAMIC) continue;
    if (contact.a.sensor || contact.b.sensor) continue;
    copySweep(backupA, sweepOf(other));
    if (!other.inIsland) advance(other, at);
    update(world, contact);
    if (!contact.touching) {
      putBack(other, backupA);
      continue;
    }
    contact.inIsland = true;
    addContact(contact);
    if (other.inIsland) continue;
    other.inIsland = true;
    if (other.kind != STATIC) wake(other);
    addBody(other);
  }
}
