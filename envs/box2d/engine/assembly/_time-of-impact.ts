// When two moving convex shapes come so near that they touch: conservative advancement along a separating
// axis, whose root is found by bisection and the secant in turn.

import {
  distance,
  forgetSimplex,
  simplexA1,
  simplexA2,
  simplexB1,
  simplexB2,
  simplexSize,
  support,
} from "./_distance";
import { Body, Fixture, Sweep, Transform, cornersOf, sweepOf } from "./_records";
import { EPSILON, LINEAR_SLOP, PI } from "./_settings";
import { cosine, rotate, sine } from "./_trigonometry";

const MAX_ROUNDS: i32 = 20;
const MAX_ROOT_ROUNDS: i32 = 50;
/** Box2D's limit is the number of corners that a polygon may have: 16 in pybox2d. */
const MAX_PUSHES: i32 = 16;

const sweepA = changetype<Sweep>(memory.data(offsetof<Sweep>()));
const sweepB = changetype<Sweep>(memory.data(offsetof<Sweep>()));
const placeA = changetype<Transform>(memory.data(offsetof<Transform>()));
const placeB = changetype<Transform>(memory.data(offsetof<Transform>()));
let fixtureA = changetype<Fixture>(0);
let fixtureB = changetype<Fixture>(0);

const POINTS: i32 = 0;
const FACE_A: i32 = 1;
const FACE_B: i32 = 2;

/**
 * The separating axis: between two points in the world, or the normal of a face in its body's coordinates.
 */
let kind: i32 = POINTS;
let axisX: f32 = 0;
let axisY: f32 = 0;
/** The middle of the face. */
let middleX: f32 = 0;
let middleY: f32 = 0;
/** The corners that were nearest along the axis. */
let cornerA: i32 = 0;
let cornerB: i32 = 0;

/** Copies a sweep with its angles between 0 and 2π. */
function copySweep(target: Sweep, body: Body): void {
  memory.copy(changetype<usize>(target), changetype<usize>(sweepOf(body)), offsetof<Sweep>());
  const whole: f32 = PI * 2;
  const turns = whole * Mathf.floor(target.angle0 / whole);
  target.angle0 -= turns;
  target.angle -= turns;
}

function placeAt(place: Transform, sweep: Sweep, time: f32): void {
  const rest = <f32>1 - time;
  rotate(rest * sweep.angle0 + time * sweep.angle);
  place.sine = sine;
  place.cosine = cosine;
  place.x = rest * sweep.x0 + time * sweep.x - (cosine * sweep.localX - sine * sweep.localY);
  place.y = rest * sweep.y0 + time * sweep.y - (sine * sweep.localX + cosine * sweep.localY);
}

function placeBoth(time: f32): void {
  placeAt(placeA, sweepA, time);
  placeAt(placeB, sweepB, time);
}

// @ts-ignore: decorator
@inline
function placedX(place: Transform, x: f32, y: f32): f32 {
  return place.cosine * x - place.sine * y + place.x;
}

// @ts-ignore: decorator
@inline
function placedY(place: Transform, x: f32, y: f32): f32 {
  return place.sine * x + place.cosine * y + place.y;
}

// @ts-ignore: decorator
@inline
function cornerX(fixture: Fixture, index: i32): f32 {
  return load<f32>(cornersOf(fixture) + (index << 3));
}

// @ts-ignore: decorator
@inline
function cornerY(fixture: Fixture, index: i32): f32 {
  return load<f32>(cornersOf(fixture) + (index << 3), 4);
}

/**
 * The time, as a share of what is left of both bodies' sweeps, at which two fixtures come to touch; −1 if
 * they do not, or overlap already. Both sweeps must start at the same time.
 */
export function timeOfImpact(a: Fixture, b: Fixture): f32 {
  fixtureA = a;
  fixtureB = b;
  copySweep(sweepA, a.body);
  copySweep(sweepB, b.body);
  const radii = a.radius + b.radius - LINEAR_SLOP * 3;
  const target = LINEAR_SLOP > radii ? LINEAR_SLOP : radii;
  const tolerance = LINEAR_SLOP * 0.25;
  let time1: f32 = 0;
  forgetSimplex();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    placeBoth(time1);
    const gap = distance(a, placeA, b, placeB);
    if (gap <= 0) return -1;
    if (gap < target + tolerance) return time1;
    chooseAxis();

    let time2: f32 = 1;
    for (let push = 0; push < MAX_PUSHES; push++) {
      // The deepest point at time 2.
      let separation2 = leastSeparation(time2);
      if (separation2 > target + tolerance) return -1;
      if (separation2 > target - tolerance) {
        time1 = time2;
        break;
      }
      let separation1 = separationAt(time1);
      if (separation1 < target - tolerance) return -1;
      if (separation1 <= target + tolerance) return time1;
      let low = time1;
      let high = time2;
      for (let i = 0; i < MAX_ROOT_ROUNDS; i++) {
        const time =
          (i & 1) != 0
            ? low + ((target - separation1) * (high - low)) / (separation2 - separation1)
            : (low + high) * 0.5;
        const separation = separationAt(time);
        if (Mathf.abs(separation - target) < tolerance) {
          time2 = time;
          break;
        }
        if (separation > target) {
          low = time;
          separation1 = separation;
        } else {
          high = time;
          separation2 = separation;
        }
      }
    }
  }
  return -1;
}

/** Takes the axis from the simplex of the last distance. */
function chooseAxis(): void {
  if (simplexSize == 1) {
    kind = POINTS;
    const aX = cornerX(fixtureA, simplexA1);
    const aY = cornerY(fixtureA, simplexA1);
    const bX = cornerX(fixtureB, simplexB1);
    const bY = cornerY(fixtureB, simplexB1);
    axisX = placedX(placeB, bX, bY) - placedX(placeA, aX, aY);
    axisY = placedY(placeB, bX, bY) - placedY(placeA, aX, aY);
    normalizeAxis();
    return;
  }
  const onB = simplexA1 == simplexA2;
  kind = onB ? FACE_B : FACE_A;
  const face = onB ? fixtureB : fixtureA;
  const other = onB ? fixtureA : fixtureB;
  const facePlace = onB ? placeB : placeA;
  const otherPlace = onB ? placeA : placeB;
  const corner1 = onB ? simplexB1 : simplexA1;
  const corner2 = onB ? simplexB2 : simplexA2;
  const x1 = cornerX(face, corner1);
  const y1 = cornerY(face, corner1);
  const x2 = cornerX(face, corner2);
  const y2 = cornerY(face, corner2);
  axisX = y2 - y1;
  axisY = -(x2 - x1);
  normalizeAxis();
  middleX = (x1 + x2) * 0.5;
  middleY = (y1 + y2) * 0.5;
  const nx = facePlace.cosine * axisX - facePlace.sine * axisY;
  const ny = facePlace.sine * axisX + facePlace.cosine * axisY;
  const corner = onB ? simplexA1 : simplexB1;
  const x = cornerX(other, corner);
  const y = cornerY(other, corner);
  const separation =
    (placedX(otherPlace, x, y) - placedX(facePlace, middleX, middleY)) * nx +
    (placedY(otherPlace, x, y) - placedY(facePlace, middleX, middleY)) * ny;
  if (separation < 0) {
    axisX = -axisX;
    axisY = -axisY;
  }
}

function normalizeAxis(): void {
  const length = Mathf.sqrt(axisX * axisX + axisY * axisY);
  if (length < EPSILON) return;
  const unit = <f32>1 / length;
  axisX *= unit;
  axisY *= unit;
}

/** The separation along the axis at a time; finds the corners that are nearest then. */
function leastSeparation(time: f32): f32 {
  placeBoth(time);
  if (kind == POINTS) {
    cornerA = support(fixtureA, axisX, axisY, placeA);
    cornerB = support(fixtureB, -axisX, -axisY, placeB);
  } else {
    const place = kind == FACE_A ? placeA : placeB;
    const nx = place.cosine * axisX - place.sine * axisY;
    const ny = place.sine * axisX + place.cosine * axisY;
    if (kind == FACE_A) cornerB = support(fixtureB, -nx, -ny, placeB);
    else cornerA = support(fixtureA, -nx, -ny, placeA);
  }
  return separationOfPlaced();
}

/** The separation of those corners at a time. */
function separationAt(time: f32): f32 {
  placeBoth(time);
  return separationOfPlaced();
}

function separationOfPlaced(): f32 {
  const aX = kind == FACE_A ? middleX : cornerX(fixtureA, cornerA);
  const aY = kind == FACE_A ? middleY : cornerY(fixtureA, cornerA);
  const bX = kind == FACE_B ? middleX : cornerX(fixtureB, cornerB);
  const bY = kind == FACE_B ? middleY : cornerY(fixtureB, cornerB);
  const dx = placedX(placeB, bX, bY) - placedX(placeA, aX, aY);
  const dy = placedY(placeB, bX, bY) - placedY(placeA, aX, aY);
  if (kind == POINTS) return dx * axisX + dy * axisY;
  const place = kind == FACE_A ? placeA : placeB;
  const nx = place.cosine * axisX - place.sine * axisY;
  const ny = place.sine * axisX + place.cosine * axisY;
  if (kind == FACE_A) return dx * nx + dy * ny;
  return -dx * nx + -dy * ny;
}
