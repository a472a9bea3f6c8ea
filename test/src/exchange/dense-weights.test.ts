import { readFileSync } from "node:fs";
import { expect } from "chai";
import { InputError } from "../../../src/errors.js";
import { denseWeights } from "../../../src/exchange/dense-weights.js";
import { readOnnxWeights } from "../../../src/exchange/onnx/read-weights.js";
import { decodeModel, encodeModel, type ModelProto } from "../../../src/exchange/onnx/schema.js";
import { readSafetensors } from "../../../src/exchange/safetensors.js";
import { KernelGradients } from "../../../src/kernels/gradients.js";
import type { Architecture } from "../../../src/networks/architecture.js";
import { withDivisors } from "../../../src/training/divisors.js";
import { LatentNetwork } from "../../../src/training/latent-network.js";
import { answers, floats, golden, safetensors, small } from "./dense.js";

const fromSafetensors = () =>
  denseWeights(readSafetensors(readFileSync(golden("small.safetensors")), "small"), small, "small");

const pair: Architecture = {
  input: { height: 1, width: 2, channels: 1, crop: null, centred: false },
  layers: [
    { name: "a", kind: "dense", in: 2, out: 1 },
    { name: "b", kind: "dense", in: 1, out: 2 },
  ],
};

const read = (bytes: Uint8Array, architecture = pair) =>
  denseWeights(readSafetensors(bytes, "net.safetensors"), architecture, "net.safetensors").map((each) => [
    ...each,
  ]);

const one = (name: string, shape: number[], ...values: number[]) => ({
  name,
  shape,
  bytes: floats(...values),
});

describe("dense weights of PyTorch", () => {
  it("give p-SIREN the outputs that PyTorch computes", async () => {
    const { images, outputs } = answers();
    const architecture = withDivisors(small, 60, 1);
    const latent = new LatentNetwork(architecture, 60, fromSafetensors());
    const engine = new KernelGradients({
      architecture,
      loss: { kind: "cross-entropy" },
      batch: 20,
      threads: 1,
    });
    engine.setParameters(latent.latents, latent.outputScale);
    const said = await engine.forward(Uint8Array.from(images.flat()), images.length);
    await engine.close();
    for (const [index, output] of outputs.flat().entries()) {
      expect(said[index] * latent.outputScale).to.be.closeTo(output, 1e-5);
    }
  });

  for (const name of ["small.onnx", "small-torchscript.onnx"]) {
    it(`are the same in ${name}`, () => {
      const tensors = readOnnxWeights(readFileSync(golden(name)), small, name);
      expect(denseWeights(tensors, small, name)).to.deep.equal(fromSafetensors());
    });
  }

  it("are found by the layers' names, else in the order of theirs", () => {
    const named = safetensors([one("b.weight", [2, 1], 3, 4), one("a.weight", [1, 2], 1, 2)]);
    expect(read(named)).to.deep.equal([
      [1, 2],
      [3, 4],
    ]);
    const numbered = safetensors([one("10.weight", [2, 1], 3, 4), one("9.weight", [1, 2], 1, 2)]);
    expect(read(numbered)).to.deep.equal([
      [1, 2],
      [3, 4],
    ]);
  });

  it("are read in 16, 32 and 64 bits, and biases are taken where they are zero", () => {
    const halves = Uint8Array.from([0x00, 0x3c, 0x01, 0x80]); // 1, −2⁻²⁴
    const doubles = new Uint8Array(Float64Array.of(0.5, -3).buffer);
    const bytes = safetensors([
      { name: "a.weight", dtype: "F16", shape: [1, 2], bytes: halves },
      { name: "b.weight", dtype: "F64", shape: [2, 1], bytes: doubles },
      one("b.bias", [2], 0, 0),
    ]);
    expect(read(bytes)).to.deep.equal([
      [1, -(2 ** -24)],
      [0.5, -3],
    ]);
    const brains = Uint8Array.from([0x80, 0x3f, 0x00, 0xc0]); // 1, −2
    const brain = safetensors([
      { name: "a.weight", dtype: "BF16", shape: [1, 2], bytes: brains },
      one("b.weight", [2, 1], 0, 0),
    ]);
    expect(read(brain)[0]).to.deep.equal([1, -2]);
  });

  const a = one("a.weight", [1, 2], 1, 2);
  const b = one("b.weight", [2, 1], 3, 4);
  const whole = safetensors([a, b]);
  const length = (value: bigint) => {
    const bytes = Buffer.from(whole);
    bytes.writeBigUInt64LE(value);
    return bytes;
  };
  const refused: readonly (readonly [string, Uint8Array, string])[] = [
    [
      "a wrong shape",
      safetensors([a, one("b.weight", [2, 2], 1, 2, 3, 4)]),
      "expected 2 × 1 weights for layer b, got b.weight with 2 × 2",
    ],
    [
      "a layer too few",
      safetensors([a]),
      "expected 2 tensors of weights, one for each of a, b, got 1: a.weight",
    ],
    [
      "biases",
      safetensors([a, b, one("b.bias", [2], 0, 1)]),
      "expected a network without biases and normalisation, got b.bias, which is not zero",
    ],
    [
      "what is not finite",
      safetensors([a, one("b.weight", [2, 1], 3, Number.NaN)]),
      "expected finite weights in b.weight, got NaN",
    ],
    [
      "weights of another type",
      safetensors([a, { ...b, dtype: "I8", bytes: Uint8Array.of(1, 2) }]),
      "got b.weight of type I8",
    ],
    ["a header of 2 ** 60 bytes", length(2n ** 60n), `its header should have ${2n ** 60n} bytes, but `],
    ["a header that ends early", length(20n), "it is not whole JSON"],
    [
      "half of a file",
      whole.subarray(0, whole.length - 4),
      "tensor b.weight lies at bytes 8 to 16, but there are 12",
    ],
    ["a few bytes", whole.subarray(0, 5), "it has 5 bytes"],
    [
      "a tensor that is larger than it says",
      safetensors([a, { ...b, shape: [2 ** 40, 2 ** 40] }]),
      "has 8 bytes",
    ],
  ];
  for (const [what, bytes, message] of refused) {
    it(`refuse ${what}`, () => {
      expect(() => read(bytes)).to.throw(InputError, message);
    });
  }

  const model = decodeModel(readFileSync(golden("small.onnx")));
  const changed = (graph: Partial<NonNullable<ModelProto["graph"]>>) =>
    encodeModel({ ...model, graph: { ...model.graph, ...graph } });
  const nodes = model.graph!.node!;
  const otherOnnx: readonly (readonly [string, () => Uint8Array, string])[] = [
    ["another kind of node", () => changed({ node: [...nodes, { opType: "Relu" }] }), "got a node Relu"],
    [
      "another stride",
      () =>
        changed({
          node: nodes.map((node) =>
            node.opType === "Conv"
              ? { ...node, attribute: [{ name: "strides", type: 7, ints: [2, 2] }] }
              : node,
          ),
        }),
      "expected stride 1 and padding 1 in layer layer1.0, got strides 2, 2 and pads 0, 0, 0, 0",
    ],
    [
      "another pool",
      () =>
        changed({
          node: nodes.map((node) =>
            node.opType === "MaxPool"
              ? { ...node, attribute: [{ name: "kernel_shape", type: 7, ints: [3, 3] }] }
              : node,
          ),
        }),
      "expected a pool of 2 every 2 behind layer layer1.0, got one of 3 × 3 every 1, 1",
    ],
    [
      "weights in another file",
      () =>
        changed({
          initializer: model.graph!.initializer!.map((tensor) => ({
            ...tensor,
            externalData: [{ key: "location" }],
          })),
        }),
      "in another file",
    ],
    [
      "half of a file",
      () => readFileSync(golden("small.onnx")).subarray(0, 700),
      "expected a whole ONNX model",
    ],
  ];
  for (const [what, bytes, message] of otherOnnx) {
    it(`refuse ONNX with ${what}`, () => {
      expect(() => denseWeights(readOnnxWeights(bytes(), small, "net.onnx"), small, "net.onnx")).to.throw(
        InputError,
        message,
      );
    });
  }
});
