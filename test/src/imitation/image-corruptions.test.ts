import { expect } from "chai";
import { Random } from "../../../envs/index.js";
import { FRAME_BYTES } from "../../../src/adapters/car-racing/frame.js";
import { IMAGE_CORRUPTIONS } from "../../../src/imitation/image-corruptions.js";

describe("corruptions of images", () => {
  it("blurs: a point becomes nine of a ninth, an even picture stays as it is", () => {
    const point = new Uint8Array(FRAME_BYTES);
    const at = (y: number, x: number) => (y * 96 + x) * 3;
    point[at(40, 50)] = 90;
    const blur = IMAGE_CORRUPTIONS.blur(new Random(0), 96);
    const seen = blur(point);
    for (let y = 38; y <= 42; y++) {
      for (let x = 48; x <= 52; x++) {
        expect(seen[at(y, x)]).equals(Math.abs(y - 40) <= 1 && Math.abs(x - 50) <= 1 ? 10 : 0);
      }
    }
    const even = new Uint8Array(FRAME_BYTES).fill(77);
    expect(blur(even)).deep.equals(even);
  });

  it("adds noise of the stated size, the same for the same lap", () => {
    const grey = new Uint8Array(FRAME_BYTES).fill(128);
    const look = () => IMAGE_CORRUPTIONS.noise(new Random(5))(grey);
    const seen = look();
    expect(look()).deep.equals(seen);
    const variance = seen.reduce((sum, byte) => sum + (byte - 128) ** 2, 0) / seen.length;
    expect(Math.sqrt(variance)).closeTo(16, 0.5);
  });

  it("keeps noisy bytes within 0 and 255", () => {
    const black = new Uint8Array(FRAME_BYTES);
    const seen = IMAGE_CORRUPTIONS.noise(new Random(5))(black);
    expect(Math.max(...seen)).below(128);
  });
});
