import { expect } from "chai";
import type { Cost } from "../../../src/kernels/costs.js";
import { Neighbours } from "../../../src/kernels/neighbours.js";
import { type Architecture, outputShapes } from "../../../src/networks/architecture.js";
import { Dice, randomImages, randomWeights } from "./random-networks.js";

/** A small network with a dense last layer, small divisors (so that features matter) and many close decisions. */
function classifier(dice: Dice): Architecture {
  const size = dice.roll(5, 9);
  const input = { height: size, width: size, channels: 1, crop: null, centred: dice.chance(50) };
  const conv = {
    name: "conv",
    kind: "conv",
    in: 1,
    out: dice.roll(2, 5),
    kernel: 3,
    stride: 1,
    padding: 1,
    divisor: dice.pick([1, 2, 40]),
    pool: { size: 2, stride: 2 },
  } as const;
  const shape = outputShapes({ input, layers: [conv] })[0];
  const features = shape.channels * shape.height * shape.width;
  return { input, layers: [conv, { name: "fc", kind: "dense", in: features, out: dice.roll(2, 10) }] };
}

async function randomSearch(dice: Dice, count: number) {
  const architecture = classifier(dice);
  const network = { architecture, weights: randomWeights(dice, architecture) };
  const neighbours = await Neighbours.create(network, randomImages(dice, architecture, count), count);
  neighbours.setTargets(Uint8Array.from({ length: count }, () => dice.roll(0, neighbours.outputs - 1)));
  return neighbours;
}

/** Places of swaps in the last layer. */
function lastSwaps(dice: Dice, neighbours: Neighbours, count: number): { from: number[]; to: number[] } {
  const weights = neighbours.network().weights[1];
  const places = [...weights.keys()];
  const occupied = places.filter((place) => weights[place] !== 0);
  const empty = places.filter((place) => weights[place] === 0);
  if (occupied.length === 0 || empty.length === 0) return { from: [], to: [] };
  return {
    from: Array.from({ length: count }, () => dice.pick(occupied)),
    to: Array.from({ length: count }, () => dice.pick(empty)),
  };
}

describe("swaps in a last dense layer", () => {
  it("give the neighbours' errors, with and without the margin window, between commits", async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const dice = new Dice(seed);
      const neighbours = await randomSearch(dice, dice.pick([7, 64, 150]));
      for (let round = 0; round < 8; round++) {
        const { from, to } = lastSwaps(dice, neighbours, 40);
        const swaps = from.map((place, i) => ({ layer: 1, from: place, to: to[i] }));
        const expected = swaps.map((swap) => neighbours.costs([swap, []], { kind: "errors" })[0]);
        expect([...neighbours.outputErrors(from, to)], `seed ${seed}`).to.eql(expected);
        expect([...neighbours.outputErrors(from, to, true)], `seed ${seed}, every image`).to.eql(expected);
        if (swaps.length > 0) neighbours.commit(swaps[0]);
      }
      neighbours.close();
    }
  });

  it("give the neighbours' cross-entropy to the last bit, between commits in every layer", async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const dice = new Dice(seed);
      const count = dice.pick([7, 64, 600]);
      const neighbours = await randomSearch(dice, count);
      for (let round = 0; round < 6; round++) {
        const cost: Cost = { kind: "cross-entropy", scale: dice.pick([1e-9, 1e-5, 1e-3, 1e-2, 1, 100]) };
        const { from, to } = lastSwaps(dice, neighbours, 10);
        for (let i = 0; i < from.length; i++) {
          const swap = { layer: 1, from: from[i], to: to[i], sign: dice.pick([-1, 1] as const) };
          const start = 16 * dice.roll(0, Math.floor((count - 1) / 16));
          const quick = neighbours.costs([swap], cost, start, count)[0];
          // Two neighbours at once, one of them no single swap, take the way through the layers.
          const slow = neighbours.costs([swap, []], cost, start, count)[0];
          expect(quick, `seed ${seed}`).to.equal(slow);
        }
        if (from.length > 0) {
          const swap = { layer: 1, from: from[0], to: to[0] };
          const [before] = neighbours.costs([swap], cost);
          neighbours.commit(swap);
          expect(neighbours.cost(cost), `seed ${seed}`).to.equal(before);
        }
        const conv = neighbours.network().weights[0];
        const swap = { layer: 0, from: conv.findIndex((w) => w !== 0), to: conv.indexOf(0) };
        if (dice.chance(30) && swap.from >= 0 && swap.to >= 0) neighbours.commit(swap);
      }
      neighbours.close();
    }
  });
});
