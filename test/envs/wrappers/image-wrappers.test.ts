import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { CartPole } from "../../../envs/classic-control/cart-pole/cart-pole.js";
import {
  Box,
  CenterCrop,
  Discrete,
  GrayscaleObservation,
  ResizeObservation,
  TransformObservation,
} from "../../../envs/index.js";
import { Echo, pedals } from "../echo.js";

const path = join(import.meta.dirname, "../../../../test/golden/wrappers/values.json");
const golden: Record<"picture" | "gray", number[]> = JSON.parse(readFileSync(path, "utf8"));

/** An environment that observes one given image. */
function showing(picture: readonly number[], shape: readonly number[]) {
  const space = new Box({ low: 0, high: 255, shape, dtype: "uint8" });
  return new TransformObservation(new Echo(new Discrete(2)), () => space.from(picture), space);
}

describe("TransformObservation", () => {
  it("changes what reset and step observe", () => {
    const space = new Box({ low: 0, high: 255, dtype: "float32" });
    const env = new TransformObservation(new Echo(pedals()), ([first]) => space.from([first!]), space);
    const echo = env.env;
    expect([...env.reset()[0]]).deep.equal([echo.observations[0][0]]);
    const [observation, ...rest] = env.step([0, 0, 0]);
    expect([...observation]).deep.equal([echo.observations[1][0]]);
    expect(rest).deep.equal([1, false, false, { step: 1 }]);
  });
});

describe("GrayscaleObservation", () => {
  it("gives Gymnasium's grey", () => {
    const env = new GrayscaleObservation(showing(golden.picture, [4, 5, 3]));
    expect(env.observationSpace.shape).deep.equal([4, 5]);
    expect([...env.reset()[0]]).deep.equal(golden.gray);
  });

  it("keeps a dimension when told", () => {
    const env = new GrayscaleObservation(showing(golden.picture, [4, 5, 3]), { keepDim: true });
    expect(env.observationSpace.shape).deep.equal([4, 5, 1]);
  });

  it("wants colour pictures", () => {
    const gray = showing([1, 2, 3, 4], [2, 2]);
    expect(() => new GrayscaleObservation(gray)).throws(TypeError, "expected three channels");
    expect(() => new GrayscaleObservation(new CartPole() as never)).throws(TypeError, "8-bit pictures");
  });
});

describe("ResizeObservation", () => {
  it("averages what falls into a new pixel", () => {
    const env = new ResizeObservation(showing([0, 10, 20, 30, 40, 50, 60, 70], [2, 4]), [1, 2]);
    expect([...env.reset()[0]]).deep.equal([25, 45]);
    expect(env.observationSpace.shape).deep.equal([1, 2]);
  });

  it("counts parts of pixels", () => {
    // Each new pixel covers one and a half old ones.
    const env = new ResizeObservation(showing([0, 90, 240], [1, 3]), [1, 2]);
    expect([...env.reset()[0]]).deep.equal([(0 + 45) / 1.5, (45 + 240) / 1.5]);
  });

  it("keeps channels apart, enlarges, and leaves an equal size alone", () => {
    const picture = [10, 20, 30, 40, 50, 60];
    const wide = new ResizeObservation(showing(picture, [1, 2, 3]), [2, 4]);
    const row = [10, 20, 30, 10, 20, 30, 40, 50, 60, 40, 50, 60];
    expect([...wide.reset()[0]]).deep.equal([...row, ...row]);
    const same = new ResizeObservation(showing(golden.picture, [4, 5, 3]), [4, 5]);
    expect([...same.reset()[0]]).deep.equal(golden.picture);
  });

  it("refuses sides that are not positive integers", () => {
    expect(() => new ResizeObservation(new Echo(pedals()), [0, 3])).throws(RangeError, "got [0, 3]");
  });
});

describe("CenterCrop", () => {
  it("keeps the middle", () => {
    const picture = Array.from({ length: 20 }, (_, i) => i);
    expect([...new CenterCrop(showing(picture, [4, 5]), [2, 3]).reset()[0]]).deep.equal([
      6, 7, 8, 11, 12, 13,
    ]);
    expect([...new CenterCrop(showing(picture, [4, 5]), [1, 2]).reset()[0]]).deep.equal([6, 7]);
    const colours = new CenterCrop(showing(golden.picture, [4, 5, 3]), [4, 1]);
    expect(colours.observationSpace.shape).deep.equal([4, 1, 3]);
    expect([...colours.reset()[0].slice(0, 3)]).deep.equal(golden.picture.slice(6, 9));
  });

  it("refuses to keep more than there is", () => {
    expect(() => new CenterCrop(new Echo(pedals()), [5, 5])).throws(RangeError, "height from 1 to 4");
  });
});
