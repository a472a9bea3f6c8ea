// The members of the island that is being solved: bodies that hang together by joints and contacts, and
// those.

import { Buffer, reserve } from "./_memory";
import { Body, Contact, Joint } from "./_records";

const bodies = changetype<Buffer>(memory.data(offsetof<Buffer>()));
const contacts = changetype<Buffer>(memory.data(offsetof<Buffer>()));
const joints = changetype<Buffer>(memory.data(offsetof<Buffer>()));
export let bodyCount: i32 = 0;
export let contactCount: i32 = 0;
export let jointCount: i32 = 0;

/** Makes the island empty. */
export function clearIsland(): void {
  bodyCount = 0;
  contactCount = 0;
  jointCount = 0;
}

export function addBody(body: Body): void {
  reserve(bodies, (bodyCount + 1) << 2);
  store<usize>(bodies.items + (bodyCount << 2), changetype<usize>(body));
  bodyCount++;
}

export function addContact(contact: Contact): void {
  reserve(contacts, (contactCount + 1) << 2);
  store<usize>(contacts.items + (contactCount << 2), changetype<usize>(contact));
  contactCount++;
}

export function addJoint(joint: Joint): void {
  reserve(joints, (jointCount + 1) << 2);
  store<usize>(joints.items + (jointCount << 2), changetype<usize>(joint));
  jointCount++;
}

// @ts-ignore: decorator
@inline
export function bodyAt(index: i32): Body {
  return changetype<Body>(load<usize>(bodies.items + (index << 2)));
}

// @ts-ignore: decorator
@inline
export function contactAt(index: i32): Contact {
  return changetype<Contact>(load<usize>(contacts.items + (index << 2)));
}

// @ts-ignore: decorator
@inline
export function jointAt(index: i32): Joint {
  return changetype<Joint>(load<usize>(joints.items + (index << 2)));
}
