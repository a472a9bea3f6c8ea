import { expect } from "chai";
import { CarRacing } from "../../../../envs/box2d/car-racing/car-racing.js";
import { Random } from "../../../../envs/random.js";
import { DECODERS } from "../../../../src/adapters/car-racing/decoders.js";
import { mirrorFrame, mirrorSome } from "../../../../src/adapters/car-racing/mirror.js";

/** A round course to the left, and the same one to the right. */
const corners = [
  [0, 90],
  [-70, 40],
  [-60, -60],
  [10, -90],
  [80, 0],
] as const;

describe("mirror", () => {
  it("shows a frame as the mirrored car on the mirrored track sees it", async () => {
    const left = await CarRacing.create({ physics: "float32", track: corners });
    const right = await CarRacing.create({
      physics: "float32",
      track: corners.map(([x, y]) => [-x, y] as const),
    });
    let [seen] = left.reset({ seed: 0 });
    let [mirrored] = right.reset({ seed: 0 });
    // Corners are cut to whole pixels on one side, and the tint of tiles and the score are not symmetric.
    const difference = (a: Uint8Array, b: Uint8Array) =>
      a.reduce((sum, value, index) => sum + (Math.abs(value - b[index]) > 40 ? 1 : 0), 0) / a.length;
    let asMirrored = 0;
    let asSeen = 0;
    for (let step = 0; step < 200; step++) {
      [seen] = left.step([-0.3, 0.3, 0]);
      [mirrored] = right.step([0.3, 0.3, 0]);
      if (step < 60) continue;
      const frame = seen.slice();
      mirrorFrame(frame);
      asMirrored += difference(frame, mirrored);
      asSeen += difference(seen, mirrored);
    }
    expect(asSeen / 140).to.be.above(0.05);
    expect(asMirrored / 140).to.be.below(0.01);
    left.close();
    right.close();
  });

  it("undoes itself", () => {
    const random = new Random(1);
    const frame = Uint8Array.from({ length: 96 * 96 * 3 }, () => random.integers(256));
    const twice = frame.slice();
    mirrorFrame(twice);
    expect(twice).not.to.deep.equal(frame);
    mirrorFrame(twice);
    expect(twice).to.deep.equal(frame);
  });

  it("turns about half of a batch, pictures and steering together", () => {
    const count = 400;
    const images = new Uint8Array(count * 96 * 96 * 3);
    for (let index = 0; index < count; index++) images[index * 96 * 96 * 3] = 200;
    const values = new Float32Array(count * 3).fill(0.5);
    const mirror = mirrorSome(DECODERS.control, { bytes: 96 * 96 * 3 });
    mirror({ images, count, targets: { kind: "values", outputs: 3, values } }, new Random(2));
    let turned = 0;
    for (let index = 0; index < count; index++) {
      const isTurned = images[index * 96 * 96 * 3] === 0;
      expect(Array.from(values.subarray(3 * index, 3 * index + 3))).to.deep.equal([
        isTurned ? -0.5 : 0.5,
        0.5,
        0.5,
      ]);
      if (isTurned) turned++;
    }
    expect(turned).to.be.within(160, 240);
  });
});
