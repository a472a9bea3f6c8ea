import { expect } from "chai";
import type { Cost } from "../../../src/kernels/costs.js";
import { Neighbours } from "../../../src/kernels/neighbours.js";
import { type Architecture, fanIn, outputShapes } from "../../../src/networks/architecture.js";
import { Dice, randomImages, randomWeights } from "./random-networks.js";

/** A convolution or a dense layer, with any divisor, before a last dense layer. */
function architectureOf(dice: Dice): Architecture {
  const size = dice.roll(4, 8);
  const input = { height: size, width: size, channels: 1, crop: null, centred: dice.chance(50) };
  const divisor = dice.pick([1, 2, 40, 1000]);
  const out = dice.roll(2, 6);
  const first = dice.chance(70)
    ? ({ kind: "conv", in: 1, kernel: 3, stride: 1, padding: 1, pool: { size: 2, stride: 2 } } as const)
    : ({ kind: "dense", in: size * size } as const);
  const layer = { name: "first", ...first, out, divisor };
  const shape = outputShapes({ input, layers: [layer] })[0];
  const features = shape.channels * shape.height * shape.width;
  return { input, layers: [layer, { name: "fc", kind: "dense", in: features, out: dice.roll(2, 10) }] };
}

function some(dice: Dice, places: number[], most: number): number[] {
  return Array.from({ length: Math.min(most, places.length) }, () => dice.pick(places));
}

describe("Neighbours' product costs", () => {
  it("are those of the single swaps, NaN within a unit; cross-entropy to six digits", async () => {
    for (let seed = 1; seed <= 120; seed++) {
      const dice = new Dice(seed);
      const architecture = architectureOf(dice);
      const weights = randomWeights(dice, architecture);
      const count = dice.pick([5, 16, 40]);
      // Large scales leave the range of products of exponentials, small ones make all classes alike.
      const scale = dice.pick([1e-5, 1e-3, 3e-2, 1]);
      const neighbours = await Neighbours.create(
        { architecture, weights },
        randomImages(dice, architecture, count),
        count,
      );
      const { outputs } = neighbours;
      const costs: Cost[] = [{ kind: "errors" }, { kind: "cross-entropy", scale }];
      const edges = Array.from({ length: outputs }, () => [dice.roll(-500, 500)]);
      const steps: Cost = { kind: "steps", edges };
      for (const cost of [...costs, steps]) {
        neighbours.setTargets(
          cost === steps
            ? Float32Array.from({ length: count * outputs }, () => dice.roll(0, 1))
            : Uint8Array.from({ length: count }, () => dice.roll(0, outputs - 1)),
        );
        const own = neighbours.network().weights[0];
        const places = [...own.keys()];
        const removals = some(
          dice,
          places.filter((place) => own[place] !== 0),
          6,
        );
        const additions = some(
          dice,
          places.filter((place) => own[place] === 0),
          7,
        );
        if (removals.length === 0 || additions.length === 0) continue;
        const sign = dice.pick([-1, 1] as const);
        const start = dice.roll(0, count - 1);
        const product = neighbours.productCosts(0, removals, additions, sign, cost, start);
        const fan = fanIn(architecture.layers[0]);
        const swaps = removals.flatMap((from) => additions.map((to) => ({ layer: 0, from, to, sign })));
        for (const [pair, swap] of swaps.entries()) {
          const within = Math.floor(swap.from / fan) === Math.floor(swap.to / fan);
          const expected = within ? Number.NaN : neighbours.costs([swap], cost, start)[0];
          if (within || cost.kind !== "cross-entropy") {
            expect(product[pair], `seed ${seed}, ${cost.kind}`).to.eql(expected);
          } else {
            const distance = Math.abs(product[pair] - expected);
            expect(distance, `seed ${seed}`).to.be.at.most(2e-6 * (count + expected));
          }
        }
        neighbours.commit(swaps[0]);
      }
      neighbours.close();
    }
  });

  it("refuse other layers", async () => {
    const dice = new Dice(1);
    const architecture = architectureOf(dice);
    const weights = randomWeights(dice, architecture);
    const neighbours = await Neighbours.create(
      { architecture, weights },
      randomImages(dice, architecture, 1),
      1,
    );
    neighbours.setTargets(Uint8Array.of(0));
    expect(() => neighbours.productCosts(1, [0], [1], 1, { kind: "errors" })).to.throw(
      RangeError,
      "before a last layer without a pool",
    );
    neighbours.close();
  });
});
