import { expect } from "chai";
import { createTrack, layTrack, type Section, TILE_LENGTH } from "../../../../envs/box2d/car-racing/track.js";
import { Random } from "../../../../envs/random.js";
import { goldenTracks, sha256 } from "./golden.js";

const row = ({ alpha, beta, x, y }: Section) => [alpha, beta, x, y];

describe("createTrack", () => {
  it("gives Gymnasium's 200 tracks", () => {
    for (const golden of goldenTracks()) {
      const { borders, sections, tries } = createTrack(new Random(golden.seed));
      expect({
        seed: golden.seed,
        tiles: sections.length,
        tries,
        polygons: sections.length + borders.filter((side) => side !== undefined).length,
        sha256_f32: sha256(Float32Array.from(sections.flatMap(row))),
        first: row(sections[0]).map(Math.fround),
        last: row(sections.at(-1)!).map(Math.fround),
      }).to.deep.equal({
        ...golden,
        first: golden.first.map(Math.fround),
        last: golden.last.map(Math.fround),
      });
    }
  });

  it("lays each tile between its cross-section and the one before", () => {
    const { sections, tiles } = createTrack(new Random(3));
    expect(tiles.length).to.equal(8 * sections.length);
    for (let i = 0; i < sections.length; i++) {
      const [x0, y0, x1, y1, x2, y2, x3, y3] = tiles.subarray(8 * i, 8 * i + 8);
      const before = sections.at(i - 1)!;
      expect((x0! + x1!) / 2).to.be.closeTo(sections[i].x, 1e-9);
      expect((y0! + y1!) / 2).to.be.closeTo(sections[i].y, 1e-9);
      expect((x2! + x3!) / 2).to.be.closeTo(before.x, 1e-9);
      expect((y2! + y3!) / 2).to.be.closeTo(before.y, 1e-9);
      expect(Math.hypot(x1! - x0!, y1! - y0!)).to.be.closeTo(80 / 6, 1e-9);
    }
  });
});

describe("layTrack", () => {
  it("borders tight circles all round and wide ones not at all", () => {
    const circle = (radius: number): Section[] => {
      const count = Math.round((2 * Math.PI * radius) / TILE_LENGTH);
      return Array.from({ length: count }, (_, i) => {
        const alpha = (2 * Math.PI * i) / count;
        return { alpha, beta: alpha, x: radius * Math.cos(alpha), y: radius * Math.sin(alpha) };
      });
    };
    // The seam, where beta falls from 2π to 0, is no bend: a border needs four turns the same way.
    expect(layTrack(circle(40)).borders.filter((side) => side === undefined)).to.have.lengthOf.below(5);
    expect(layTrack(circle(100)).borders.every((side) => side === undefined)).to.equal(true);
  });
});
