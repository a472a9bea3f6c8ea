import { expect } from "chai";
import type { Cost } from "../../../src/kernels/costs.js";
import { Neighbours } from "../../../src/kernels/neighbours.js";
import { fanIn } from "../../../src/networks/architecture.js";
import { Dice, randomArchitecture, randomImages, randomWeights } from "./random-networks.js";

/** All that a weight may become: an empty place −1 or +1, an occupied one empty. */
function allSingleChanges(weights: Int8Array) {
  const places: number[] = [];
  const steps: number[] = [];
  for (const [place, weight] of weights.entries()) {
    for (const step of weight === 0 ? [1, -1] : [-weight]) {
      places.push(place);
      steps.push(step);
    }
  }
  return { places, steps };
}

async function open(seed: number, count: number) {
  const dice = new Dice(seed);
  const architecture = randomArchitecture(dice);
  const weights = randomWeights(dice, architecture);
  const images = randomImages(dice, architecture, count);
  const neighbours = await Neighbours.create({ architecture, weights }, images, count);
  const labels = Uint8Array.from({ length: count }, () => dice.roll(0, neighbours.outputs - 1));
  neighbours.setTargets(labels);
  return { dice, architecture, weights, images, labels, neighbours };
}

describe("Neighbours' single-weight changes", () => {
  it("change the cost as another network's cost differs, in every layer", async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const count = new Dice(seed).pick([5, 16, 40, 70]);
      const { dice, architecture, weights, images, labels, neighbours } = await open(seed, count);
      const layer = dice.roll(0, weights.length - 1);
      const { places, steps } = allSingleChanges(weights[layer]);
      const scale = dice.pick([1e-5, 1e-4]);
      for (const cost of [{ kind: "errors" }, { kind: "cross-entropy", scale }] satisfies Cost[]) {
        const changes = neighbours.singleWeightChanges(layer, places, steps, cost);
        const before = neighbours.cost(cost);
        for (let some = 0; some < Math.min(4, places.length); some++) {
          const index = dice.roll(0, places.length - 1);
          const other = weights.map((own) => own.slice());
          other[layer][places[index]] += steps[index];
          const changed = await Neighbours.create({ architecture, weights: other }, images, count);
          changed.setTargets(labels);
          const expected = changed.cost(cost) - before;
          changed.close();
          if (cost.kind === "errors") expect(changes[index]).to.equal(expected);
          else expect(changes[index]).to.be.closeTo(expected, 1e-5 * (count + Math.abs(expected)));
        }
      }
      neighbours.close();
    }
  });

  it("are summed over ranges of images", async () => {
    const { weights, neighbours } = await open(3, 70);
    for (const layer of weights.keys()) {
      const { places, steps } = allSingleChanges(weights[layer]);
      const cost = { kind: "cross-entropy", scale: 1e-4 } as const;
      const whole = neighbours.singleWeightChanges(layer, places, steps, cost);
      const [first, rest] = [
        neighbours.singleWeightChanges(layer, places, steps, cost, 0, 32),
        neighbours.singleWeightChanges(layer, places, steps, cost, 32, 70),
      ];
      for (const index of places.keys()) expect(first[index] + rest[index]).to.be.closeTo(whole[index], 1e-4);
    }
    neighbours.close();
  });

  it("are refused beyond −1 and +1", async () => {
    const { weights, neighbours } = await open(4, 16);
    const last = weights.length - 1;
    const place = weights[last].findIndex((weight) => weight !== 0);
    const outwards = weights[last][place];
    expect(() => neighbours.singleWeightChanges(last, [place], [outwards], { kind: "errors" })).to.throw(
      RangeError,
      "single-weight change",
    );
    neighbours.close();
  });
});

describe("Neighbours shown other images", () => {
  it("are as if made for them", async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const count = new Dice(seed).pick([7, 16, 40]);
      const { dice, architecture, weights, neighbours } = await open(seed, count);
      const images = randomImages(dice, architecture, count);
      const labels = Uint8Array.from({ length: count }, () => dice.roll(0, neighbours.outputs - 1));
      neighbours.logits;
      neighbours.show(images, labels);
      const fresh = await Neighbours.create({ architecture, weights }, images, count);
      fresh.setTargets(labels);
      expect(neighbours.logits).to.deep.equal(fresh.logits);
      const layer = dice.roll(0, weights.length - 1);
      const own = weights[layer];
      const from = own.findIndex((weight) => weight !== 0);
      const to = own.indexOf(0);
      if (from >= 0 && to >= 0 && fanIn(architecture.layers[layer]) > 1) {
        const swaps = [{ layer, from, to }];
        const cost = { kind: "cross-entropy", scale: 1e-4 } as const;
        expect(neighbours.costs(swaps, cost)).to.deep.equal(fresh.costs(swaps, cost));
      }
      neighbours.close();
      fresh.close();
    }
  });
});
