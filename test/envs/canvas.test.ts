import { expect } from "chai";
import { Canvas } from "../../envs/index.js";

const WHITE = [255, 255, 255] as const;
const BLACK = [0, 0, 0] as const;

/** The red values of a canvas, row by row. */
const reds = ({ width, height, data }: Canvas) =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => data[(y * width + x) * 3]),
  );

describe("Canvas", () => {
  it("fills whole pixels exactly, and parts of pixels by their share", () => {
    const canvas = new Canvas(4, 3);
    canvas.fill(BLACK);
    canvas.rectangle(1, 1, 2.5, 2, WHITE);
    expect(reds(canvas)).deep.equal([
      [0, 0, 0, 0],
      [0, 255, 128, 0],
      [0, 0, 0, 0],
    ]);
  });

  it("clips what lies outside", () => {
    const canvas = new Canvas(2, 2);
    canvas.polygon([-5, -5, 9, -5, 9, 9, -5, 9], WHITE);
    canvas.line(-3, 10, 3, 10, 2, BLACK);
    expect(reds(canvas)).deep.equal([
      [255, 255],
      [255, 255],
    ]);
  });

  it("draws circles and lines with the area that they have", () => {
    const share = (draw: (canvas: Canvas) => void) => {
      const canvas = new Canvas(60, 60);
      draw(canvas);
      return (
        reds(canvas)
          .flat()
          .reduce((sum, value) => sum + value, 0) / 255
      );
    };
    expect(share((canvas) => canvas.circle(30, 30, 20, WHITE))).closeTo(Math.PI * 400, 10);
    expect(share((canvas) => canvas.line(10, 10, 40, 50, 3, WHITE))).closeTo(150, 2);
  });

  it("leaves holes where a polygon crosses itself twice", () => {
    const canvas = new Canvas(6, 6);
    canvas.polygon([0, 0, 6, 0, 6, 6, 0, 6, 0, 0, 2, 2, 4, 2, 4, 4, 2, 4, 2, 2], WHITE);
    expect(reds(canvas)[3]).deep.equal([255, 255, 0, 0, 255, 255]);
  });
});
