import { createHash } from "node:crypto";
import { expect } from "chai";
import { PICTURES } from "../../../../../envs/box2d/car-racing/rendering/draw-list.js";
import { Painter, RENDER_STYLES } from "../../../../../envs/box2d/car-racing/rendering/painter.js";
import { goldenStates } from "./golden.js";

const sha256 = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");

describe("Painter", () => {
  const states = goldenStates();
  const [{ view }] = states;

  for (const pictures of PICTURES) {
    for (const kind of ["drive", "dr", "rand", "spin"]) {
      it(`paints what Gymnasium paints with ${pictures}, bit for bit: ${kind}`, () => {
        const painter = new Painter(pictures);
        const chosen = states.filter((state) => state.kind === kind);
        expect(chosen.length).to.be.greaterThan(8);
        expect(chosen.map(({ view }) => sha256(painter.paint(view, "state_pixels")))).to.deep.equal(
          chosen.map((state) => state.pictures[pictures].statePixels),
        );
        const large = chosen.filter((state) => state.pictures[pictures].rgbArray);
        expect(large.length).to.be.greaterThan(0);
        expect(large.map(({ view }) => sha256(painter.paint(view, "rgb_array")))).to.deep.equal(
          large.map((state) => state.pictures[pictures].rgbArray),
        );
      });
    }
  }

  it("paints the same whatever it painted before, and without touching other pictures", () => {
    const painter = new Painter();
    const other = new Painter();
    const first = painter.paint(view, "state_pixels");
    const kept = first.slice();
    for (const state of states.slice(-5)) other.paint(state.view, "state_pixels");
    painter.paint(states[40].view, "rgb_array");
    expect(painter.paint(view, "state_pixels")).to.deep.equal(kept);
    expect(first).to.deep.equal(kept);
  });

  it("paints into a target", () => {
    const target = new Uint8Array(96 * 96 * 3);
    expect(new Painter().paint(view, "state_pixels", target)).to.equal(target);
    expect(sha256(target)).to.equal(states[0].pictures["pygame-ce"].statePixels);
  });

  it("leaves out the panel when asked, and changes nothing above it", () => {
    const painter = new Painter();
    const driving = states.find((state) => state.view.time > 2)!.view;
    const bare = painter.paint(driving, { ...RENDER_STYLES.state_pixels, indicators: false });
    const full = painter.paint(driving, "state_pixels");
    const above = 84 * 96 * 3;
    expect(bare.subarray(0, above)).to.deep.equal(full.subarray(0, above));
    // Road or grass, nothing black.
    expect(Math.min(...bare.subarray(above))).to.be.greaterThan(90);
    expect(Math.min(...full.subarray(above))).to.equal(0);
  });

  it("paints any size up to the canvas's", () => {
    const painter = new Painter();
    const size = (width: number, height: number) =>
      painter.paint(view, { width, height, skids: false, indicators: true });
    expect(size(1, 1)).to.have.length(3);
    expect(size(84, 97)).to.have.length(84 * 97 * 3);
    // At the full size nothing is averaged, so that colours are exact: the ground, and the panel's black.
    const driving = states.find((state) => state.view.time > 2)!.view;
    const full = painter.paint(driving, { width: 1000, height: 800, skids: false, indicators: true });
    const colors = new Set(Array.from({ length: 800_000 }, (_, i) => full.subarray(3 * i, 3 * i + 3).join()));
    expect(colors).to.include(driving.backgroundColor.join());
    expect([...full.subarray(-3)]).to.deep.equal([0, 0, 0]);
  });

  it("refuses sizes and targets that do not fit", () => {
    const painter = new Painter();
    const style = RENDER_STYLES.state_pixels;
    for (const width of [0, 1001, 9.5, Number.NaN]) {
      expect(() => painter.paint(view, { ...style, width })).to.throw(RangeError, `1 to 1000, got ${width}`);
    }
    expect(() => painter.paint(view, { ...style, height: 801 })).to.throw(RangeError, "1 to 800, got 801");
    expect(() => painter.paint(view, "state_pixels", new Uint8Array(5))).to.throw(
      RangeError,
      "27648 bytes, got 5",
    );
  });
});
