// Which fixtures touch which tiles, found when Box2D finds it and told in its order.
//
// A contact is a pair whose fat bounds overlap, made when a fixture leaves its fat bounds and ended at the start of
// the first step in which they overlap no more. It is a number, tile << 4 | fixture << 1 | touching. The newest
// contacts are visited first, and new ones are made tile by tile, as a Box2D world that has had one scene does.

import { boundsOf, contains, fatten, join, overlap } from "./_bounds";
import { touch } from "./_distance";
import {
  BODIES,
  FIXTURES,
  HULL,
  HULL_FIXTURES,
  Fixture,
  World,
  bodyOf,
  contactsOf,
  dynamicsOf,
  eventsOf,
  fixtureOf,
  localCornersOf,
  tileBoundsOf,
  tileCornersOf,
  tileOf,
  worldCornersOf,
} from "./_world";

// @ts-ignore: decorator
@inline
function bodyOfFixture(fixture: i32): i32 {
  return fixture < HULL_FIXTURES ? HULL : fixture - HULL_FIXTURES + 1;
}

/** Finds the contacts that begin and end; returns how many lie at `eventsOf`, as tile << 4 | body << 1 | touching. */
export function updateContacts(world: World): i32 {
  const contacts = contactsOf(world);
  const events = eventsOf(world);
  let count = 0;
  let ended = false;
  for (let i = world.contacts - 1; i >= 0; i--) {
    const at = contacts + (i << 2);
    const contact = load<i32>(at);
    const index = (contact >> 1) & 7;
    const touching = contact & 1;
    const tile = tileOf(world, contact >> 4);
    const fixture = fixtureOf(world, index);
    const tileBounds = v128.load(tileBoundsOf(world, contact >> 4));
    let touches = 0;
    if (!overlap(tileBounds, fixture.fatBounds)) {
      tile.contacts &= ~(1 << index);
      store<i32>(at, -1);
      ended = true;
    } else {
      const body = bodyOf(world, bodyOfFixture(index));
      // The tile's fat bounds leave a decimetre, far more than rounding: apart from them is apart.
      touches = <i32>(overlap(tileBounds, fixture.bounds) && touch(tile, fixture, body.sine, body.cosine));
      store<i32>(at, (contact & ~1) | touches);
    }
    if (touches != touching) {
      store<i32>(events + (count << 2), ((contact >> 4) << 4) | (bodyOfFixture(index) << 1) | touches);
      count++;
    }
  }
  if (ended) dropEnded(world);
  return count;
}

function dropEnded(world: World): void {
  const contacts = contactsOf(world);
  let kept = 0;
  for (let i = 0; i < world.contacts; i++) {
    const contact = load<i32>(contacts + (i << 2));
    if (contact < 0) continue;
    store<i32>(contacts + (kept << 2), contact);
    kept++;
  }
  world.contacts = kept;
}

/** Makes contacts of the pairs that have none and overlap within `reach`, the bounds of what moved. */
function addContacts(world: World, reach: v128): void {
  for (let t = 0; t < world.tiles; t++) {
    const tileBounds = v128.load(tileBoundsOf(world, t));
    if (!overlap(tileBounds, reach)) continue;
    const tile = tileOf(world, t);
    for (let f = 0; f < FIXTURES; f++) {
      if ((tile.contacts & (1 << f)) != 0 || !overlap(tileBounds, fixtureOf(world, f).fatBounds)) continue;
      tile.contacts |= 1 << f;
      store<i32>(contactsOf(world) + (world.contacts << 2), (t << 4) | (f << 1));
      world.contacts++;
    }
  }
}

/** Sets the bounds of all tiles and fixtures and makes the first contacts. */
export function placeAll(world: World): void {
  for (let t = 0; t < world.tiles; t++) {
    const tile = tileOf(world, t);
    tile.contacts = 0;
    v128.store(tileBoundsOf(world, t), fatten(boundsOf(tileCornersOf(tile), tile.corners), 0, 0));
  }
  let reach = f32x4.splat(Infinity);
  for (let f = 0; f < FIXTURES; f++) {
    const fixture = fixtureOf(world, f);
    const body = bodyOf(world, bodyOfFixture(f));
    const dynamics = dynamicsOf(world, bodyOfFixture(f));
    // The first sweep starts where the centre of mass puts the origin, a rounding away from where it is.
    placeCorners(fixture, dynamics.originX, dynamics.originY, body.sine, body.cosine);
    fixture.bounds = boundsOf(worldCornersOf(fixture), fixture.corners);
    placeCorners(fixture, body.x, body.y, body.sine, body.cosine);
    fixture.fatBounds = fatten(boundsOf(worldCornersOf(fixture), fixture.corners), 0, 0);
    reach = join(reach, fixture.fatBounds);
  }
  world.contacts = 0;
  addContacts(world, reach);
}

/** Takes the fixtures along with their bodies, and makes the contacts that follow. */
export function moveFixtures(world: World): void {
  let reach = f32x4.splat(Infinity);
  let left = false;
  for (let f = 0; f < FIXTURES; f++) {
    const fixture = fixtureOf(world, f);
    const body = bodyOf(world, bodyOfFixture(f));
    const dynamics = dynamicsOf(world, bodyOfFixture(f));
    placeCorners(fixture, body.x, body.y, body.sine, body.cosine);
    const bounds = boundsOf(worldCornersOf(fixture), fixture.corners);
    const swept = join(fixture.bounds, bounds);
    fixture.bounds = bounds;
    if (contains(fixture.fatBounds, swept)) continue;
    fixture.fatBounds = fatten(swept, body.x - dynamics.originX, body.y - dynamics.originY);
    reach = join(reach, fixture.fatBounds);
    left = true;
  }
  for (let b = 0; b < BODIES; b++) {
    const dynamics = dynamicsOf(world, b);
    dynamics.originX = bodyOf(world, b).x;
    dynamics.originY = bodyOf(world, b).y;
  }
  if (left) addContacts(world, reach);
}

function placeCorners(fixture: Fixture, x: f32, y: f32, sine: f32, cosine: f32): void {
  const local = localCornersOf(fixture);
  const placed = worldCornersOf(fixture);
  for (let at = 0; at < fixture.corners << 3; at += 8) {
    const cornerX = load<f32>(local + at);
    const cornerY = load<f32>(local + at, 4);
    store<f32>(placed + at, cosine * cornerX - sine * cornerY + x);
    store<f32>(placed + at, sine * cornerX + cosine * cornerY + y, 4);
  }
}
