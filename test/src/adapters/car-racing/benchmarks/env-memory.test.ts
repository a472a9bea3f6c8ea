import { expect } from "chai";
import { measureMemory } from "../../../../../src/adapters/car-racing/benchmarks/env-memory.js";

describe("measureMemory", () => {
  for (const physics of ["box2d-wasm", "float32"] as const) {
    it(`finds memory flat over ten thousand resets with ${physics}`, async () => {
      const uses = await measureMemory(physics, 10_000);
      expect(uses.map(({ resets }) => resets)).to.deep.equal([
        1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000,
      ]);
      // The first look still sees the compiler at work. A world that is not freed takes 270 kB: 2 GB between the two.
      const [early, late] = [uses[1], uses[9]];
      expect(late.heap - early.heap, "heap").to.be.below(500 * 1024);
      expect(late.external - early.external, "external").to.be.below(4 * 1024 * 1024);
      expect(late.box2d - uses[0].box2d, "box2d").to.equal(0);
    });
  }
});
