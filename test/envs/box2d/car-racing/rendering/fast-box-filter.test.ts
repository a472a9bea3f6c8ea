import { expect } from "chai";
import { Canvas } from "../../../../../envs/box2d/car-racing/rendering/canvas.js";
import {
  DrawList,
  POLYGON,
  SMOOTH_POLYGON,
} from "../../../../../envs/box2d/car-racing/rendering/draw-list.js";
import { FastBoxFilter } from "../../../../../envs/box2d/car-racing/rendering/fast-box-filter.js";
import { drawScore } from "../../../../../envs/box2d/car-racing/rendering/score.js";
import { Random } from "../../../../../envs/random.js";

/** Quadrilaterals of random colours, smoothed and not. */
function randomScene(random: Random): DrawList {
  const list = new DrawList();
  for (let i = 0; i < 12; i++) {
    list.begin(i % 2 ? POLYGON : SMOOTH_POLYGON, Math.floor(random.uniform(0, 0x1000000)));
    for (let corner = 0; corner < 4; corner++) {
      list.point(random.uniform(-200, 1200), random.uniform(-200, 1000));
    }
  }
  return list;
}

describe("FastBoxFilter", () => {
  it("scales to any size as the plain box filter does", () => {
    const random = new Random(1);
    const plain = new Canvas();
    const fast = new Canvas(new FastBoxFilter());
    const sizes = [
      [600, 400],
      [600, 480],
      [96, 96],
      [500, 400],
      [1, 1],
      [1000, 800],
      [999, 799],
      [17, 800],
      [1000, 3],
    ] as const;
    for (const [width, height] of sizes) {
      for (let i = 0; i < 2; i++) {
        const scene = randomScene(random);
        const [expected, got] = [plain, fast].map((canvas) => {
          const image = new Uint8Array(3 * width * height);
          canvas.draw(scene, new DrawList(), drawScore(i));
          canvas.scale(width, height, image);
          return image;
        });
        expect(Buffer.compare(got!, expected!), `${width} × ${height}`).to.equal(0);
      }
    }
  });
});
