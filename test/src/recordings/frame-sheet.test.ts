import { crc32 } from "node:zlib";
import { expect } from "chai";
import fc from "fast-check";
import { decodeFrameSheet, encodeFrameSheet } from "../../../src/recordings/frame-sheet.js";

const sizes = fc.record({
  width: fc.integer({ min: 1, max: 9 }),
  height: fc.integer({ min: 1, max: 9 }),
  columns: fc.integer({ min: 1, max: 7 }),
});

describe("frame sheet", () => {
  it("gives the frames back, whatever their size and number", () =>
    fc.assert(
      fc.asyncProperty(
        sizes,
        fc.integer({ min: 1, max: 20 }),
        fc.infiniteStream(fc.nat(255)),
        async (layout, count, bytes) => {
          const frames = Array.from({ length: count }, () =>
            Uint8Array.from({ length: layout.width * layout.height * 3 }, () => bytes.next().value!),
          );
          const sheet = await encodeFrameSheet(frames, layout);
          expect(decodeFrameSheet(sheet, layout, count)).to.deep.equal(frames);
        },
      ),
      { numRuns: 50 },
    ));

  const layout = { width: 4, height: 3, columns: 2 };
  const frames = [1, 2, 3].map((value) => new Uint8Array(36).fill(value));

  it("refuses a sheet of another size", async () => {
    const sheet = await encodeFrameSheet(frames, layout);
    expect(() => decodeFrameSheet(sheet, layout, 5)).to.throw(
      RangeError,
      "expected 8×9 pixels for 5 frames, got 8×6",
    );
  });

  it("takes no memory for what an image says of itself", async () => {
    const sheet = await encodeFrameSheet(frames, layout);
    const vast = Buffer.from(sheet);
    vast.writeUInt32BE(20_000, 16);
    vast.writeUInt32BE(20_000, 20);
    // The checksum of the head, for the image to be a whole one.
    vast.writeUInt32BE(crc32(vast.subarray(12, 29)), 29);
    const before = process.memoryUsage().rss;
    expect(() => decodeFrameSheet(vast, layout, 3)).to.throw(RangeError, "got 20000×20000");
    const interlaced = Buffer.from(sheet);
    interlaced[28] = 1;
    expect(() => decodeFrameSheet(interlaced, layout, 3)).to.throw(RangeError, "not interlaced");
    expect(process.memoryUsage().rss - before).to.be.below(100e6);
  });

  it("refuses a sheet that is cut at any place", async () => {
    const sheet = await encodeFrameSheet(frames, layout);
    for (let length = 0; length < sheet.length; length++) {
      expect(() => decodeFrameSheet(sheet.subarray(0, length), layout, 3), `${length} bytes`).to.throw(
        RangeError,
        "damaged",
      );
    }
  });

  it("refuses a sheet with a flipped bit in its pixels", async () => {
    const sheet = await encodeFrameSheet(frames, layout);
    const data = sheet.indexOf("IDAT") + 4;
    for (let at = data; at < sheet.length - 16; at++) {
      const damaged = Buffer.from(sheet);
      damaged[at] ^= 4;
      expect(() => decodeFrameSheet(damaged, layout, 3), `byte ${at}`).to.throw(RangeError, "damaged");
    }
  });
});
