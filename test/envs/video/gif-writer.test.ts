import { mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { GifWriter } from "../../../envs/video/gif-writer.js";
import { decodeGif } from "./gif.js";

/** A drawing with flat areas and some noise, in `colours` colours at most. */
function drawFrame(width: number, height: number, colours: number, seed: number) {
  const data = new Uint8Array(width * height * 3);
  let state = seed + 1;
  for (let pixel = 0; pixel < width * height; pixel++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const colour = pixel % 7 < 4 ? 0 : (state >>> 8) % colours;
    data.set([colour, (colour * 7) & 255, (colour * 31 + seed) & 255], 3 * pixel);
  }
  return { width, height, data };
}

describe("GifWriter", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "aann-gym-gif-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("writes every frame, exactly where it has at most 256 colours", async () => {
    const file = join(folder, "lap.gif");
    const drawn = [2, 17, 200, 256].map((colours, index) => drawFrame(61, 43, colours, index));
    const writer = new GifWriter(file, 25);
    for (const each of drawn) writer.add(each);
    const bytes = writer.close();

    const bytesWritten = await readFile(file);
    expect(bytes).to.equal(bytesWritten.length);
    const { width, height, frames } = decodeGif(bytesWritten);
    expect({ width, height }).to.deep.equal({ width: 61, height: 43 });
    expect(frames.map(({ delay }) => delay)).to.deep.equal([4, 4, 4, 4]);
    expect(frames.map(({ data }) => data)).to.deep.equal(drawn.map(({ data }) => data));
  });

  it("keeps the frequent colours of a frame with too many, and stays near the others", async () => {
    const file = join(folder, "many.gif");
    const [width, height] = [40, 40];
    const data = new Uint8Array(width * height * 3).fill(102);
    for (let pixel = 0; pixel < 900; pixel++) data.set([pixel & 255, (pixel >> 2) & 255, 128], 3 * pixel);
    const writer = new GifWriter(file, 50);
    writer.add({ width, height, data });
    writer.close();

    const frame = decodeGif(await readFile(file)).frames[0];
    expect(frame.delay).to.equal(2);
    expect(frame.data.subarray(2700)).to.deep.equal(data.subarray(2700));
    const difference = data.reduce((most, value, i) => Math.max(most, Math.abs(value - frame.data[i])), 0);
    expect(difference).to.be.within(1, 16);
  });

  it("leaves nothing behind until it is complete", async () => {
    const file = join(folder, "lap.gif");
    const writer = new GifWriter(file, 25);
    writer.add(drawFrame(8, 8, 4, 0));
    expect(await readdir(folder))
      .to.have.length(1)
      .and.not.include("lap.gif");
    writer.discard();
    expect(await readdir(folder)).to.deep.equal([]);
    writer.discard();
    expect(() => writer.add(drawFrame(8, 8, 4, 0))).to.throw("got one that has ended");
  });

  it("replaces files alone, and writes through a symbolic link", async () => {
    for (const file of [folder, "/dev/null"]) {
      expect(() => new GifWriter(file, 25)).to.throw(RangeError, "expected a file to write, got a ");
    }
    await writeFile(join(folder, "film.gif"), "");
    await symlink("film.gif", join(folder, "link.gif"));
    const writer = new GifWriter(join(folder, "link.gif"), 25);
    writer.add(drawFrame(8, 8, 4, 0));
    writer.close();
    expect(await readlink(join(folder, "link.gif"))).to.equal("film.gif");
    expect(decodeGif(await readFile(join(folder, "film.gif"))).frames).to.have.length(1);
  });
});
