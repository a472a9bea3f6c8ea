import { expect } from "chai";
import { Canvas } from "../../../../../envs/box2d/car-racing/rendering/canvas.js";
import {
  DrawList,
  type Pictures,
  POLYGON,
  SMOOTH_POLYGON,
} from "../../../../../envs/box2d/car-racing/rendering/draw-list.js";
import { FAST_SIZE, FastCanvas } from "../../../../../envs/box2d/car-racing/rendering/fast-canvas.js";
import { drawScore } from "../../../../../envs/box2d/car-racing/rendering/score.js";
import { Random } from "../../../../../envs/random.js";

const COLORS = [0x66cc66, 0x66e666, 0x666666, 0xffffff, 0xff0000, 0x000000, 0x123456];

/** Polygons of random corners: convex, crossing themselves, flat, thin, and far outside the canvas. */
function randomShapes(random: Random, kind: number, count: number, pictures: Pictures): DrawList {
  const list = new DrawList(pictures);
  for (let i = 0; i < count; i++) {
    const integer = (low: number, high: number) => Math.floor(random.uniform(low, high));
    const spread = [3, 40, 300, 3000][integer(0, 4)];
    const x = integer(-100, 1100);
    const y = integer(-100, 900);
    list.begin(kind, COLORS[integer(0, COLORS.length)]);
    const corners = kind === POLYGON ? integer(4, 9) : 4;
    for (let corner = 0; corner < corners; corner++) {
      list.point(x + integer(-spread, spread + 1), y + integer(-spread, spread + 1));
    }
  }
  return list;
}

/** Roads of quadrilaterals that share their ends, as a track's do; some have a border beside them. */
function randomRoads(random: Random, count: number): DrawList {
  const list = new DrawList();
  const integer = (low: number, high: number) => Math.floor(random.uniform(low, high));
  for (let road = 0; road < count; road++) {
    const halfWidth = [3, 20, 108][integer(0, 3)];
    const length = [3, 20, 57][integer(0, 3)];
    const firstCorner = integer(0, 4);
    let angle = random.uniform(0, 2 * Math.PI);
    let x = integer(-100, 1100);
    let y = integer(-100, 900);
    const ends = (): [x: number, y: number][] => [
      [x - halfWidth * Math.sin(angle), y + halfWidth * Math.cos(angle)],
      [x + halfWidth * Math.sin(angle), y - halfWidth * Math.cos(angle)],
    ];
    let [left, right] = ends();
    for (let tile = 0; tile < 20; tile++) {
      angle += random.uniform(-0.3, 0.3);
      x += length * Math.cos(angle);
      y += length * Math.sin(angle);
      const [nextLeft, nextRight] = ends();
      const corners = [left, right, nextRight, nextLeft];
      list.begin(SMOOTH_POLYGON, 0x666666 + 0x020202 * (tile % 3));
      for (let i = 0; i < 4; i++) list.point(...corners[(i + firstCorner) % 4]);
      if (integer(0, 4) === 0) {
        list.begin(SMOOTH_POLYGON, tile % 2 ? 0xffffff : 0xff0000);
        for (const corner of [left, nextLeft]) list.point(...corner);
        for (const corner of [nextLeft, left]) list.point(corner[0] + 7, corner[1] + 7);
      }
      [left, right] = [nextLeft, nextRight];
    }
  }
  return list;
}

/** Paints with the plain canvas, pixel by pixel, and with the kernel. */
function paintBoth(scene: DrawList, overlay: DrawList, reward: number) {
  const score = drawScore(reward);
  const expected = new Uint8Array(3 * FAST_SIZE * FAST_SIZE);
  const canvas = new Canvas();
  canvas.draw(scene, overlay, score);
  canvas.scale(FAST_SIZE, FAST_SIZE, expected);
  const got = new Uint8Array(expected.length);
  const fast = new FastCanvas();
  const done = fast.draw(scene, overlay, score, 0) && fast.scale(got);
  return { expected, got, done };
}

describe("FastCanvas", () => {
  const kinds = [
    ["smooth polygons", SMOOTH_POLYGON, "pygame-ce"],
    ["pygame-ce's polygons", POLYGON, "pygame-ce"],
    ["pygame's polygons", POLYGON, "pygame"],
  ] as const;
  for (const [name, kind, pictures] of kinds) {
    it(`draws ${name} as the plain canvas does`, () => {
      const random = new Random(kind);
      for (let i = 0; i < 25; i++) {
        const { expected, got, done } = paintBoth(
          randomShapes(random, kind, 1 + (i % 12), pictures),
          randomShapes(random, POLYGON, 2, pictures),
          random.uniform(-1500, 1500),
        );
        expect(done).to.equal(true);
        expect(Buffer.compare(got, expected), `case ${i}`).to.equal(0);
      }
    });
  }

  it("draws roads as the plain canvas does", () => {
    const random = new Random(3);
    for (let i = 0; i < 40; i++) {
      const { expected, got, done } = paintBoth(randomRoads(random, 1 + (i % 4)), new DrawList(), i);
      expect(done).to.equal(true);
      expect(Buffer.compare(got, expected), `case ${i}`).to.equal(0);
    }
  });

  it("says when there are more colours than it can hold", () => {
    const scene = new DrawList();
    for (let i = 0; i < 300; i++) {
      scene.begin(POLYGON, i);
      for (const [x, y] of [
        [0, 0],
        [9, 0],
        [9, 9],
      ])
        scene.point(x, y + i);
    }
    expect(paintBoth(scene, new DrawList(), 0).done).to.equal(false);
  });

  it("says when there are more mixed cells than it can hold", () => {
    const scene = new DrawList();
    for (let x = 0; x < 1000; x += 5) {
      scene.begin(POLYGON, 0x010101);
      for (const [column, row] of [
        [x, 0],
        [x + 2, 0],
        [x + 2, 800],
        [x, 800],
      ])
        scene.point(column, row);
    }
    expect(paintBoth(scene, new DrawList(), 0).done).to.equal(false);
  });

  it("keeps to its colours when more come image by image than it can hold", () => {
    const fast = new FastCanvas();
    const image = new Uint8Array(3 * FAST_SIZE * FAST_SIZE);
    for (let i = 0; i < 600; i++) {
      const scene = new DrawList();
      const color = i * 7919;
      scene.begin(POLYGON, color);
      for (const [x, y] of [
        [0, 0],
        [1000, 0],
        [1000, 800],
        [0, 800],
      ])
        scene.point(x, y);
      expect(fast.draw(scene, new DrawList(), null, 0) && fast.scale(image)).to.equal(true);
      expect(image[0]).to.be.within((color & 255) - 3, color & 255);
      expect(image[1]).to.be.within(((color >> 8) & 255) - 3, (color >> 8) & 255);
    }
  });
});
