import { expect } from "chai";
import { measureMemory } from "../../../src/benchmarks/env-memory.js";

describe("measureMemory", () => {
  for (const physics of ["box2d-wasm", "float32"] as const) {
    it(`finds memory flat over a thousand resets with ${physics}`, async () => {
      const uses = await measureMemory(physics, 1000);
      expect(uses.map(({ resets }) => resets)).to.deep.equal([
        100, 200, 300, 400, 500, 600, 700, 800, 900, 1000,
      ]);
      // The first looks still see the compiler at work. A world that is not freed takes 270 kB: 135 MB between the two.
      const [early, late] = [uses[4]!, uses[9]!];
      expect(late.heap - early.heap, "heap").to.be.below(500 * 1024);
      expect(late.external - early.external, "external").to.be.below(4 * 1024 * 1024);
      expect(late.box2d - uses[0]!.box2d, "box2d").to.equal(0);
    });
  }
});
