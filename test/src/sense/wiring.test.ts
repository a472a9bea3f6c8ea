import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { Wiring } from "../../../src/sense/wiring.js";

describe("Wiring", () => {
  const random = new Random(5);
  const weights = Int8Array.from({ length: 60 }, () => random.integers(3) - 1);

  it("draws swaps of an occupied place with an empty one, also after some were carried out", () => {
    const present = weights.slice();
    const wiring = new Wiring(2, weights);
    for (let round = 0; round < 500; round++) {
      const draw = wiring.draw(random);
      const { layer, from, to } = draw.swap;
      expect(layer).to.equal(2);
      expect(present[from]).not.to.equal(0);
      expect(present[to]).to.equal(0);
      if (round % 2) continue;
      present[to] = present[from];
      present[from] = 0;
      wiring.apply(draw);
    }
  });

  it("leaves out swaps between units that do not count", () => {
    const live = Uint8Array.of(0, 1, 0, 0, 1, 0);
    const wiring = new Wiring(0, weights, live);
    const seen = new Set<string>();
    for (let round = 0; round < 500; round++) {
      const { from, to } = wiring.draw(random).swap;
      const units = [from, to].map((place) => Math.floor(place / 10));
      expect(units.some((unit) => live[unit] === 1)).to.equal(true);
      seen.add(units.map((unit) => live[unit]).join());
    }
    expect([...seen].sort()).to.deep.equal(["0,1", "1,0", "1,1"]);
  });

  it("draws all swaps where no unit counts: they may be needed to make one", () => {
    const wiring = new Wiring(0, weights, new Uint8Array(6));
    expect(wiring.draw(random).swap.layer).to.equal(0);
  });
});
