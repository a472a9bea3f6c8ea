import { expect } from "chai";
import { fitInside, halfBlocks } from "../../../../src/viewers/terminal/half-blocks.js";

const RED = [255, 0, 0];
const BLUE = [0, 0, 255];

describe("half blocks", () => {
  it("draw two pixels a cell and write a color only where it changes", () => {
    const image = { width: 3, height: 2, data: Uint8Array.from([RED, RED, BLUE, BLUE, BLUE, BLUE].flat()) };
    expect(halfBlocks(image, 3, 1)).to.deep.equal([
      "\x1b[38;2;255;0;0m\x1b[48;2;0;0;255m▀▀\x1b[38;2;0;0;255m▀\x1b[0m",
    ]);
  });

  it("start every row anew", () => {
    const image = { width: 1, height: 4, data: Uint8Array.from([RED, RED, RED, RED].flat()) };
    const row = "\x1b[38;2;255;0;0m\x1b[48;2;255;0;0m▀\x1b[0m";
    expect(halfBlocks(image, 1, 2)).to.deep.equal([row, row]);
  });

  it("fit the terminal and keep the image's shape", () => {
    const image = { width: 600, height: 400, data: new Uint8Array() };
    expect(fitInside(image, 80, 100)).to.deep.equal({ columns: 80, rows: 26 });
    expect(fitInside(image, 200, 22)).to.deep.equal({ columns: 66, rows: 22 });
    expect(fitInside(image, 1, 1)).to.deep.equal({ columns: 1, rows: 1 });
  });
});
