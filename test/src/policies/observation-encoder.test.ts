import { expect } from "chai";
import { Box, Discrete, MultiDiscrete, type Space, Text, Tuple } from "../../../envs/spaces.js";
import { encoderFor, observationEncoder } from "../../../src/policies/observation-encoder.js";
import { rejection } from "../data/rejection.js";

const none = async () => [];
const bytesOf = async (space: Space, observation: unknown) => {
  const encoder = observationEncoder(await encoderFor(space, none));
  const bytes = new Uint8Array(encoder.bytes);
  encoder.encode(observation, bytes, 0);
  return [...bytes];
};

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
