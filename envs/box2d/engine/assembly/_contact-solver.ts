// Contacts by sequential impulses: friction first, then the normal impulses, of two points together. Each sum
// and product stands in Box2D's order.

import { clamp } from "./_joint";
import {
  Body,
  CIRCLES,
  Contact,
  FACE_A,
  Point,
  pointOf,
} from "./_records";
import {
  BAUMGARTE,
  EPSILON,
  IMPACT_BAUMGARTE,
  LINEAR_SLOP,
  MAX_LINEAR_CORRECTION,
  VELOCITY_THRESHOLD,
} from "./_settings";
import { cosine, rotate, sine } from "./_trigonometry";

/** Two points are solved as one when their matrix is worse conditioned than this. */
const MAX_CONDITION: f32 = 1000;

/**
 * Prepares a contact for a step: normal, masses and what bounces. The bodies' sines and cosines must be
 * fresh.
 * @param ratio Of the step's length to the last one's: what goes on of the last impulses.
 */
export function startContact(contact: Contact, ratio: f32): void {
  const a = contact.a.body;
  const b = contact.b.body;
  const mA = a.inverseMass;
  const mB = b.inverseMass;
  const iA = a.inverseInertia;
  const iB = b.inverseInertia;
  const cX = a.centerX;
  const cY = a.centerY;
  const dX = b.centerX;
  const dY = b.centerY;
  const originAX = cX - (a.cosine * a.localX - a.sine * a.localY);
  const originAY = cY - (a.sine * a.localX + a.cosine * a.localY);
  const originBX = dX - (b.cosine * b.localX - b.sine * b.localY);
  const originBY = dY - (b.sine * b.localX + b.cosine * b.localY);
  const radiusA = contact.a.radius;
  const radiusB = contact.b.radius;
  const point1 = pointOf(contact, 0);
  const point2 = pointOf(contact, 1);
  contact.normal1 = ratio * point1.normalImpulse;
  contact.tangent1 = ratio * point1.tangentImpulse;
  contact.normal2 = ratio * point2.normalImpulse;
  contact.tangent2 = ratio * point2.tangentImpulse;
  contact.solverPoints = contact.points;

  let nx: f32;
  let ny: f32;
  if (contact.type == CIRCLES) {
    const aX = a.cosine * contact.localX - a.sine * contact.localY + originAX;
    const aY = a.sine * contact.localX + a.cosine * contact.localY + originAY;
    const bX = b.cosine * point1.localX - b.sine * point1.localY + originBX;
    const bY = b.sine * point1.localX + b.cosine * point1.localY + originBY;
    nx = 1;
    ny = 0;
    const apartX = aX - bX;
    const apartY = aY - bY;
    if (apartX * apartX + apartY * apartY > EPSILON * EPSILON) {
      nx = bX - aX;
      ny = bY - aY;
      const length = Mathf.sqrt(nx * nx + ny * ny);
      if (length >= EPSILON) {
        const unit = <f32>1 / length;
        nx *= unit;
        ny *= unit;
      }
    }
    const x = (aX + radiusA * nx + (bX - radiusB * nx)) * 0.5;
    const y = (aY + radiusA * ny + (bY - radiusB * ny)) * 0.5;
    contact.normalX = nx;
    contact.normalY = ny;
    startPoint(contact, point1, x, y);
  } else {
    // The face lies on one body, the points on the other.
    const onA = contact.type == FACE_A;
    const face = onA ? a : b;
    const other = onA ? b : a;
    const originX = onA ? originAX : originBX;
    const originY = onA ? originAY : originBY;
    const otherX = onA ? originBX : originAX;
    const otherY = onA ? originBY : originAY;
    const faceRadius = onA ? radiusA : radiusB;
    const otherRadius = onA ? radiusB : radiusA;
    nx = face.cosine * contact.localNormalX - face.sine * contact.localNormalY;
    ny = face.sine * contact.localNormalX + face.cosine * contact.localNormalY;
    const planeX = face.cosine * contact.localX - face.sine * contact.localY + originX;
    const planeY = face.sine * contact.localX + face.cosine * contact.localY + originY;
    contact.normalX = onA ? nx : -nx;
    contact.normalY = onA ? ny : -ny;
    for (let i = 0; i < contact.points; i++) {
      const point = pointOf(contact, i);
      const clipX = other.cosine * point.localX - other.sine * point.localY + otherX;
      const clipY = other.sine * point.localX + other.cosine * point.localY + otherY;
      const depth = faceRadius - ((clipX - planeX) * nx + (clipY - planeY) * ny);
      const onFaceX = clipX + depth * nx;
      const onFaceY = clipY + depth * ny;
      const onOtherX = clipX - otherRadius * nx;
      const onOtherY = clipY - otherRadius * ny;
      startPoint(contact, point, (onFaceX + onOtherX) * 0.5, (onFaceY + onOtherY) * 0.5);
    }
  }

  if (contact.points == 2) {
    const normalX = contact.normalX;
    const normalY = contact.normalY;
    const a1 = point1.aX * normalY - point1.aY * normalX;
    const b1 = point1.bX * normalY - point1.bY * normalX;
    const a2 = point2.aX * normalY - point2.aY * normalX;
    const b2 = point2.bX * normalY - point2.bY * normalX;
    const k11 = mA + mB + iA * a1 * a1 + iB * b1 * b1;
    const k22 = mA + mB + iA * a2 * a2 + iB * b2 * b2;
    const k12 = mA + mB + iA * a1 * a2 + iB * b1 * b2;
    const determinant = k11 * k22 - k12 * k12;
    if (k11 * k11 < MAX_CONDITION * determinant) {
      const scale = determinant != 0 ? <f32>1 / determinant : 0;
      contact.k11 = k11;
      contact.k12 = k12;
      contact.k22 = k22;
      contact.inverse11 = scale * k22;
      contact.inverse12 = -scale * k12;
      contact.inverse22 = scale * k11;
    } else {
      contact.solverPoints = 1;
    }
  }
}

function startPoint(contact: Contact, point: Point, x: f32, y: f32): void {
  const a = contact.a.body;
  const b = contact.b.body;
  const mA = a.inverseMass;
  const mB = b.inverseMass;
  const iA = a.inverseInertia;
  const iB = b.inverseInertia;
  const nx = contact.normalX;
  const ny = contact.normalY;
  const aX = x - a.centerX;
  const aY = y - a.centerY;
  const bX = x - b.centerX;
  const bY = y - b.centerY;
  point.aX = aX;
  point.aY = aY;
  point.bX = bX;
  point.bY = bY;
  const normalA = aX * ny - aY * nx;
  const normalB = bX * ny - bY * nx;
  const normal = mA + mB + iA * normalA * normalA + iB * normalB * normalB;
  point.normalMass = normal > 0 ? <f32>1 / normal : 0;
  // The tangent is (ny, −nx).
  const tangentA = aX * -nx - aY * ny;
  const tangentB = bX * -nx - bY * ny;
  const tangent = mA + mB + iA * tangentA * tangentA + iB * tangentB * tangentB;
  point.tangentMass = tangent > 0 ? <f32>1 / tangent : 0;
  const speed =
    nx * (b.vx - b.w * bY - a.vx + a.w * aY) + ny * (b.vy + b.w * bX - a.vy - a.w * aX);
  point.bias = speed < -VELOCITY_THRESHOLD ? -contact.restitution * speed : 0;
}

/** Applies the impulses that go on from the last step. */
export function warmStart(contact: Contact): void {
  for (let i = 0; i < contact.solverPoints; i++) {
    const normal = i == 0 ? contact.normal1 : contact.normal2;
    const tangent = i == 0 ? contact.tangent1 : contact.tangent2;
    const x = normal * contact.normalX + tangent * contact.normalY;
    const y = normal * contact.normalY + tangent * -contact.normalX;
    push(contact, pointOf(contact, i), x, y);
  }
}

/** Gives an impulse at a point: to B, and its opposite to A. */
// @ts-ignore: decorator
@inline
function push(contact: Contact, point: Point, x: f32, y: f32): void {
  const a = contact.a.body;
  const b = contact.b.body;
  a.w -= a.inverseInertia * (point.aX * y - point.aY * x);
  a.vx -= a.inverseMass * x;
  a.vy -= a.inverseMass * y;
  b.w += b.inverseInertia * (point.bX * y - point.bY * x);
  b.vx += b.inverseMass * x;
  b.vy += b.inverseMass * y;
}

/** Gives a contact the impulses that make its points stop sliding and approaching. */
export function solveContactVelocity(contact: Contact): void {
  const a = contact.a.body;
  const b = contact.b.body;
  const mA = a.inverseMass;
  const mB = b.inverseMass;
  const iA = a.inverseInertia;
  const iB = b.inverseInertia;
  const nx = contact.normalX;
  const ny = contact.normalY;
  // The tangent.
  const tx = ny;
  const ty = -nx;
  const point1 = pointOf(contact, 0);
  const point2 = pointOf(contact, 1);
  const friction = contact.friction;
  // The velocities stay in local variables until all is done: what follows waits for them.
  let vxA = a.vx;
  let vyA = a.vy;
  let wA = a.w;
  let vxB = b.vx;
  let vyB = b.vy;
  let wB = b.w;

  // Rub at each point as much as its normal impulse allows.
  const a1X = point1.aX;
  const a1Y = point1.aY;
  const b1X = point1.bX;
  const b1Y = point1.bY;
  const tangent1 = contact.tangent1;
  const slip1 = (vxB - wB * b1Y - vxA + wA * a1Y) * tx + (vyB + wB * b1X - vyA - wA * a1X) * ty;
  const most1 = friction * contact.normal1;
  const newTangent1 = clamp(tangent1 + point1.tangentMass * -slip1, -most1, most1);
  contact.tangent1 = newTangent1;
  const rub1 = newTangent1 - tangent1;
  const rub1X = rub1 * tx;
  const rub1Y = rub1 * ty;
  vxA -= mA * rub1X;
  vyA -= mA * rub1Y;
  wA -= iA * (a1X * rub1Y - a1Y * rub1X);
  vxB += mB * rub1X;
  vyB += mB * rub1Y;
  wB += iB * (b1X * rub1Y - b1Y * rub1X);

  if (contact.solverPoints == 1) {
    const approach = (vxB - wB * b1Y - vxA + wA * a1Y) * nx + (vyB + wB * b1X - vyA - wA * a1X) * ny;
    const old = contact.normal1;
    const wanted = old + -point1.normalMass * (approach - point1.bias);
    const sum: f32 = wanted > 0 ? wanted : 0;
    contact.normal1 = sum;
    const impulse = sum - old;
    const x = impulse * nx;
    const y = impulse * ny;
    a.vx = vxA - mA * x;
    a.vy = vyA - mA * y;
    a.w = wA - iA * (a1X * y - a1Y * x);
    b.vx = vxB + mB * x;
    b.vy = vyB + mB * y;
    b.w = wB + iB * (b1X * y - b1Y * x);
    return;
  }

  const a2X = point2.aX;
  const a2Y = point2.aY;
  const b2X = point2.bX;
  const b2Y = point2.bY;
  const tangent2 = contact.tangent2;
  const slip2 = (vxB - wB * b2Y - vxA + wA * a2Y) * tx + (vyB + wB * b2X - vyA - wA * a2X) * ty;
  const most2 = friction * contact.normal2;
  const newTangent2 = clamp(tangent2 + point2.tangentMass * -slip2, -most2, most2);
  contact.tangent2 = newTangent2;
  const rub2 = newTangent2 - tangent2;
  const rub2X = rub2 * tx;
  const rub2Y = rub2 * ty;
  vxA -= mA * rub2X;
  vyA -= mA * rub2Y;
  wA -= iA * (a2X * rub2Y - a2Y * rub2X);
  vxB += mB * rub2X;
  vyB += mB * rub2Y;
  wB += iB * (b2X * rub2Y - b2Y * rub2X);

  // Non-negative impulses of both points after which neither approaches: of four cases the first that holds.
  const old1 = contact.normal1;
  const old2 = contact.normal2;
  const approach1 = (vxB - wB * b1Y - vxA + wA * a1Y) * nx + (vyB + wB * b1X - vyA - wA * a1X) * ny;
  const approach2 = (vxB - wB * b2Y - vxA + wA * a2Y) * nx + (vyB + wB * b2X - vyA - wA * a2X) * ny;
  const rest1 = approach1 - point1.bias - (contact.k11 * old1 + contact.k12 * old2);
  const rest2 = approach2 - point2.bias - (contact.k12 * old1 + contact.k22 * old2);
  // Both points push.
  let x1 = -(contact.inverse11 * rest1 + contact.inverse12 * rest2);
  let x2 = -(contact.inverse12 * rest1 + contact.inverse22 * rest2);
  if (!(x1 >= 0 && x2 >= 0)) {
    // Only the first.
    x1 = -point1.normalMass * rest1;
    x2 = 0;
    if (!(x1 >= 0 && contact.k12 * x1 + rest2 >= 0)) {
      // Only the second.
      x1 = 0;
      x2 = -point2.normalMass * rest2;
      if (!(x2 >= 0 && contact.k12 * x2 + rest1 >= 0)) {
        // Neither; or no case holds, because of rounding: then both keep their impulses.
        const neither = rest1 >= 0 && rest2 >= 0;
        x1 = neither ? 0 : old1;
        x2 = neither ? 0 : old2;
      }
    }
  }
  contact.normal1 = x1;
  contact.normal2 = x2;
  const change1 = x1 - old1;
  const change2 = x2 - old2;
  const p1X = change1 * nx;
  const p1Y = change1 * ny;
  const p2X = change2 * nx;
  const p2Y = change2 * ny;
  a.vx = vxA - mA * (p1X + p2X);
  a.vy = vyA - mA * (p1Y + p2Y);
  a.w = wA - iA * (a1X * p1Y - a1Y * p1X + (a2X * p2Y - a2Y * p2X));
  b.vx = vxB + mB * (p1X + p2X);
  b.vy = vyB + mB * (p1Y + p2Y);
  b.w = wB + iB * (b1X * p1Y - b1Y * p1X + (b2X * p2Y - b2Y * p2X));
}

/** Keeps the impulses for the next step. */
export function storeImpulses(contact: Contact): void {
  const point1 = pointOf(contact, 0);
  point1.normalImpulse = contact.normal1;
  point1.tangentImpulse = contact.tangent1;
  if (contact.solverPoints < 2) return;
  const point2 = pointOf(contact, 1);
  point2.normalImpulse = contact.normal2;
  point2.tangentImpulse = contact.tangent2;
}

/** Moves the bodies apart where a contact's points overlap; returns the smallest separation found (m). */
export function solveContactPosition(contact: Contact): f32 {
  const a = contact.a.body;
  const b = contact.b.body;
  return separate(contact, BAUMGARTE, a.inverseMass, a.inverseInertia, b.inverseMass, b.inverseInertia);
}

/** The same at an impact, where only the two bodies of the impact may move. */
export function solveImpactPosition(contact: Contact, impactA: Body, impactB: Body): f32 {
  const a = contact.a.body;
  const b = contact.b.body;
  const aMoves = a == impactA || a == impactB;
  const bMoves = b == impactA || b == impactB;
  return separate(
    contact,
    IMPACT_BAUMGARTE,
    aMoves ? a.inverseMass : 0,
    aMoves ? a.inverseInertia : 0,
    bMoves ? b.inverseMass : 0,
    bMoves ? b.inverseInertia : 0,
  );
}

function separate(contact: Contact, strength: f32, mA: f32, iA: f32, mB: f32, iB: f32): f32 {
  const a = contact.a.body;
  const b = contact.b.body;
  const radiusA = contact.a.radius;
  const radiusB = contact.b.radius;
  let smallest: f32 = 0;
  for (let i = 0; i < contact.points; i++) {
    const point = pointOf(contact, i);
    rotate(a.angle);
    const sineA = sine;
    const cosineA = cosine;
    rotate(b.angle);
    const sineB = sine;
    const cosineB = cosine;
    const originAX = a.centerX - (cosineA * a.localX - sineA * a.localY);
    const originAY = a.centerY - (sineA * a.localX + cosineA * a.localY);
    const originBX = b.centerX - (cosineB * b.localX - sineB * b.localY);
    const originBY = b.centerY - (sineB * b.localX + cosineB * b.localY);
    let nx: f32;
    let ny: f32;
    let x: f32;
    let y: f32;
    let separation: f32;
    if (contact.type == CIRCLES) {
      const aX = cosineA * contact.localX - sineA * contact.localY + originAX;
      const aY = sineA * contact.localX + cosineA * contact.localY + originAY;
      const bX = cosineB * point.localX - sineB * point.localY + originBX;
      const bY = sineB * point.localX + cosineB * point.localY + originBY;
      nx = bX - aX;
      ny = bY - aY;
      const length = Mathf.sqrt(nx * nx + ny * ny);
      if (length >= EPSILON) {
        const unit = <f32>1 / length;
        nx *= unit;
        ny *= unit;
      }
      x = (aX + bX) * 0.5;
      y = (aY + bY) * 0.5;
      separation = (bX - aX) * nx + (bY - aY) * ny - radiusA - radiusB;
    } else if (contact.type == FACE_A) {
      nx = cosineA * contact.localNormalX - sineA * contact.localNormalY;
      ny = sineA * contact.localNormalX + cosineA * contact.localNormalY;
      const planeX = cosineA * contact.localX - sineA * contact.localY + originAX;
      const planeY = sineA * contact.localX + cosineA * contact.localY + originAY;
      x = cosineB * point.localX - sineB * point.localY + originBX;
      y = sineB * point.localX + cosineB * point.localY + originBY;
      separation = (x - planeX) * nx + (y - planeY) * ny - radiusA - radiusB;
    } else {
      nx = cosineB * contact.localNormalX - sineB * contact.localNormalY;
      ny = sineB * contact.localNormalX + cosineB * contact.localNormalY;
      const planeX = cosineB * contact.localX - sineB * contact.localY + originBX;
      const planeY = sineB * contact.localX + cosineB * contact.localY + originBY;
      x = cosineA * point.localX - sineA * point.localY + originAX;
      y = sineA * point.localX + cosineA * point.localY + originAY;
      separation = (x - planeX) * nx + (y - planeY) * ny - radiusA - radiusB;
      nx = -nx;
      ny = -ny;
    }
    smallest = separation < smallest ? separation : smallest;
    const correction = clamp(strength * (separation + LINEAR_SLOP), -MAX_LINEAR_CORRECTION, 0);
    const aX = x - a.centerX;
    const aY = y - a.centerY;
    const bX = x - b.centerX;
    const bY = y - b.centerY;
    const armA = aX * ny - aY * nx;
    const armB = bX * ny - bY * nx;
    const inverse = mA + mB + iA * armA * armA + iB * armB * armB;
    const impulse: f32 = inverse > 0 ? -correction / inverse : 0;
    const pX = impulse * nx;
    const pY = impulse * ny;
    a.centerX -= mA * pX;
    a.centerY -= mA * pY;
    a.angle -= iA * (aX * pY - aY * pX);
    b.centerX += mB * pX;
    b.centerY += mB * pY;
    b.angle += iB * (bX * pY - bY * pX);
  }
  return smallest;
}
