import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { torqueArrow } from "../../../envs/classic-control/pendulum/torque-arrow.js";
import { fillDisc } from "../../../envs/rendering/circle.js";
import { blit, flipImage, scaleDown } from "../../../envs/rendering/image.js";
import { drawLine, drawLines } from "../../../envs/rendering/lines.js";
import { fillPolygon } from "../../../envs/rendering/polygon.js";
import { rotate } from "../../../envs/rendering/rotate.js";
import { fillCircle, smoothCircle } from "../../../envs/rendering/smooth-circle.js";
import { drawSmoothLine, drawSmoothLines } from "../../../envs/rendering/smooth-lines.js";
import { fillSmooth, smoothOutline } from "../../../envs/rendering/smooth-polygon.js";
import { type PackedColor, rgb, Surface } from "../../../envs/rendering/surface.js";

type Rgb = [red: number, green: number, blue: number];

interface Golden {
  readonly shapes: readonly [kind: string, points: number[], ground: Rgb, color: Rgb, hash: string][];
  readonly turns: readonly [point: number[], angle: number, turned: number[]][];
  readonly scaled: readonly [size: number, hash: string][];
}

const path = join(import.meta.dirname, "../../../../test/golden/rendering/shapes.json.gz");
const golden: Golden = JSON.parse(gunzipSync(readFileSync(path)).toString());

type Three = [number, number, number];
type Four = [number, number, number, number];

/** By pygame's names. */
const draw: Record<string, (surface: Surface, points: number[], color: PackedColor) => void> = {
  aapolygon: smoothOutline,
  filled_polygon: fillSmooth,
  aacircle: (surface, circle, color) => smoothCircle(surface, ...(circle as Three), color),
  filled_circle: (surface, circle, color) => fillCircle(surface, ...(circle as Three), color),
  hline: (surface, line, color) => surface.fillRow(...(line as Three), color),
  vline: (surface, line, color) => surface.fillColumn(...(line as Three), color),
  polygon: fillPolygon,
  triangle: fillPolygon,
  circle: (surface, circle, color) => fillDisc(surface, ...(circle as Three), color),
  line: (surface, ends, color) => drawLine(surface, ...(ends as Four), color),
  aaline: (surface, ends, color) => drawSmoothLine(surface, ...(ends as Four), color),
  lines: drawLines,
  aalines: drawSmoothLines,
  "closed lines": (surface, points, color) => drawLines(surface, points, color, { closed: true }),
  "closed aalines": (surface, points, color) => drawSmoothLines(surface, points, color, { closed: true }),
};

const hashOf = (surface: Surface) =>
  createHash("sha256").update(surface.frame().data).digest("hex").slice(0, 16);

describe("rendering", () => {
  for (const [name, paint] of Object.entries(draw)) {
    it(`draws pygame-ce's ${name}`, () => {
      const shapes = golden.shapes.filter(([kind]) => kind === name);
      expect(shapes).length(60);
      for (const [, points, ground, color, hash] of shapes) {
        const surface = new Surface(60, 50);
        surface.fill(rgb(...ground));
        paint(surface, points, rgb(...color));
        expect(hashOf(surface), `${points}`).equal(hash);
      }
    });
  }

  it("turns points as pygame's vectors, to the bit", () => {
    for (const [point, angle, turned] of golden.turns) {
      const result = rotate(point, angle);
      // Which zero it is does not matter.
      expect(result.map((value) => value + 0)).deep.equal(turned.map((value) => value + 0));
    }
  });

  it("scales, flips and lays over as pygame-ce", () => {
    const arrow = torqueArrow();
    for (const [size, hash] of golden.scaled) {
      const surface = new Surface(120, 120);
      surface.fill(rgb(255, 200, 77));
      const small = flipImage(scaleDown(arrow, size, size), size % 2 === 0, true);
      blit(surface, small, 60 - Math.floor(size / 2), 20 - Math.floor(size / 2));
      expect(hashOf(surface), `size ${size}`).equal(hash);
    }
  });

  it("flips and crops", () => {
    const surface = new Surface(3, 2);
    surface.setPixel(2, 0, rgb(1, 2, 3));
    surface.flip();
    expect([...surface.frame(1).data]).deep.equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]);
  });
});
