import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { Inference } from "../../../src/kernels/inference.js";
import { Neighbours } from "../../../src/kernels/neighbours.js";
import type { SignedSwap } from "../../../src/kernels/weight-changes.js";
import type { Architecture } from "../../../src/networks/architecture.js";
import { randomNetwork as randomTernary } from "../../../src/networks/random-network.js";
import type { TernaryNetwork } from "../../../src/networks/ternary-network.js";
import { Wiring } from "../../../src/sense/wiring.js";
import { imageNetwork } from "../../../src/tasks/image-network.js";
import { argMax } from "../../../src/training/losses.js";
import { plainLogits } from "./plain-logits.js";
import { Dice, randomImages, randomNetwork, randomWeights } from "./random-networks.js";

/** A swap of one layer, or undefined when the layer is full or empty. */
function randomSwap(dice: Dice, weights: readonly Int8Array[], layer: number): SignedSwap | undefined {
  const places = [...weights[layer].keys()];
  const occupied = places.filter((place) => weights[layer][place] !== 0);
  const empty = places.filter((place) => weights[layer][place] === 0);
  if (occupied.length === 0 || empty.length === 0) return undefined;
  const sign = dice.pick([undefined, -1, 1] as const);
  return { layer, from: dice.pick(occupied), to: dice.pick(empty), ...(sign ? { sign } : {}) };
}

/** The network after the swaps, by the definition of a swap. */
function swapped({ architecture, weights }: TernaryNetwork, swaps: readonly SignedSwap[]): TernaryNetwork {
  const copies = weights.map((layer) => layer.slice());
  for (const { layer, from, to, sign } of swaps) {
    copies[layer][to] = sign ?? copies[layer][from];
    copies[layer][from] = 0;
  }
  return { architecture, weights: copies };
}

/**
 * Two convolutions with 2×2 pools, of odd and even sizes, and a last layer that reads the whole of the second or a
 * convolution.
 */
function twoConvolutions(dice: Dice): Architecture {
  const kernel = dice.pick([3, 5]);
  const conv = {
    kind: "conv",
    kernel,
    stride: 1,
    padding: (kernel - 1) / 2,
    divisor: dice.pick([1, 4]),
  } as const;
  const pool = { size: 2, stride: 2 };
  const [height, width, channels] = [dice.roll(8, 15), dice.roll(8, 15), dice.roll(1, 2)];
  const [first, second] = [dice.roll(2, 9), dice.roll(1, 8)];
  const features = second * (height >> 2) * (width >> 2);
  return {
    input: { height, width, channels, crop: null, centred: dice.chance(20) },
    layers: [
      { name: "one", in: channels, out: first, ...conv, pool },
      { name: "two", in: first, out: second, ...conv, pool },
      dice.chance(70)
        ? { name: "fc", kind: "dense", in: features, out: 3 }
        : { name: "three", kind: "conv", in: second, out: 2, kernel: 1, stride: 1, padding: 0 },
    ],
  };
}

/** Images with a rectangle of noise each, often a tiny one, on nothing. */
function lonelyShapes(dice: Dice, { input }: Architecture, count: number): Uint8Array {
  const { height, width, channels } = input;
  const images = new Uint8Array(count * height * width * channels);
  for (let image = 0; image < count; image++) {
    const [top, left] = [dice.roll(0, height), dice.roll(0, width)];
    const [bottom, right] = [dice.roll(top, height), dice.roll(left, width)];
    for (let row = top; row < bottom; row++) {
      for (let i = left * channels; i < right * channels; i++) {
        images[(image * height + row) * width * channels + i] = dice.roll(0, 255);
      }
    }
  }
  return images;
}

describe("Neighbours", () => {
  it("gives the neighbour's own logits, for random swaps in every layer, with commits in between", async () => {
    for (let seed = 1; seed <= 200; seed++) {
      const dice = new Dice(seed);
      let network = randomNetwork(dice);
      const count = dice.pick([1, 16, 17, 40]);
      const images = randomImages(dice, network.architecture, count);
      const neighbours = await Neighbours.create(network, images, count);
      const inference = await Inference.create(network);
      expect([...neighbours.logits], `seed ${seed}`).to.eql([...inference.logits(images, count)]);
      for (let round = 0; round < 20; round++) {
        const swap = randomSwap(dice, network.weights, dice.roll(0, network.weights.length - 1));
        if (!swap) continue;
        const neighbour = swapped(network, [swap]);
        inference.setWeights(neighbour.weights);
        const logits = [...inference.logits(images, count)];
        const start = dice.roll(0, count - 1);
        const end = dice.roll(start + 1, count);
        const { outputs } = neighbours;
        const part = [...neighbours.evaluate(swap, start, end)];
        expect(part, `seed ${seed} round ${round}`).to.eql(logits.slice(start * outputs, end * outputs));
        if (dice.chance(40)) {
          neighbours.commit(swap);
          network = neighbour;
          expect([...neighbours.logits], `seed ${seed} round ${round} commit`).to.eql(logits);
          expect(neighbours.network().weights).to.eql(network.weights);
        }
      }
      neighbours.close();
      inference.close();
    }
  });

  it("makes several swaps at once", async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const dice = new Dice(1000 + seed);
      let network = randomNetwork(dice);
      const images = randomImages(dice, network.architecture, 20);
      const neighbours = await Neighbours.create(network, images, 20);
      const inference = await Inference.create(network);
      for (let round = 0; round < 5; round++) {
        const swaps: SignedSwap[] = [];
        const taken = new Set<string>();
        for (let tries = 0; tries < 10; tries++) {
          const swap = randomSwap(dice, network.weights, dice.roll(0, network.weights.length - 1));
          if (!swap || taken.has(`${swap.layer} ${swap.from}`) || taken.has(`${swap.layer} ${swap.to}`))
            continue;
          taken.add(`${swap.layer} ${swap.from}`).add(`${swap.layer} ${swap.to}`);
          swaps.push(swap);
        }
        if (swaps.length === 0) continue;
        network = swapped(network, swaps);
        inference.setWeights(network.weights);
        const logits = [...inference.logits(images, 20)];
        expect([...neighbours.evaluate(swaps)], `seed ${seed}`).to.eql(logits);
        neighbours.commit(swaps);
        expect([...neighbours.logits], `seed ${seed} commit`).to.eql(logits);
      }
      neighbours.close();
      inference.close();
    }
  });

  it("knows which cells of a convolution the last layer reads, also after swaps in both at once", async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const dice = new Dice(2000 + seed);
      const conv = { kind: "conv", kernel: 3, stride: 1, padding: 1, divisor: dice.pick([1, 3]) } as const;
      const pool = { size: 2, stride: 2 };
      const architecture: Architecture = {
        input: { height: 12, width: 12, channels: 1, crop: null, centred: dice.chance(50) },
        layers: [
          { name: "one", in: 1, out: 3, ...conv, pool },
          { name: "two", in: 3, out: 4, ...conv, pool },
          { name: "fc", kind: "dense", in: 36, out: 3 },
        ],
      };
      let network: TernaryNetwork = { architecture, weights: randomWeights(dice, architecture) };
      const images = randomImages(dice, architecture, 20);
      const neighbours = await Neighbours.create(network, images, 20);
      const inference = await Inference.create(network);
      for (let round = 0; round < 12; round++) {
        const swaps = dice
          .pick([[0], [1], [2], [1, 2], [0, 2]])
          .flatMap((layer) => randomSwap(dice, network.weights, layer) ?? []);
        if (swaps.length === 0) continue;
        const next = swapped(network, swaps);
        inference.setWeights(next.weights);
        const logits = [...inference.logits(images, 20)];
        expect([...neighbours.evaluate(swaps)], `seed ${seed}, round ${round}`).to.eql(logits);
        if (dice.chance(50)) continue;
        neighbours.commit(swaps);
        network = next;
        expect([...neighbours.logits], `seed ${seed}, round ${round}`).to.eql(logits);
      }
      neighbours.close();
      inference.close();
    }
  });

  it("follows swaps in a first convolution, of few channels and of most, over images with nothing at the edge or nowhere", async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const dice = new Dice(3000 + seed);
      const architecture = twoConvolutions(dice);
      let network: TernaryNetwork = { architecture, weights: randomWeights(dice, architecture) };
      const count = dice.pick([3, 17]);
      const images = lonelyShapes(dice, architecture, count);
      const neighbours = await Neighbours.create(network, images, count);
      expect([...neighbours.evaluate([])], `seed ${seed}`).to.eql(plainLogits(network, images, count));
      for (let round = 0; round < 8; round++) {
        const swaps: SignedSwap[] = [];
        for (let wanted = dice.pick([1, 1, 2, 6]); wanted > 0; wanted--) {
          const swap = randomSwap(dice, network.weights, 0);
          const places = swaps.flatMap(({ from, to }) => [from, to]);
          if (swap && !places.includes(swap.from) && !places.includes(swap.to)) swaps.push(swap);
        }
        const next = swapped(network, swaps);
        const expected = plainLogits(next, images, count);
        expect([...neighbours.evaluate(swaps)], `seed ${seed}, round ${round}`).to.eql(expected);
        if (dice.chance(50)) continue;
        neighbours.commit(swaps);
        network = next;
        expect([...neighbours.logits], `seed ${seed}, round ${round}`).to.eql(expected);
      }
      neighbours.close();
    }
  });

  it("gives swaps that take a weight from the same place of the first layer the costs that each has alone", async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const dice = new Dice(4000 + seed);
      const architecture = twoConvolutions(dice);
      const network: TernaryNetwork = { architecture, weights: randomWeights(dice, architecture) };
      const count = dice.pick([16, 40]);
      const images = lonelyShapes(dice, architecture, count);
      const neighbours = await Neighbours.create(network, images, count, { threads: dice.pick([1, 2]) });
      const classes = neighbours.outputs;
      const labels = Uint8Array.from({ length: count }, () => dice.roll(0, classes - 1));
      neighbours.setTargets(labels);

      const removals = [1, 2, 3].flatMap(() => randomSwap(dice, network.weights, 0) ?? []);
      const swaps = Array.from({ length: 40 }, () =>
        randomSwap(dice, network.weights, dice.pick([0, 0, 0, 1])),
      )
        .filter((swap) => swap !== undefined)
        .map((swap) => ({ ...swap, from: swap.layer === 0 ? dice.pick(removals).from : swap.from }))
        .map((swap) => (dice.chance(20) ? { ...swap, sign: dice.pick([-1, 1] as const) } : swap));
      const range = [0, dice.pick([count, count - 5])] as const;
      for (const cost of [{ kind: "errors" }, { kind: "cross-entropy", scale: 0.003 }] as const) {
        const alone = swaps.map((swap) => neighbours.costs([swap], cost, ...range)[0]);
        expect([...neighbours.costs(swaps, cost, ...range)], `seed ${seed}, ${cost.kind}`).to.eql(alone);
        const limit = alone.toSorted((a, b) => a - b)[alone.length >> 1];
        const limited = alone.map((sum) => (sum > limit ? Number.POSITIVE_INFINITY : sum));
        expect([...neighbours.costs(swaps, cost, ...range, limit)], `seed ${seed}, limit`).to.eql(limited);
      }
      const some = swaps.filter((_, index) => index % 5 === 0);
      const wrong = some.map((swap) => {
        const logits = plainLogits(swapped(network, [swap]), images, count);
        return labels
          .subarray(0, range[1])
          .filter((label, i) => argMax(logits, i * classes, classes) !== label).length;
      });
      expect([...neighbours.costs(some, { kind: "errors" }, ...range)], `seed ${seed}`).to.eql(wrong);
      neighbours.close();
    }
  });

  it("makes room when one unit gathers so many weights that 16 bits no longer do", async () => {
    const input = { height: 20, width: 20, channels: 1, crop: null, centred: false };
    const architecture = {
      input,
      layers: [
        { name: "one", kind: "dense", in: 400, out: 2, divisor: 60 },
        { name: "two", kind: "dense", in: 2, out: 2 },
      ],
    } as const;
    const weights = [new Int8Array(800), Int8Array.of(1, 0, 0, 1)];
    weights[0].fill(1, 0, 399);
    const images = new Uint8Array(400 * 3).fill(255);
    const neighbours = await Neighbours.create({ architecture, weights }, images, 3);
    for (let moved = 0; moved < 300; moved++) {
      const own = neighbours.network().weights[0];
      const from = own.findIndex((weight) => weight !== 0);
      neighbours.commit({ layer: 0, from, to: 400 + moved, sign: 1 });
      expect([...neighbours.logits.subarray(0, 2)]).to.eql(
        [399 - moved - 1, moved + 1].map((count) => Math.min(count * 255, 255 * 60)),
      );
    }
  });

  it("refuses swaps that are none", async () => {
    const network = {
      architecture: {
        input: { height: 1, width: 3, channels: 1, crop: null, centred: false },
        layers: [{ name: "fc", kind: "dense", in: 3, out: 1 }],
      },
      weights: [Int8Array.of(1, 1, 0)],
    } as const;
    const neighbours = await Neighbours.create(network, Uint8Array.of(1, 2, 3), 1);
    expect(() => neighbours.evaluate({ layer: 0, from: 2, to: 0 })).to.throw(
      RangeError,
      "layer fc has 0 at 2",
    );
    expect(() => neighbours.evaluate({ layer: 0, from: 0, to: 1 })).to.throw(RangeError, "1 at 1");
    expect(() =>
      neighbours.evaluate([
        { layer: 0, from: 0, to: 2 },
        { layer: 0, from: 1, to: 2 },
      ]),
    ).to.throw(RangeError, "share a place");
  });

  it("holds on to no more memory however often layers take turns", async () => {
    const network = randomTernary(imageNetwork(80), 80, new Random(6));
    const random = new Random(7);
    const count = 320;
    const images = Uint8Array.from({ length: count * 784 }, () => random.integers(256));
    const neighbours = await Neighbours.create(network, images, count);
    neighbours.setTargets(Uint8Array.from({ length: count }, () => random.integers(10)));
    const turn = () => {
      for (const layer of [2, 1, 2]) {
        const { swap } = new Wiring(layer, neighbours.network().weights[layer]).draw(random);
        neighbours.costs([swap], { kind: "cross-entropy", scale: 1e-3 });
        neighbours.commit(swap);
      }
      return neighbours.memoryBytes;
    };
    const first = turn();
    for (let round = 0; round < 20; round++) expect(turn()).to.equal(first);
    neighbours.close();
  });
});
