import { expect } from "chai";
import { InputError } from "../../../src/errors.js";
import { Inference } from "../../../src/kernels/inference.js";
import type { ConvLayer, DenseLayer, Layer } from "../../../src/networks/architecture.js";
import { formatPolicy, type PolicyFile, parsePolicy } from "../../../src/networks/policy.js";
import { packPolicy, unpackPolicy } from "../../../src/networks/policy-link.js";

const conv = (own: Partial<ConvLayer> = {}): Layer => ({
  ...{ name: "conv", kind: "conv", in: 1, out: 1, kernel: 3, stride: 1, padding: 1, divisor: 10 },
  ...own,
});
const dense = (features: number, own: Partial<DenseLayer> = {}): Layer => ({
  ...{ name: "fc", kind: "dense", in: features, out: 2 },
  ...own,
});

/** A policy with weights of +1 alone, or those that fit into the room of a test. */
function policyOf(...layers: readonly Layer[]): PolicyFile {
  const input = { height: 28, width: 28, channels: 1, crop: null, centred: false };
  const count = (layer: Layer) =>
    layer.kind === "conv" ? layer.out * layer.in * layer.kernel ** 2 : layer.out * layer.in;
  const weights = layers.map((layer) => new Int8Array(Math.min(count(layer), 1e6)).fill(1));
  return {
    task: "mnist",
    sparsity: 0,
    network: { architecture: { input, layers }, weights },
    provenance: {},
  };
}

const refused: readonly [title: string, layers: readonly Layer[], message: RegExp][] = [
  ["a border beyond all memory", [conv({ padding: 1e5 }), dense(1e10)], /memory|takes|weights/],
  [
    "a border that a stride jumps over",
    [conv({ padding: 20_000, stride: 20_000, pool: { size: 2, stride: 2 } }), dense(1)],
    /layer conv takes more memory than the 4 GiB/,
  ],
  [
    "a stride beyond the image",
    [conv({ stride: 1e15 }), dense(1)],
    /layer conv has a stride of 1000000000000000/,
  ],
  [
    "a pool's stride beyond the image",
    [conv({ pool: { size: 2, stride: 1e9 } }), dense(1)],
    /layer conv has a stride of 1000000000/,
  ],
  ["more outputs than memory has room for", [dense(784, { out: 1e6 })], /layer fc has 784000000 weights/],
  [
    "divisors whose product leaves 32 bits",
    [
      dense(784, { name: "first", out: 10, divisor: 1e6 }),
      dense(10, { name: "second", out: 2000, divisor: 1e6 }),
      dense(2000),
    ],
    /more than 32 bits/,
  ],
  [
    "a tower of layers",
    [
      ...Array.from({ length: 3000 }, (_, index) => conv({ name: `c${index}`, kernel: 1, padding: 0 })),
      dense(784),
    ],
    /3001 layers, but 256 at most/,
  ],
];

describe("limits of what can be computed", () => {
  for (const [title, layers, message] of refused) {
    it(`refuse ${title} when a policy is read, before memory is taken`, () => {
      const text = formatPolicy(policyOf(...layers));
      const began = performance.now();
      expect(() => parsePolicy(text, "p.json")).to.throw(InputError, message);
      expect(performance.now() - began).to.be.below(5000);
    });
  }

  it("refuse a name that is none to JavaScript", () => {
    const text = formatPolicy(policyOf(conv({ name: "__proto__" }), dense(784)));
    expect(() => parsePolicy(text, "p.json")).to.throw(InputError, /expected another name than __proto__/);
  });

  it("let through what the kernels then compute, however many outputs there are", async () => {
    const policy = policyOf(dense(784, { out: 200_000 / 784 }));
    const wide = policyOf(conv({ kernel: 1, padding: 0, stride: 28, out: 200_000, divisor: undefined }));
    expect(() => parsePolicy(formatPolicy(policy), "p.json")).to.throw(InputError);
    const { network } = parsePolicy(formatPolicy(wide), "p.json");
    const logits = await Inference.logitsOf(network, new Uint8Array(784).fill(3), 1);
    expect(logits).to.have.length(200_000);
    expect(logits.every((logit) => logit === 3)).to.equal(true);
  });

  it("refuse links that name more weights than they could hold", async () => {
    const link = await packPolicy(policyOf(dense(784, { out: 20_000 })));
    const error = await unpackPolicy(link, "the link").catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(InputError);
    const tower = await packPolicy(policyOf(...refused.at(-1)![1]));
    expect(await unpackPolicy(tower, "the link").catch((reason: unknown) => reason)).to.be.instanceOf(
      InputError,
    );
  });
});

describe("a text with a byte order mark", () => {
  it("is read as the policy behind it", () => {
    const policy = policyOf(dense(784));
    expect(parsePolicy(`\uFEFF${formatPolicy(policy)}`, "p.json")).to.deep.equal(policy);
  });
});
