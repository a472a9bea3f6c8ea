import { expect } from "chai";
import { CarRacing } from "../../../../envs/box2d/car-racing/car-racing.js";
import { type TrackPoints, trackThrough } from "../../../../envs/box2d/car-racing/custom-track.js";
import { Expert, TEACHER } from "../../../../envs/box2d/car-racing/expert.js";
import { createTrack, TILE_LENGTH } from "../../../../envs/box2d/car-racing/track.js";
import { Random } from "../../../../envs/random.js";

const ring = (radius: number, points: number, way: 1 | -1 = 1): TrackPoints =>
  Array.from({ length: points }, (_, i) => {
    const angle = (way * 2 * Math.PI * i) / points;
    return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
  });

const EIGHT: TrackPoints = [
  [0, 0],
  [80, 60],
  [160, 0],
  [80, -60],
  [0, 0],
  [-80, 60],
  [-160, 0],
  [-80, -60],
];

describe("trackThrough", () => {
  it("spaces the sections evenly along the curve and points them forwards", () => {
    const { sections, tries } = trackThrough(ring(100, 12));
    expect(tries).to.equal(0);
    expect(sections.length).to.be.closeTo((2 * Math.PI * 100) / TILE_LENGTH, 2);
    expect(sections[0]).to.include({ x: 100, y: 0 });
    expect(sections[0].beta).to.be.closeTo(0, 0.01);
    for (const [i, { x, y, beta }] of sections.entries()) {
      const next = sections[(i + 1) % sections.length];
      const step = Math.hypot(next.x - x, next.y - y);
      expect(step).to.be.closeTo(TILE_LENGTH, 0.1);
      expect(((next.x - x) * -Math.sin(beta) + (next.y - y) * Math.cos(beta)) / step).to.be.above(0.99);
      expect(Math.hypot(x, y)).to.be.closeTo(100, 0.5);
    }
  });

  it("borders a tight ring all round on the inside, whichever way it is driven", () => {
    expect(new Set(trackThrough(ring(40, 12)).borders)).to.deep.equal(new Set([-1]));
    expect(new Set(trackThrough(ring(40, 12, -1)).borders)).to.deep.equal(new Set([1]));
  });

  it("follows a random track when given its sections", () => {
    const { sections } = createTrack(new Random(4));
    const again = trackThrough(sections.map(({ x, y }) => [x, y]));
    // Only where the ends of Gymnasium's track meet is there a gap of more than one tile.
    const strays = again.sections.filter(({ x, y }) =>
      sections.every((section) => Math.hypot(section.x - x, section.y - y) > 0.52 * TILE_LENGTH),
    );
    expect(strays.length).to.be.at.most(2);
  });

  it("refuses what is no road", () => {
    const refused = (points: unknown) => expect(() => trackThrough(points as TrackPoints));
    refused("circle").to.throw(TypeError, "list of points [x, y]");
    refused([[0, 1], [1], [2, 2]]).to.throw(TypeError, "list of points [x, y]");
    refused(ring(100, 2)).to.throw(RangeError, "at least 3 points, got 2");
    refused([
      [0, 0],
      [1, 400],
      [50, 50],
    ]).to.throw(RangeError, "within ±333 m, got [1, 400] at 1");
    refused(ring(2, 8)).to.throw(RangeError, "at least 42 m long");
  });
});

describe("CarRacing on a custom track", () => {
  it("lets the expert finish a figure of eight", async () => {
    const env = await CarRacing.create({ observation: "none", track: EIGHT });
    const expert = new Expert(env, { ...TEACHER, topSpeed: 40 });
    const [, start] = env.reset();
    expect(Math.hypot(start.x, start.y)).to.be.below(1);
    let finished = false;
    for (let step = 0; step < 2000 && !finished; step++)
      finished = env.step(expert.act())[4].lapFinished === true;
    expect(finished).to.equal(true);
    env.close();
  });

  it("takes a track for one episode, and draws nothing from the random numbers for it", async () => {
    const env = await CarRacing.create({ observation: "none" });
    const tiles = (options?: object) =>
      env.reset({ seed: 9, options: options as Record<string, unknown> })[1].tileCount;
    const usual = tiles();
    expect(tiles({ track: ring(100, 12) })).to.equal(trackThrough(ring(100, 12)).sections.length);
    expect(env.reset()[1].tileCount).to.equal(usual);
    expect(() => tiles({ track: [[1, 2]] })).to.throw(RangeError, "at least 3 points");
    env.close();
  });
});

describe("CarRacing's whole-track picture", () => {
  it("shows each tile in its place, and nothing else as road", async () => {
    const env = await CarRacing.create({ observation: "none" });
    env.reset({ seed: 3 });
    const { data, height, width } = env.render("track");
    const isRoad = (x: number, y: number) => {
      const pixel = 3 * (Math.round(y) * width + Math.round(x));
      return Math.abs(data[pixel] - data[pixel + 1]) < 8;
    };
    const { sections } = env.race.track;
    const [left, right] = [Math.min, Math.max].map((pick) => pick(...sections.map(({ x }) => x)));
    const [bottom, top] = [Math.min, Math.max].map((pick) => pick(...sections.map(({ y }) => y)));
    // The road, 13 m wide, fills 94 % of the image in the direction in which it is longer.
    const zoom = Math.min(width / (right! - left! + 13), height / (top! - bottom! + 13)) * 0.94;
    let seen = 0;
    for (const { x, y } of sections) {
      if (
        isRoad(width / 2 + (x - (left! + right!) / 2) * zoom, height / 2 - (y - (bottom! + top!) / 2) * zoom)
      )
        seen++;
    }
    expect(seen).to.be.above(0.95 * sections.length);
    const road = Array.from({ length: width * height }, (_, i) => isRoad(i % width, Math.floor(i / width)));
    const area = sections.length * 3.5 * (80 / 6) * zoom * zoom;
    expect(road.filter(Boolean).length).to.be.within(0.8 * area, 1.2 * area);
    env.close();
  });
});

describe("CarRacing's picture options", () => {
  it("give observations of any size, without the strip when asked", async () => {
    const env = await CarRacing.create({ picture: { width: 160, height: 120, indicators: false } });
    expect(env.observationSpace.shape).to.deep.equal([120, 160, 3]);
    const [observation] = env.reset({ seed: 0 });
    expect(env.observationSpace.contains(observation)).to.equal(true);
    const lastRow = observation.subarray(-3 * 160);
    expect(lastRow.every((byte) => byte === 0)).to.equal(false);
    env.close();
    const withStrip = await CarRacing.create({ picture: { width: 160, height: 120 } });
    expect(
      withStrip
        .reset({ seed: 0 })[0]
        .subarray(-3 * 160)
        .every((byte) => byte === 0),
    ).to.equal(true);
    withStrip.close();
  });

  it("are refused when nobody can draw that", async () => {
    const error = await CarRacing.create({ picture: { width: 0 } }).catch((reason: unknown) => reason);
    expect(error)
      .to.be.instanceOf(RangeError)
      .with.property("message", "expected width to be an integer from 1 to 1000, got 0");
  });
});
