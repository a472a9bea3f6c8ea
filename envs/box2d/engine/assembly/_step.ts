// One step of a world, in Box2D's order: contacts, islands, new contacts, impacts.

import { synchronizeFixtures, wake } from "./_body";
import { findNewContacts, updateContacts } from "./_contact";
import { solveImpacts } from "./_continuous";
import { solveIsland } from "./_island";
import { addBody, addContact, addJoint, bodyAt, bodyCount, clearIsland } from "./_members";
import { Buffer, reserve } from "./_memory";
import { Body, Contact, Joint, Link, STATIC, World, exists } from "./_records";

/** Advances a world. @param time Length of the step (s). */
export function stepWorld(world: World, time: f32, velocityIterations: i32, positionIterations: i32): void {
  world.events = 0;
  if (world.newFixtures) {
    findNewContacts(world);
    world.newFixtures = false;
  }
  const ratio = world.inverseStep * time;
  updateContacts(world);
  solveIslands(world, time, ratio, velocityIterations, positionIterations);
  solveImpacts(world, time, velocityIterations);
  world.inverseStep = <f32>1 / time;
  for (let body = world.bodies; exists(body); body = body.next) {
    body.forceX = 0;
    body.forceY = 0;
    body.torque = 0;
  }
}

function solveIslands(
  world: World,
  time: f32,
  ratio: f32,
  velocityIterations: i32,
  positionIterations: i32,
): void {
  for (let body = world.bodies; exists(body); body = body.next) body.inIsland = false;
  for (let contact = world.contacts; exists(contact); contact = contact.next) contact.inIsland = false;
  for (let joint = world.joints; exists(joint); joint = joint.next) joint.inIsland = false;
  for (let body = world.bodies; exists(body); body = body.next) {
    if (body.inIsland || body.awake == 0) continue;
    gather(body);
    solveIsland(world, time, ratio, velocityIterations, positionIterations);
    // Static bodies may be in several islands: they are no link between them.
    for (let i = 0; i < bodyCount; i++) {
      if (bodyAt(i).kind == STATIC) bodyAt(i).inIsland = false;
    }
  }
  for (let body = world.bodies; exists(body); body = body.next) {
    if (body.inIsland) synchronizeFixtures(world, body);
  }
  findNewContacts(world);
}

const waiting = changetype<Buffer>(memory.data(offsetof<Buffer>()));

/** Makes the island of all that hangs together with a body, by a search in depth. */
function gather(seed: Body): void {
  clearIsland();
  let depth = 0;
  reserve(waiting, 4);
  store<usize>(waiting.items, changetype<usize>(seed));
  depth++;
  seed.inIsland = true;
  while (depth > 0) {
    depth--;
    const body = changetype<Body>(load<usize>(waiting.items + (depth << 2)));
    addBody(body);
    wake(body);
    if (body.kind == STATIC) continue;
    for (let link = body.contacts; exists(link); link = link.next) {
      const contact = changetype<Contact>(link.owner);
      if (contact.inIsland || !contact.enabled || !contact.touching) continue;
      if (contact.a.sensor || contact.b.sensor) continue;
      addContact(contact);
      contact.inIsland = true;
      depth = put(link.other, depth);
    }
    for (let link = body.joints; exists(link); link = link.next) {
      const joint = changetype<Joint>(link.owner);
      if (joint.inIsland) continue;
      addJoint(joint);
      joint.inIsland = true;
      depth = put(link.other, depth);
    }
  }
}

/** Puts a body that is in no island yet on the stack; returns its new depth. */
function put(body: Body, depth: i32): i32 {
  if (body.inIsland) return depth;
  reserve(waiting, (depth + 1) << 2);
  store<usize>(waiting.items + (depth << 2), changetype<usize>(body));
  body.inIsland = true;
  return depth + 1;
}
