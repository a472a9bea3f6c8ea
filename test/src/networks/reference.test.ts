import { expect } from "chai";
import type { Architecture, Input } from "../../../src/networks/architecture.js";
import { activations, firstInput, forward } from "../../../src/networks/reference.js";

const imageInput = (height: number, width: number, more: Partial<Input> = {}): Input => ({
  height,
  width,
  channels: 1,
  crop: null,
  centred: false,
  ...more,
});

describe("the reference forward pass", () => {
  it("sums pixels with ternary weights", () => {
    const architecture: Architecture = {
      input: imageInput(2, 2),
      layers: [{ name: "fc", kind: "dense", in: 4, out: 2 }],
    };
    const weights = [Int8Array.of(1, 0, -1, 0, 0, 1, 1, 1)];
    expect([...forward({ architecture, weights }, Uint8Array.of(10, 20, 30, 40))]).to.eql([-20, 90]);
  });

  it("cuts the crop out, centres pixels and orders channels first", () => {
    const architecture: Architecture = {
      input: imageInput(2, 3, {
        channels: 2,
        centred: true,
        crop: { row: 1, column: 1, height: 1, width: 2 },
      }),
      layers: [],
    };
    const image = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    expect([...firstInput(architecture, image)]).to.eql([-239, -235, -237, -233]);
  });

  it("pads a convolution with zeros, pools, then clips to 255 times the divisor", () => {
    const architecture: Architecture = {
      input: imageInput(2, 2),
      layers: [
        {
          name: "conv",
          kind: "conv",
          in: 1,
          out: 1,
          kernel: 3,
          stride: 1,
          padding: 1,
          divisor: 2,
          pool: { size: 2, stride: 1 },
        },
        { name: "fc", kind: "dense", in: 1, out: 1 },
      ],
    };
    const weights = [Int8Array.of(0, -1, 0, 0, 1, 1, 0, 1, 0), Int8Array.of(-1)];
    // Sums: 200+250+255, 250+100, 255+100−200, 100−250; the largest is 705, clipped to 510.
    const [conv, logits] = activations({ architecture, weights }, Uint8Array.of(200, 250, 255, 100));
    expect([...conv]).to.eql([510]);
    expect([...logits]).to.eql([-510]);
  });

  it("steps a strided convolution over a padded image", () => {
    const architecture: Architecture = {
      input: imageInput(3, 3),
      layers: [{ name: "conv", kind: "conv", in: 1, out: 1, kernel: 2, stride: 2, padding: 1 }],
    };
    const weights = [Int8Array.of(1, 1, 1, -1)];
    const image = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    expect([...forward({ architecture, weights }, image)]).to.eql([-1, 2 - 3, 4 - 7, 5 + 6 + 8 - 9]);
  });

  it("names the layer whose divisor is missing", () => {
    const architecture: Architecture = {
      input: imageInput(1, 1),
      layers: [
        { name: "first", kind: "dense", in: 1, out: 1 },
        { name: "second", kind: "dense", in: 1, out: 1 },
      ],
    };
    const weights = [Int8Array.of(1), Int8Array.of(1)];
    expect(() => forward({ architecture, weights }, Uint8Array.of(1))).to.throw(
      RangeError,
      "layer first needs a divisor",
    );
  });

  it("refuses a image or a weight array of another size", () => {
    const architecture: Architecture = {
      input: imageInput(1, 2),
      layers: [{ name: "fc", kind: "dense", in: 2, out: 1 }],
    };
    const network = { architecture, weights: [Int8Array.of(1, 1)] };
    expect(() => forward(network, Uint8Array.of(1))).to.throw(RangeError, "1×2×1 bytes, but 1 came");
    const short = { architecture, weights: [Int8Array.of(1)] };
    expect(() => forward(short, Uint8Array.of(1, 2))).to.throw(RangeError, "fc has 2 weights, but 1 came");
  });
});
