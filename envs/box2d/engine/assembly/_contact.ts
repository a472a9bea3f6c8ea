// Contacts: made where fat bounds begin to overlap, kept up to date, and ended where they overlap no more.

import { grow, overlap } from "./_bounds";
import { wake } from "./_body";
import { collideEdgeAndCircle } from "./_collide-edge-and-circle";
import { collideEdgeAndPolygon } from "./_collide-edge-and-polygon";
import { collidePolygons } from "./_collide-polygons";
import { testOverlap } from "./_distance";
import { Buffer, giveBack, reserve, take } from "./_memory";
import {
  Body,
  CIRCLE,
  Contact,
  CONTACT_BYTES,
  contactLinkA,
  contactLinkB,
  DYNAMIC,
  EDGE,
  eventsOf,
  exists,
  Fixture,
  Link,
  movesOf,
  none,
  pointOf,
  POLYGON,
  STATIC,
  transformOf,
  World,
} from "./_records";
import { nodeOf, query } from "./_tree";

/** m. */
const FAR_BEYOND_ROUNDING: f32 = 0.01;

/** Pairs of leaves, the lower number in the upper half. */
const pairs = changetype<Buffer>(memory.data(offsetof<Buffer>()));
let pairCount: i32 = 0;
let asking: i32 = 0;

/**
 * Makes contacts of the pairs that overlap since something has moved, in the order of the leaves' numbers.
 */
export function findNewContacts(world: World): void {
  pairCount = 0;
  for (let i = 0; i < world.moves; i++) {
    asking = load<i32>(movesOf(world).items + (i << 2));
    if (asking < 0) continue;
    query(world, nodeOf(world, asking).bounds, notePair);
  }
  world.moves = 0;
  sortPairs();
  let last: u64 = 0;
  for (let i = 0; i < pairCount; i++) {
    const pair = load<u64>(pairs.items + (i << 3));
    if (pair != last || i == 0) addContact(world, <i32>(pair >> 32), <i32>pair);
    last = pair;
  }
}

function notePair(world: World, leaf: i32): void {
  if (leaf == asking) return;
  // What can never be a contact need not be sorted.
  const bodyA = changetype<Fixture>(nodeOf(world, leaf).fixture).body;
  const bodyB = changetype<Fixture>(nodeOf(world, asking).fixture).body;
  if (bodyA == bodyB || (bodyA.kind == STATIC && bodyB.kind == STATIC)) return;
  reserve(pairs, (pairCount + 1) << 3);
  const pair = (<u64>min(leaf, asking) << 32) | <u64>max(leaf, asking);
  store<u64>(pairs.items + (pairCount << 3), pair);
  pairCount++;
}

/** By insertion: there are few pairs, and most are in order. */
function sortPairs(): void {
  for (let i = 1; i < pairCount; i++) {
    const pair = load<u64>(pairs.items + (i << 3));
    let at = i;
    while (at > 0 && load<u64>(pairs.items + ((at - 1) << 3)) > pair) {
      store<u64>(pairs.items + (at << 3), load<u64>(pairs.items + ((at - 1) << 3)));
      at--;
    }
    store<u64>(pairs.items + (at << 3), pair);
  }
}

function addContact(world: World, leafA: i32, leafB: i32): void {
  const first = changetype<Fixture>(nodeOf(world, leafA).fixture);
  const second = changetype<Fixture>(nodeOf(world, leafB).fixture);
  if (haveContact(first, second) || !shouldCollide(first, second)) return;
  // Edges come first, then polygons, then circles. Two edges never touch.
  const swapped = second.shape == EDGE || (second.shape == POLYGON && first.shape == CIRCLE);
  if (first.shape == EDGE && second.shape == EDGE) return;
  const a = swapped ? second : first;
  const b = swapped ? first : second;

  const contact = changetype<Contact>(take(CONTACT_BYTES));
  contact.a = a;
  contact.b = b;
  contact.enabled = true;
  contact.friction = Mathf.sqrt(a.friction * b.friction);
  contact.restitution = a.restitution > b.restitution ? a.restitution : b.restitution;
  contact.next = world.contacts;
  if (exists(world.contacts)) world.contacts.previous = contact;
  world.contacts = contact;
  a.body.contacts = hang(contactLinkA(contact), changetype<usize>(contact), b.body, a.body.contacts);
  b.body.contacts = hang(contactLinkB(contact), changetype<usize>(contact), a.body, b.body.contacts);
  if (!a.sensor && !b.sensor) {
    wake(a.body);
    wake(b.body);
  }
}

/** Goes through the contacts of both bodies at once: one of them often has few. */
function haveContact(first: Fixture, second: Fixture): bool {
  let mine = first.body.contacts;
  let theirs = second.body.contacts;
  while (exists(mine) && exists(theirs)) {
    if (isOf(changetype<Contact>(mine.owner), first, second)) return true;
    if (isOf(changetype<Contact>(theirs.owner), first, second)) return true;
    mine = mine.next;
    theirs = theirs.next;
  }
  return false;
}

// @ts-ignore: decorator
@inline
function isOf(contact: Contact, first: Fixture, second: Fixture): bool {
  return (contact.a == first && contact.b == second) || (contact.a == second && contact.b == first);
}

/** Puts a link before the first of a list and returns it. */
export function hang(link: Link, owner: usize, other: Body, first: Link): Link {
  link.owner = owner;
  link.other = other;
  link.previous = none<Link>();
  link.next = first;
  if (exists(first)) first.previous = link;
  return link;
}

/** Takes a link out of a list and returns the list's first. */
export function unhang(link: Link, first: Link): Link {
  if (exists(link.previous)) link.previous.next = link.next;
  if (exists(link.next)) link.next.previous = link.previous;
  return link == first ? link.next : first;
}

function shouldCollide(a: Fixture, b: Fixture): bool {
  if (a.body.kind != DYNAMIC && b.body.kind != DYNAMIC) return false;
  if ((a.mask & b.category) == 0 || (a.category & b.mask) == 0) return false;
  for (let link = b.body.joints; exists(link); link = link.next) {
    if (link.other == a.body) return false;
  }
  return true;
}

/** Ends a contact. Those that the host ends, with a body, are not told. */
export function destroyContact(world: World, contact: Contact, tell: bool): void {
  const a = contact.a;
  const b = contact.b;
  if (tell && contact.touching) noteEvent(world, contact, false);
  if (exists(contact.previous)) contact.previous.next = contact.next;
  if (exists(contact.next)) contact.next.previous = contact.previous;
  if (contact == world.contacts) world.contacts = contact.next;
  a.body.contacts = unhang(contactLinkA(contact), a.body.contacts);
  b.body.contacts = unhang(contactLinkB(contact), b.body.contacts);
  if (contact.points > 0 && !a.sensor && !b.sensor) {
    wake(a.body);
    wake(b.body);
  }
  giveBack(changetype<usize>(contact), CONTACT_BYTES);
}

// @ts-ignore: decorator
@inline
export function isActive(body: Body): bool {
  return body.awake != 0 && body.kind == DYNAMIC;
}

/** Starts a step: brings all contacts of bodies that move up to date. */
export function updateContacts(world: World): void {
  let contact = world.contacts;
  while (exists(contact)) {
    const next = contact.next;
    const a = contact.a;
    const b = contact.b;
    if (isActive(a.body) || isActive(b.body)) {
      if (overlap(nodeOf(world, a.leaf).bounds, nodeOf(world, b.leaf).bounds)) update(world, contact);
      else destroyContact(world, contact, true);
    }
    contact = next;
  }
}

/** Finds whether and where the fixtures of a contact touch. */
export function update(world: World, contact: Contact): void {
  const a = contact.a;
  const b = contact.b;
  const was = contact.touching;
  contact.enabled = true;
  let touching: bool;
  if (a.sensor || b.sensor) {
    // What is apart by more than any rounding need not be measured.
    touching =
      overlap(grow(a.bounds, FAR_BEYOND_ROUNDING), b.bounds) &&
      testOverlap(a, transformOf(a.body), b, transformOf(b.body));
    contact.points = 0;
  } else {
    evaluate(contact);
    touching = contact.points > 0;
    if (touching != was) {
      wake(a.body);
      wake(b.body);
    }
  }
  contact.touching = touching;
  if (touching != was) noteEvent(world, contact, touching);
}

/** Finds the points, and lets those that were there before keep their impulses. */
function evaluate(contact: Contact): void {
  const point1 = pointOf(contact, 0);
  const point2 = pointOf(contact, 1);
  const oldPoints = contact.points;
  const id1 = point1.id;
  const id2 = point2.id;
  const normal1 = point1.normalImpulse;
  const tangent1 = point1.tangentImpulse;
  const normal2 = point2.normalImpulse;
  const tangent2 = point2.tangentImpulse;
  contact.points = 0;
  if (contact.a.shape == EDGE) {
    if (contact.b.shape == POLYGON) collideEdgeAndPolygon(contact);
    else collideEdgeAndCircle(contact);
  } else if (contact.b.shape == POLYGON) {
    collidePolygons(contact);
  }
  for (let i = 0; i < contact.points; i++) {
    const point = pointOf(contact, i);
    if (oldPoints > 0 && point.id == id1) {
      point.normalImpulse = normal1;
      point.tangentImpulse = tangent1;
    } else if (oldPoints > 1 && point.id == id2) {
      point.normalImpulse = normal2;
      point.tangentImpulse = tangent2;
    } else {
      point.normalImpulse = 0;
      point.tangentImpulse = 0;
    }
  }
}

/** Notes that two fixtures began or ended to touch, as their tags and 1 or 0. */
function noteEvent(world: World, contact: Contact, touching: bool): void {
  const events = eventsOf(world);
  reserve(events, (world.events + 1) * 12);
  const at = events.items + world.events * 12;
  store<i32>(at, contact.a.tag);
  store<i32>(at, contact.b.tag, 4);
  store<i32>(at, <i32>touching, 8);
  world.events++;
}
