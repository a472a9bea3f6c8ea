import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { readIdx } from "../../../src/data/idx.js";
import { interleave } from "../../../src/data/interleave.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";

describe("Images that come class by class", () => {
  const folder = temporaryFolder();

  it("become IDX files with the classes in turn", async () => {
    // Three classes of four images 2×2; an image's bytes are its class and its number.
    const classes = [0, 1, 2].map((label) =>
      Uint8Array.from({ length: 16 }, (_, index) => 10 * label + Math.floor(index / 4)),
    );
    const { images, labels } = interleave(classes, 2, 1, 4);
    const path = join(folder(), "file");
    await writeFile(path, images);
    const read = await readIdx(path, [2, 2]);
    expect(read.count).to.equal(9);
    const firsts = Array.from({ length: 9 }, (_, index) =>
      Array.from(read.data.subarray(4 * index, 4 * index + 4)),
    );
    expect(firsts.map(([byte]) => byte)).to.deep.equal([1, 11, 21, 2, 12, 22, 3, 13, 23]);
    expect(firsts.every((image) => image.every((byte) => byte === image[0]))).to.equal(true);
    await writeFile(path, labels);
    expect(Array.from((await readIdx(path, [])).data)).to.deep.equal([0, 1, 2, 0, 1, 2, 0, 1, 2]);
  });
});
