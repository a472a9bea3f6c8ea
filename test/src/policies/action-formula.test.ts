import { expect } from "chai";
import { adapter } from "../../../src/adapters/car-racing/adapter.js";
import type { ActionDecoder } from "../../../src/policies/action-decoder.js";
import { readGenericDecoder } from "../../../src/policies/decoders.js";
import { Dice } from "../kernels/random-networks.js";
import { evaluate } from "./evaluate.js";

const box = readGenericDecoder({ kind: "box", low: [-1, -2.5, 0], high: [1, 0.7, 1e9] })!;
const decoders: readonly (readonly [string, ActionDecoder])[] = [
  ["box", box],
  ...Object.entries(adapter.decoders ?? {}),
];

describe("the formula of an action decoder", () => {
  for (const [name, decoder] of decoders) {
    it(`gives what decode gives: ${name}`, () => {
      const dice = new Dice(name.length);
      const { formula } = decoder;
      if (formula?.kind !== "values") throw new TypeError("expected a formula of values");
      for (let round = 0; round < 200; round++) {
        const bytes = Uint8Array.from({ length: 96 * 96 * 3 }, () => dice.roll(0, 255));
        const outputs = Array.from({ length: 3 }, () => dice.roll(-150, 150) / dice.pick([7, 50, 100]));
        const privileged = Float32Array.of(dice.roll(0, 9999) / 99, dice.roll(-999, 999) / 99);
        const expected = decoder.decode(outputs, { observation: bytes, privileged });
        const given = { outputs, bytes, privileged };
        const values = Float32Array.from(formula.elements, (element) => evaluate(element, given));
        expect([...values]).to.deep.equal([...(expected as Float32Array)]);
      }
    });
  }
});
