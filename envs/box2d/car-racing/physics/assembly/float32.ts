// CarRacing's physics: what the engine in ../../../engine does, specialised for this one scene and two to
// three times as fast. In float32 arithmetic, which in WebAssembly is exact by definition. float32.ts in the
// folder above is its host.

import { moveFixtures, placeAll, updateContacts } from "./_contacts";
import { centreX, centreY, inertia, mass, weigh, wrap } from "./_polygon";
import { solve } from "./_solver";
import { cosine, rotate, sine } from "../../../engine/assembly/_trigonometry";
import {
  BODIES,
  FIXTURES,
  HULL,
  HULL_FIXTURES,
  MAX_CORNERS,
  TILE_CORNERS,
  WHEELS,
  World,
  bodyOf,
  dynamicsOf,
  eventsOf,
  fixtureOf,
  forcesOf,
  jointAnglesOf,
  jointOf,
  localCornersOf,
  motorSpeedsOf,
  tileCornersOf,
  tileOf,
} from "./_world";

export { setMotors } from "./_solver";
export { worldBytes } from "./_world";

// The plan of every car: outlines with their number of corners, and axles.
const outlines = memory.data(FIXTURES * MAX_CORNERS * 8);
const corners = memory.data(FIXTURES * 4);
const axles = memory.data(WHEELS * 16);
let hullDensity: f32 = 0;
let wheelDensity: f32 = 0;

/** Where worlds may begin. */
export function heapBase(): usize {
  return (__heap_base + 15) & ~15;
}

export function setDensities(hull: f32, wheel: f32): void {
  hullDensity = hull;
  wheelDensity = wheel;
}

/** Sets a corner of a fixture's outline (m). Corners are set in order. */
export function setOutline(fixture: i32, corner: i32, x: f32, y: f32): void {
  store<f32>(outlines + ((fixture * MAX_CORNERS + corner) << 3), x);
  store<f32>(outlines + ((fixture * MAX_CORNERS + corner) << 3), y, 4);
  store<i32>(corners + (fixture << 2), corner + 1);
}

/** Sets where a wheel's axle is on the hull (m). */
export function setAxle(wheel: i32, x: f64, y: f64): void {
  store<f64>(axles + (wheel << 4), x);
  store<f64>(axles + (wheel << 4), y, 8);
}

/** Opens a world in cleared memory. Its tiles' corners are written next, then `build` is called. */
export function open(world: World, tiles: i32): void {
  world.tiles = tiles;
}

/** Makes polygons of the tiles' corners and puts the car on the road. Returns the first bad tile, or −1. */
export function build(world: World, x: f64, y: f64, angle: f32): i32 {
  for (let t = 0; t < world.tiles; t++) {
    const tile = tileOf(world, t);
    tile.corners = wrap(tileCornersOf(tile), TILE_CORNERS);
    if (tile.corners == 0) return t;
  }
  for (let f = 0; f < FIXTURES; f++) {
    const fixture = fixtureOf(world, f);
    const count = load<i32>(corners + (f << 2));
    memory.copy(localCornersOf(fixture), outlines + f * MAX_CORNERS * 8, count << 3);
    fixture.corners = wrap(localCornersOf(fixture), count);
  }
  rotate(angle);
  placeBody(world, HULL, x, y, angle, 0, HULL_FIXTURES, hullDensity);
  for (let wheel = 0; wheel < WHEELS; wheel++) {
    const axleX = load<f64>(axles + (wheel << 4));
    const axleY = load<f64>(axles + (wheel << 4), 8);
    const body = wheel + 1;
    placeBody(world, body, x + axleX, y + axleY, angle, HULL_FIXTURES + wheel, HULL_FIXTURES + body, wheelDensity);
    const joint = jointOf(world, wheel);
    joint.localAX = <f32>axleX - dynamicsOf(world, HULL).localCentreX;
    joint.localAY = <f32>axleY - dynamicsOf(world, HULL).localCentreY;
    joint.localBX = <f32>0 - dynamicsOf(world, body).localCentreX;
    joint.localBY = <f32>0 - dynamicsOf(world, body).localCentreY;
  }
  placeAll(world);
  world.awake = 1;
  return -1;
}

/** Puts down a body at rest whose fixtures are from `first` to before `end`. */
function placeBody(
  world: World,
  index: i32,
  x: f64,
  y: f64,
  angle: f32,
  first: i32,
  end: i32,
  density: f32,
): void {
  const body = bodyOf(world, index);
  body.x = <f32>x;
  body.y = <f32>y;
  body.angle = angle;
  body.sine = sine;
  body.cosine = cosine;

  // Box2D keeps the newest fixture first.
  let total: f32 = 0;
  let momentX: f32 = 0;
  let momentY: f32 = 0;
  let second: f32 = 0;
  for (let f = end - 1; f >= first; f--) {
    weigh(localCornersOf(fixtureOf(world, f)), fixtureOf(world, f).corners, density);
    total += mass;
    momentX += mass * centreX;
    momentY += mass * centreY;
    second += inertia;
  }
  const dynamics = dynamicsOf(world, index);
  const inverseMass = <f32>1 / total;
  const localX = momentX * inverseMass;
  const localY = momentY * inverseMass;
  dynamics.inverseMass = inverseMass;
  dynamics.inverseInertia = <f32>1 / (second - total * (localX * localX + localY * localY));
  dynamics.localCentreX = localX;
  dynamics.localCentreY = localY;
  const turnedX = cosine * localX - sine * localY;
  const turnedY = sine * localX + cosine * localY;
  dynamics.centreX = turnedX + body.x;
  dynamics.centreY = turnedY + body.y;
  dynamics.originX = dynamics.centreX - turnedX;
  dynamics.originY = dynamics.centreY - turnedY;
}

/** Starts a step: finds which contacts begin and end, and returns how many they are. */
export function collide(world: World): i32 {
  return world.awake != 0 ? updateContacts(world) : 0;
}

/** Finishes the step: moves the car by 1/50 s. */
export function advance(world: World): void {
  if (world.awake == 0) return;
  solve(world);
  moveFixtures(world);
}

export function tileCorners(world: World, tile: i32): usize {
  return tileCornersOf(tileOf(world, tile));
}

export function bodies(world: World): usize {
  return changetype<usize>(bodyOf(world, 0));
}

export function motorSpeeds(world: World): usize {
  return motorSpeedsOf(world);
}

export function forces(world: World): usize {
  return forcesOf(world);
}

export function jointAngles(world: World): usize {
  return jointAnglesOf(world);
}

export function events(world: World): usize {
  return eventsOf(world);
}
