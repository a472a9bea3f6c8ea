import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { adapter } from "../../../src/adapters/car-racing/adapter.js";
import { InputError } from "../../../src/errors.js";
import { portablePolicy } from "../../../src/exchange/portable-policy.js";
import { parsePolicy } from "../../../src/networks/policy.js";
import type { ActionDecoder } from "../../../src/policies/action-decoder.js";

const file = join(import.meta.dirname, "../../../../demos/small-driver.json");
const driver = parsePolicy(readFileSync(file, "utf8"), file);

describe("a policy for other languages", () => {
  it("says how many numbers of privileged state its action needs", () => {
    const { action } = driver;
    const acting = (name: string) => {
      const { settings } = adapter.decoders![name];
      return { ...driver, action: { ...settings, outputDivisor: action!.outputDivisor } };
    };
    const counts = Object.keys(adapter.decoders!).map((name) => [
      name,
      portablePolicy(acting(name), adapter).privileged,
    ]);
    expect(Object.fromEntries(counts)).to.deep.equal({
      ...{ control: 0, aim: 0, "aim-true": 2, turn: 0, "turn-to-aim": 0 },
    });
  });

  it("is a classifier where there is no environment", () => {
    const { action, outputDivisor } = portablePolicy({ ...driver, action: undefined }, undefined);
    expect(outputDivisor).to.equal(1);
    expect(action).to.deep.equal({
      kind: "choices",
      groups: [{ first: 0, count: 3, start: 0 }],
      isList: false,
    });
  });

  it("is refused where its parts do not fit together, or its decoder does not say what it does", () => {
    const observation = { kind: "image", height: 96, width: 90, channels: 3 };
    expect(() => portablePolicy({ ...driver, observation }, adapter)).to.throw(
      InputError,
      "expected a network that reads 96×90×3, got one that reads 96×96×3",
    );
    const argmax = { kind: "argmax", actions: 5, start: 0, outputDivisor: 1 };
    expect(() => portablePolicy({ ...driver, action: argmax }, adapter)).to.throw(
      InputError,
      "expected a network with 5 outputs, got one with 3",
    );
    const { network } = driver;
    const { input } = network.architecture;
    const narrow = {
      ...driver,
      observation: { kind: "vector", low: new Array(9).fill(0), high: new Array(9).fill(1) },
      action: { ...adapter.decoders!.aim.settings, outputDivisor: 1 },
      network: {
        architecture: {
          input: { ...input, height: 1, width: 9, channels: 1 },
          layers: [{ name: "only", kind: "dense", in: 9, out: 3 }],
        },
        weights: [new Int8Array(27)],
      },
    } as const;
    expect(() => portablePolicy(narrow, adapter)).to.throw(
      InputError,
      "expected an observation with the bytes that the action decoder reads, got one of kind vector with 0",
    );
    const silent = (): ActionDecoder => ({ ...adapter.decoders!.control, formula: undefined });
    expect(() => portablePolicy(driver, { ...adapter, readDecoder: silent })).to.throw(
      InputError,
      "expected an action decoder with a `formula`, which other languages need, got control",
    );
  });
});
