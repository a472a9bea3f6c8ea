import { expect } from "chai";
import { parseSparsity, sparsityFor } from "../../../src/cli/sparsity-option.js";
import { InputError } from "../../../src/errors.js";
import { imageNetwork } from "../../../src/tasks/image-network.js";

describe("--sparsity", () => {
  const network = imageNetwork(0);
  const read = (word: string | number) => sparsityFor(network, parseSparsity(word));

  it("is one percentage, or some for layers and one for the others", () => {
    expect(read("90")).to.equal(90);
    expect(read(97.5)).to.equal(97.5);
    expect(read("layer1.0=50,95")).to.deep.equal({ "layer1.0": 50, "layer2.0": 95, fc: 95 });
    expect(read("95,fc=0")).to.deep.equal({ "layer1.0": 95, "layer2.0": 95, fc: 0 });
    expect(read("fc=90,layer2.0=80,layer1.0=70")).to.deep.equal({
      ...{ "layer1.0": 70, "layer2.0": 80, fc: 90 },
    });
  });

  for (const [word, message] of [
    ["", "got nothing"],
    ["120", "expected a percentage from 0 to below 100, or some for layers like layer1.0=50,95, got 120"],
    ["fc=100,90", "got 100"],
    ["90,95", "got 90,95"],
    ["fc=90,fc=95,0", "got fc=90,fc=95,0"],
    ["fc=90=1,50", "got fc=90=1,50"],
    ["=90", "got =90"],
    ["fc=,90", "got nothing"],
    ["fc1=90,50", "expected layers out of layer1.0, layer2.0, fc, got fc1"],
    ["fc=90", "expected a percentage for every layer, got none for layer1.0"],
    ["99.99", "got 99.99, which empties layer1.0 (400 weights)"],
    ["90,layer1.0=99.9", "got 99.9, which empties layer1.0 (400 weights)"],
  ]) {
    it(`refuses ${word || "nothing"}`, () => {
      expect(() => read(word))
        .to.throw(InputError, message)
        .with.property("message")
        .that.matches(/^option --sparsity: /);
    });
  }
});
