import { expect } from "chai";
import type { Cost } from "../../../src/kernels/costs.js";
import { Neighbours } from "../../../src/kernels/neighbours.js";
import type { Architecture } from "../../../src/networks/architecture.js";
import type { Swap, TernaryNetwork } from "../../../src/networks/ternary-network.js";
import { Dice, randomImages, randomNetwork } from "./random-networks.js";

const COUNT = 1500;

function drawSwaps(dice: Dice, { weights }: TernaryNetwork, count: number): Swap[] {
  return Array.from({ length: count * 8 }, () => {
    const layer = dice.roll(0, weights.length - 1);
    const last = weights[layer].length - 1;
    return { layer, from: dice.roll(0, last), to: dice.roll(0, last) };
  })
    .filter(({ layer, from, to }) => weights[layer][from] !== 0 && weights[layer][to] === 0)
    .slice(0, count);
}

/** Everything that a search asks for, with commits in between. */
async function answers(seed: number, threads: number): Promise<unknown> {
  const dice = new Dice(seed);
  const network = randomNetwork(dice);
  const images = randomImages(dice, network.architecture, COUNT);
  const neighbours = await Neighbours.create(network, images, COUNT, { threads });
  const { outputs } = neighbours;
  neighbours.setTargets(Uint8Array.from({ length: COUNT }, () => dice.roll(0, outputs - 1)));
  const all: unknown[] = [];
  for (let round = 0; round < 6; round++) {
    const cost: Cost = dice.chance(50) ? { kind: "errors" } : { kind: "cross-entropy", scale: 1e-4 };
    const swaps = drawSwaps(dice, neighbours.network(), 9);
    const start = dice.roll(0, COUNT - 1);
    all.push([...neighbours.costs(swaps, cost, start, dice.roll(start + 1, COUNT))]);
    const whole = [...neighbours.costs(swaps, cost)].sort((a, b) => a - b);
    const limit = whole[whole.length >> 1];
    all.push(whole, [...neighbours.costs(swaps, cost, 0, COUNT, limit)], neighbours.cost(cost));
    if (swaps.length > 0) neighbours.commit(swaps[0]);
    all.push([...neighbours.logits]);
  }
  neighbours.close();
  return all;
}

/**
 * A product of single-weight changes, and swaps in a last layer that features suit, with commits of such swaps in
 * between.
 */
async function lastLayers(seed: number, threads: number): Promise<unknown> {
  const dice = new Dice(seed);
  const architecture: Architecture = {
    input: { height: 6, width: 6, channels: 1, crop: null, centred: false },
    layers: [
      { name: "hidden", kind: "dense", in: 36, out: 12, divisor: 2 },
      { name: "fc", kind: "dense", in: 12, out: 5 },
    ],
  };
  const weights = [36 * 12, 12 * 5].map((size) =>
    Int8Array.from({ length: size }, () => dice.pick([-1, 0, 0, 1])),
  );
  const network = { architecture, weights };
  const neighbours = await Neighbours.create(network, randomImages(dice, architecture, 2100), 2100, {
    threads,
  });
  neighbours.setTargets(Uint8Array.from({ length: 2100 }, () => dice.roll(0, 4)));
  const all: unknown[] = [];
  for (let round = 0; round < 4; round++) {
    const [hidden, last] = neighbours.network().weights.map((weights) => {
      const places = [...weights.keys()];
      return {
        occupied: places.filter((place) => weights[place] !== 0),
        empty: places.filter((place) => weights[place] === 0),
      };
    });
    const from = last.occupied.map(() => dice.pick(last.occupied));
    const to = from.map(() => dice.pick(last.empty));
    const swaps = from.map((place, i) => ({ layer: 1, from: place, to: to[i] }));
    const hiddenSwaps = hidden.occupied
      .slice(0, 5)
      .flatMap((place) => hidden.empty.slice(0, 6).map((empty) => ({ layer: 0, from: place, to: empty })));
    for (const cost of [{ kind: "errors" }, { kind: "cross-entropy", scale: 1e-3 }] as const) {
      all.push([...neighbours.costs(hiddenSwaps, cost)]);
      all.push([...neighbours.costs(swaps, cost)], [...neighbours.costs(swaps, cost, 32, 1600)]);
    }
    all.push([...neighbours.outputErrors(from, to, true)]);
    neighbours.costs([swaps[0]], { kind: "cross-entropy", scale: 1e-3 });
    neighbours.commit(swaps[0]);
    all.push([...neighbours.logits]);
  }
  neighbours.close();
  return all;
}

describe("Neighbours on several threads", () => {
  it("gives the same numbers for products and for the last layer as on one", async () => {
    for (const seed of [1, 2, 3, 4]) {
      expect(await lastLayers(seed, 3), `seed ${seed}`).to.eql(await lastLayers(seed, 1));
    }
  });

  it("gives the same numbers as on one", async () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const expected = await answers(seed, 1);
      for (const threads of [2, 3]) {
        expect(await answers(seed, threads), `seed ${seed}, ${threads} threads`).to.eql(expected);
      }
    }
  });

  it("needs a whole number of them", async () => {
    const network = randomNetwork(new Dice(1));
    const images = randomImages(new Dice(1), network.architecture, 1);
    for (const threads of [0, 1.5, 65]) {
      let error: unknown;
      await Neighbours.create(network, images, 1, { threads }).catch((reason: unknown) => {
        error = reason;
      });
      expect(error)
        .to.be.instanceOf(RangeError)
        .with.property("message")
        .that.includes(`but ${threads} came`);
    }
  });
});
