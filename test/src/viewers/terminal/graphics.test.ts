import { PassThrough } from "node:stream";
import type { ReadStream, WriteStream } from "node:tty";
import { inflateSync } from "node:zlib";
import { expect } from "chai";
import { decode } from "sixel/lib/Decoder.js";
import type { RenderFrame } from "../../../../envs/env.js";
import { Random } from "../../../../envs/index.js";
import { askTerminal, understand } from "../../../../src/viewers/terminal/ask-terminal.js";
import { kittyImage } from "../../../../src/viewers/terminal/kitty.js";
import { sixelImage } from "../../../../src/viewers/terminal/sixel.js";

const KITTY = "\x1b_Gi=31;OK\x1b\\\x1b[6;20;10t\x1b[?62;c";
const SIXEL = "\x1b[6;18;9t\x1b[?62;4;22c";
const PLAIN = "\x1b[?6c";

/** A few flat areas, as drawings have them. */
function drawing(width: number, height: number): RenderFrame {
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return [0, 102, 255][(Math.floor(pixel / 7) + (i % 3)) % 3];
  });
  return { width, height, data };
}

describe("graphics of terminals", () => {
  it("are known by the terminal's answers", () => {
    expect(understand(KITTY)).to.deep.equal({ kind: "kitty" });
    expect(understand(SIXEL)).to.deep.equal({ kind: "sixel", cellWidth: 9, cellHeight: 18 });
    expect(understand("\x1b[?62;4c")).to.deep.equal({ kind: "sixel", cellWidth: 10, cellHeight: 20 });
    expect(understand(PLAIN)).to.deep.equal({ kind: "half-blocks" });
    expect(understand("")).to.deep.equal({ kind: "half-blocks" });
  });

  it("are asked for once, and the keyboard is given back", async () => {
    for (const [answer, kind] of [
      [KITTY, "kitty"],
      [SIXEL, "sixel"],
      [PLAIN, "half-blocks"],
    ]) {
      const modes: boolean[] = [];
      const setRawMode = (raw: boolean) => modes.push(raw);
      const input = Object.assign(new PassThrough(), { isTTY: true, isRaw: false, setRawMode });
      const output = Object.assign(new PassThrough(), { isTTY: true });
      output.once("data", () => input.write(answer!));
      const found = await askTerminal(input as unknown as ReadStream, output as unknown as WriteStream);
      expect(found.kind).to.equal(kind);
      expect(modes).to.deep.equal([true, false]);
    }
  });

  it("are not asked of a pipe", async () => {
    const pipe = new PassThrough();
    const found = await askTerminal(pipe as unknown as ReadStream, pipe as unknown as WriteStream);
    expect(found).to.deep.equal({ kind: "half-blocks" });
    expect(pipe.read()).to.equal(null);
  });

  it("give an image to kitty in pieces of its protocol", () => {
    const random = new Random(2);
    const noise = Uint8Array.from({ length: 60 * 40 * 3 }, () => random.integers(256));
    const text = kittyImage({ width: 60, height: 40, data: noise }, 30, 10);
    const pieces = text.split("\x1b\\").slice(0, -1);
    expect(pieces.length).to.be.greaterThan(1);
    expect(pieces[0].split(";")[0]).to.equal("\x1b_Ga=T,f=24,o=z,s=60,v=40,c=30,r=10,i=1,p=1,C=1,q=2,m=1");
    expect(pieces.at(-1)!.split(";")[0]).to.equal("\x1b_Gm=0");
    const code = pieces.map((piece) => piece.slice(piece.indexOf(";") + 1));
    for (const each of code) expect(each.length).to.be.at.most(4096);
    expect(new Uint8Array(inflateSync(Buffer.from(code.join(""), "base64")))).to.deep.equal(noise);
  });

  it("give an image in sixels with its own colors", () => {
    const image = drawing(50, 30);
    const text = sixelImage(image);
    const { width, height, data32 } = decode(text.slice(text.indexOf("q") + 1, -2));
    expect({ width, height }).to.deep.equal({ width: 50, height: 30 });
    // Sixels have colours in percent.
    data32.forEach((pixel, index) => {
      for (let channel = 0; channel < 3; channel++) {
        const shown = (pixel >> (8 * channel)) & 255;
        expect(shown).to.be.closeTo(image.data[3 * index + channel], 2);
      }
    });
  });
});
