import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { Box, Discrete, MultiDiscrete, type Space, Text, Tuple } from "../../../envs/spaces.js";
import { InputError } from "../../../src/errors.js";
import { encoderFor, observationEncoder, readEncoder } from "../../../src/policies/observation-encoder.js";
import { rejection } from "../data/rejection.js";

const none = async () => [];
const bytesOf = async (space: Space, observation: unknown) => {
  const encoder = observationEncoder(await encoderFor(space, none));
  const bytes = new Uint8Array(encoder.bytes);
  encoder.encode(observation, bytes, 0);
  return [...bytes];
};

/** Contrast as it is said, one pixel after another. */
function plainContrast(
  image: Uint8Array,
  height: number,
  width: number,
  rows: number,
  gain: number,
): number[] {
  const pixels = Array.from({ length: height * width }, (_, index) => [
    ...image.subarray(3 * index, 3 * index + 3),
  ]);
  const above = pixels.slice(0, rows * width);
  const background = [0, 1, 2].map((channel) => {
    const sorted = above.map((pixel) => pixel[channel]).sort((a, b) => a - b);
    return sorted[Math.ceil(sorted.length / 2) - 1];
  });
  const distances = above.map((pixel) =>
    pixel.reduce((sum, value, channel) => sum + Math.abs(value - background[channel]), 0),
  );
  const total = distances.reduce((sum, distance) => sum + distance, 0);
  return [
    ...distances.map((distance) =>
      total === 0
        ? 0
        : Math.min(255, Number((BigInt(gain * distance) * BigInt(above.length)) / BigInt(total))),
    ),
    ...pixels.slice(rows * width).map((pixel) => Math.max(...pixel)),
  ];
}

describe("the encoder of images by contrast", () => {
  const settings = (contrast: object) => ({ kind: "image", height: 6, width: 5, channels: 3, contrast });
  const encoded = (image: Uint8Array, contrast: { rows: number; gain: number }) => {
    const encoder = readEncoder(settings(contrast));
    expect(encoder.input).to.deep.equal({ height: 6, width: 5, channels: 1, crop: null, centred: false });
    const bytes = new Uint8Array(encoder.bytes + 1);
    encoder.encode(image, bytes, 1);
    return [...bytes.subarray(1)];
  };

  it("shows how far pixels are from the background, and the brightest channel below", () => {
    const random = new Random(1);
    for (const rows of [1, 4, 6]) {
      for (const levels of [1, 2, 4, 256]) {
        const image = Uint8Array.from({ length: 90 }, () => random.integers(levels));
        for (const gain of [1, 130, 255]) {
          expect(encoded(image, { rows, gain })).to.deep.equal(plainContrast(image, 6, 5, rows, gain));
        }
      }
    }
  });

  it("shows the same road in any colours", () => {
    const isRoad = (index: number) => index % 5 === 2;
    const seen = (road: number[], ground: number[]) =>
      encoded(
        Uint8Array.from(Array.from({ length: 30 }, (_, index) => (isRoad(index) ? road : ground)).flat()),
        {
          rows: 6,
          gain: 50,
        },
      );
    const first = seen([102, 102, 102], [102, 204, 102]);
    expect(seen([200, 3, 80], [10, 20, 90])).to.deep.equal(first);
    expect(first).to.deep.equal(Array.from({ length: 30 }, (_, index) => (isRoad(index) ? 250 : 0)));
  });

  it("is refused beyond the image and beside grey", () => {
    expect(() => readEncoder(settings({ rows: 7, gain: 9 }))).to.throw(InputError, "at most all 6 rows");
    expect(() => readEncoder({ ...settings({ rows: 6, gain: 9 }), grayscale: true })).to.throw(
      InputError,
      "got both",
    );
    expect(() => readEncoder(settings({ rows: 6, gain: 0 }))).to.throw(InputError, "gain");
  });
});

describe("the encoder of an observation space", () => {
  it("has a place for each value of each integer: Discrete, MultiDiscrete and Tuples of Discrete", async () => {
    expect(await bytesOf(new Discrete(3, { start: 5 }), 6)).to.deep.equal([0, 255, 0]);
    expect(await bytesOf(new MultiDiscrete([2, 3]), Int32Array.of(1, 0))).to.deep.equal([0, 255, 255, 0, 0]);
    const cards = new Tuple([new Discrete(2), new Discrete(3)]);
    expect(await bytesOf(cards, [0, 2])).to.deep.equal([255, 0, 0, 0, 255]);
  });

  it("is refused where no network can read it", async () => {
    for (const space of [
      new Text({ maxLength: 3 }),
      new Tuple([new Discrete(2), new Box({ low: 0, high: 1, shape: [2], dtype: "float32" })]),
    ]) {
      expect(String(await rejection(encoderFor(space, none)))).to.include("expected observations in a Box");
    }
  });
});
