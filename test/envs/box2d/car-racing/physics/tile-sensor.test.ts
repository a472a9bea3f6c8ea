import { expect } from "chai";
import { loadBox2D } from "../../../../../envs/box2d/box2d-wasm.js";
import { HULL_OUTLINES, WHEEL_OUTLINE } from "../../../../../envs/box2d/car-racing/car.js";
import { BODY_STRIDE, COS, SIN, X, Y } from "../../../../../envs/box2d/car-racing/physics/physics.js";
import { TileSensor } from "../../../../../envs/box2d/car-racing/physics/tile-sensor.js";
import { createTrack } from "../../../../../envs/box2d/car-racing/track.js";
import { Random } from "../../../../../envs/random.js";

describe("TileSensor", () => {
  it("finds the contacts that Box2D's b2TestOverlap finds", async () => {
    const box2d = await loadBox2D();
    const polygon = (corners: ArrayLike<number>) => {
      const shape = new box2d.b2PolygonShape();
      const points = Array.from({ length: corners.length / 2 }, (_, i): [number, number] => [
        corners[2 * i],
        corners[2 * i + 1],
      ]);
      shape.Set(box2d.tuplesToVec2Array(points)[0], points.length);
      return shape;
    };
    const random = new Random(11);
    const { sections, tiles } = createTrack(random);
    const tileShapes = sections.map((_, i) => polygon(tiles.subarray(8 * i, 8 * i + 8)));
    const outlines = [HULL_OUTLINES, [WHEEL_OUTLINE]];
    const partShapes = outlines.map((parts) => parts.map(polygon));
    const still = new box2d.b2Transform(new box2d.b2Vec2(0, 0), new box2d.b2Rot(0));

    const touching = outlines.map(() => new Set<number>());
    const sensor = new TileSensor(tiles, outlines, (body, tile, begins) => {
      expect(touching[body].has(tile), "no event comes twice").to.equal(!begins);
      if (begins) touching[body].add(tile);
      else touching[body].delete(tile);
    });
    const bodies = new Float32Array(outlines.length * BODY_STRIDE);
    let found = 0;
    for (let place = 0; place < 400; place++) {
      const { x, y } = sections[random.integers(sections.length)];
      for (const body of outlines.keys()) {
        const angle = random.uniform(-4, 4);
        bodies.set([x + random.uniform(-9, 9), y + random.uniform(-9, 9)], body * BODY_STRIDE + X);
        if (body > 0) bodies.copyWithin(body * BODY_STRIDE, X, Y + 1);
        bodies[body * BODY_STRIDE + SIN] = Math.sin(angle);
        bodies[body * BODY_STRIDE + COS] = Math.cos(angle);
      }
      sensor.update(bodies);
      for (const body of outlines.keys()) {
        const at = body * BODY_STRIDE;
        const moved = new box2d.b2Transform(
          new box2d.b2Vec2(bodies[at + X], bodies[at + Y]),
          new box2d.b2Rot(0),
        );
        moved.q.s = bodies[at + SIN];
        moved.q.c = bodies[at + COS];
        const expected = tileShapes.flatMap((tile, i) =>
          partShapes[body].some((part) => box2d.b2TestOverlap(part, 0, tile, 0, moved, still)) ? [i] : [],
        );
        expect(
          [...touching[body]].sort((a, b) => a - b),
          `place ${place}, body ${body}`,
        ).to.deep.equal(expected);
        found += expected.length;
        box2d.destroy(moved);
      }
    }
    expect(found).to.be.above(500);
  });
});
