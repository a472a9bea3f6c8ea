// Convex polygons as Box2D 2.3 makes them: the hull by gift wrapping, counterclockwise from the rightmost corner,
// and mass by summing triangles around the mean corner.

const points = memory.data(8 * 8);

/** Replaces `count` points (at most 8) by their hull and returns its number of corners; 0 if it has no area. */
export function wrap(corners: usize, count: i32): i32 {
  memory.copy(points, corners, count << 3);
  let rightmost = points;
  for (let at = points + 8; at < points + (count << 3); at += 8) {
    const x = load<f32>(at);
    const most = load<f32>(rightmost);
    if (x > most || (x == most && load<f32>(at, 4) < load<f32>(rightmost, 4))) rightmost = at;
  }
  let size = 0;
  let corner = rightmost;
  do {
    if (size == count) return 0;
    const cornerX = load<f32>(corner);
    const cornerY = load<f32>(corner, 4);
    store<f32>(corners + (size << 3), cornerX);
    store<f32>(corners + (size << 3), cornerY, 4);
    size++;
    // The next corner is the one that leaves all others to the left; of several in line, the farthest.
    let next = points;
    for (let at = points + 8; at < points + (count << 3); at += 8) {
      if (next == corner) {
        next = at;
        continue;
      }
      const rx = load<f32>(next) - cornerX;
      const ry = load<f32>(next, 4) - cornerY;
      const vx = load<f32>(at) - cornerX;
      const vy = load<f32>(at, 4) - cornerY;
      const turn = rx * vy - ry * vx;
      if (turn < 0 || (turn == 0 && vx * vx + vy * vy > rx * rx + ry * ry)) next = at;
    }
    corner = next;
  } while (corner != rightmost);
  return size >= 3 && doubleArea(corners, size) > 0 ? size : 0;
}

function doubleArea(corners: usize, count: i32): f32 {
  let sum: f32 = 0;
  let last = corners + ((count - 1) << 3);
  for (let at = corners; at < corners + (count << 3); at += 8) {
    sum += load<f32>(last) * load<f32>(at, 4) - load<f32>(last, 4) * load<f32>(at);
    last = at;
  }
  return sum;
}

/** Results of `weigh`: mass (kg), centre of mass (m), moment of inertia around the origin (kg m²). */
export let mass: f32 = 0;
export let centreX: f32 = 0;
export let centreY: f32 = 0;
export let inertia: f32 = 0;

/** Finds the mass of a polygon of the given density (kg/m²). */
export function weigh(corners: usize, count: i32, density: f32): void {
  const end = corners + (count << 3);
  let meanX: f32 = 0;
  let meanY: f32 = 0;
  for (let at = corners; at < end; at += 8) {
    meanX += load<f32>(at);
    meanY += load<f32>(at, 4);
  }
  const share = <f32>1 / <f32>count;
  meanX *= share;
  meanY *= share;

  const third = <f32>1 / <f32>3;
  let area: f32 = 0;
  let x: f32 = 0;
  let y: f32 = 0;
  let second: f32 = 0;
  for (let at = corners; at < end; at += 8) {
    const next = at + 8 < end ? at + 8 : corners;
    const x1 = load<f32>(at) - meanX;
    const y1 = load<f32>(at, 4) - meanY;
    const x2 = load<f32>(next) - meanX;
    const y2 = load<f32>(next, 4) - meanY;
    const cross = x1 * y2 - y1 * x2;
    const triangle = <f32>0.5 * cross;
    area += triangle;
    x += triangle * third * (x1 + x2);
    y += triangle * third * (y1 + y2);
    const xx = x1 * x1 + x2 * x1 + x2 * x2;
    const yy = y1 * y1 + y2 * y1 + y2 * y2;
    second += <f32>0.25 * third * cross * (xx + yy);
  }
  const perArea = <f32>1 / area;
  x *= perArea;
  y *= perArea;

  mass = density * area;
  centreX = x + meanX;
  centreY = y + meanY;
  inertia = density * second + mass * (centreX * centreX + centreY * centreY - (x * x + y * y));
}
