import { expect } from "chai";
import { writeI420 } from "../../../../src/viewers/video/i420.js";

describe("writeI420", () => {
  it("gives the colours of BT.601, and halves the resolution of the differences", () => {
    // Columns in pairs: black, white, red, green, blue, and a pair of all four corners different.
    const colors = [
      [0, 0, 0],
      [255, 255, 255],
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ];
    // A column more than is asked for.
    const width = 2 * colors.length;
    const data = new Uint8Array(3 * 2 * (width + 1));
    for (let row = 0; row < 2; row++) {
      for (let column = 0; column < width; column++) {
        data.set(colors[Math.floor(column / 2)]!, 3 * (row * (width + 1) + column));
      }
    }
    const target = new Uint8Array(1.5 * 2 * width);
    writeI420({ width: width + 1, height: 2, data }, width, 2, target);
    const brightness = [16, 16, 235, 235, 82, 82, 144, 144, 41, 41];
    expect([...target.subarray(0, width)]).deep.equal(brightness);
    expect([...target.subarray(width, 2 * width)]).deep.equal(brightness);
    expect([...target.subarray(2 * width, 2.5 * width)], "blue").deep.equal([128, 128, 90, 54, 240]);
    expect([...target.subarray(2.5 * width)], "red").deep.equal([128, 128, 240, 34, 110]);

    const mixed = new Uint8Array([255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0]);
    const one = new Uint8Array(6);
    writeI420({ width: 2, height: 2, data: mixed }, 2, 2, one);
    expect([...one]).deep.equal([82, 144, 41, 16, 128, 128]);
  });
});
