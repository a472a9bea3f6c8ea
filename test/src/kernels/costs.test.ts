import { expect } from "chai";
import { type Cost, MOST_EDGES } from "../../../src/kernels/costs.js";
import { Neighbours } from "../../../src/kernels/neighbours.js";
import type { Architecture } from "../../../src/networks/architecture.js";
import type { Swap } from "../../../src/networks/ternary-network.js";
import { Dice, randomImages, randomNetwork, randomWeights } from "./random-networks.js";

/** The same costs, written plainly in double precision. */
function plainCost(cost: Cost, logits: readonly number[], target: ArrayLike<number>): number {
  if (cost.kind === "errors") return logits.indexOf(Math.max(...logits)) === target[0] ? 0 : 1;
  if (cost.kind === "cross-entropy") {
    const best = Math.max(...logits);
    const sum = logits.reduce((total, logit) => total + Math.exp((logit - best) * cost.scale), 0);
    return Math.log(sum) + (best - logits[target[0]]) * cost.scale;
  }
  if (cost.kind === "steps") {
    const reached = logits.map((logit, output) => cost.edges[output].filter((edge) => logit > edge).length);
    return reached.every((step, output) => step === target[output]) ? 0 : 1;
  }
  const all = logits.reduce((total, logit, output) => {
    const { weight, beta } = cost.terms[output];
    const distance = Math.abs(Math.max(-1, Math.min(1, logit / cost.divisor)) - target[output]);
    const own = distance < beta ? distance ** 2 / (2 * beta) : distance - beta / 2;
    return total + weight * own;
  }, 0);
  return Math.max(0, all - (cost.beyond ?? 0));
}

function randomSwaps(dice: Dice, weights: readonly Int8Array[], count: number): Swap[] {
  return Array.from({ length: count * 4 }, () => {
    const layer = dice.roll(0, weights.length - 1);
    const last = weights[layer].length - 1;
    return { layer, from: dice.roll(0, last), to: dice.roll(0, last) };
  })
    .filter(({ layer, from, to }) => weights[layer][from] !== 0 && weights[layer][to] === 0)
    .slice(0, count);
}

describe("Neighbours' costs", () => {
  const cases: [string, (dice: Dice, outputs: number) => Cost][] = [
    ["errors", () => ({ kind: "errors" })],
    ["cross-entropy", (dice) => ({ kind: "cross-entropy", scale: 10 ** -dice.roll(1, 5) })],
    [
      "smooth L1",
      (dice, outputs) => ({
        kind: "smooth-l1",
        divisor: dice.roll(100, 100_000),
        terms: Array.from({ length: outputs }, () => ({
          weight: dice.roll(1, 8),
          beta: dice.roll(1, 9) / 10,
        })),
      }),
    ],
    [
      "smooth L1 beyond what is free",
      (dice, outputs) => ({
        kind: "smooth-l1",
        divisor: dice.roll(100, 100_000),
        terms: Array.from({ length: outputs }, () => ({ weight: dice.roll(1, 8), beta: 0.3 })),
        beyond: dice.roll(1, 12) / 2,
      }),
    ],
    [
      "steps",
      (dice, outputs) => ({
        kind: "steps",
        edges: Array.from({ length: outputs }, () => {
          const reach = dice.pick([1, 300, 10_000, 2_000_000]);
          return Array.from({ length: dice.roll(0, MOST_EDGES) }, () => dice.roll(0, 2 * reach) - reach);
        }),
      }),
    ],
  ];
  for (const [name, make] of cases) {
    it(`sum ${name} of the neighbours' logits`, async () => {
      for (let seed = 1; seed <= 60; seed++) {
        const dice = new Dice(seed);
        const network = randomNetwork(dice);
        const count = dice.pick([1, 16, 50]);
        const images = randomImages(dice, network.architecture, count);
        const neighbours = await Neighbours.create(network, images, count);
        const { outputs } = neighbours;
        const cost = make(dice, outputs);
        const labels = Uint8Array.from({ length: count }, () => dice.roll(0, outputs - 1));
        const hasValues = cost.kind === "smooth-l1" || cost.kind === "steps";
        const targets = Float32Array.from({ length: count * outputs }, () =>
          cost.kind === "steps" ? dice.roll(0, 2) : dice.roll(-10, 10) / 10,
        );
        neighbours.setTargets(hasValues ? targets : labels);
        const swaps = randomSwaps(dice, network.weights, 12);
        const start = dice.roll(0, count - 1);
        const end = dice.roll(start + 1, count);
        const sums = neighbours.costs(swaps, cost, start, end);
        for (const [index, swap] of swaps.entries()) {
          const logits = neighbours.evaluate(swap, start, end);
          let plain = 0;
          for (let example = start; example < end; example++) {
            const row = [...logits.subarray((example - start) * outputs, (example - start + 1) * outputs)];
            const target = hasValues ? targets.subarray(example * outputs) : labels.subarray(example);
            plain += plainCost(cost, row, target);
          }
          if (cost.kind === "errors" || cost.kind === "steps")
            expect(sums[index], `seed ${seed}`).to.equal(plain);
          else expect(sums[index], `seed ${seed}`).to.be.closeTo(plain, 1e-5 * (1 + Math.abs(plain)));
        }
        neighbours.close();
      }
    });
  }

  it("do not depend on how ranges and lists are cut", async () => {
    const dice = new Dice(3);
    const network = randomNetwork(dice);
    const images = randomImages(dice, network.architecture, 100);
    const neighbours = await Neighbours.create(network, images, 100);
    neighbours.setTargets(Uint8Array.from({ length: 100 }, () => dice.roll(0, neighbours.outputs - 1)));
    const cost: Cost = { kind: "cross-entropy", scale: 0.001 };
    const swaps = randomSwaps(dice, network.weights, 20);
    const whole = neighbours.costs(swaps, cost);
    const parts = [neighbours.costs(swaps, cost, 0, 32), neighbours.costs(swaps, cost, 32, 100)];
    for (const [index, swap] of swaps.entries()) {
      expect(parts[0][index] + parts[1][index]).to.equal(whole[index]);
      expect(neighbours.costs([swap], cost)[0]).to.equal(whole[index]);
    }
    const before = neighbours.cost(cost);
    neighbours.commit(swaps[0]);
    expect(neighbours.cost(cost)).to.equal(whole[0]);
    neighbours.commit({ layer: swaps[0].layer, from: swaps[0].to, to: swaps[0].from });
    expect(neighbours.cost(cost)).to.equal(before);
  });

  it("drop neighbours beyond a limit, and only those", async () => {
    const dice = new Dice(8);
    const network = randomNetwork(dice);
    const images = randomImages(dice, network.architecture, 100);
    const neighbours = await Neighbours.create(network, images, 100);
    neighbours.setTargets(Uint8Array.from({ length: 100 }, () => dice.roll(0, neighbours.outputs - 1)));
    const swaps = randomSwaps(dice, network.weights, 30);
    const whole = neighbours.costs(swaps, { kind: "errors" });
    const limit = [...whole].sort((a, b) => a - b)[Math.floor(whole.length / 2)];
    const limited = neighbours.costs(swaps, { kind: "errors" }, 0, 100, limit);
    for (const [index, errors] of whole.entries()) {
      if (errors <= limit) expect(limited[index]).to.equal(errors);
      else expect(limited[index]).to.equal(Number.POSITIVE_INFINITY);
    }
  });

  it("count errors the same where margins are too wide for a swap to matter", async () => {
    let settled = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const dice = new Dice(4000 + seed);
      const architecture: Architecture = {
        input: { height: 8, width: 8, channels: 1, crop: null, centred: dice.chance(50) },
        layers: [
          {
            name: "conv",
            kind: "conv",
            in: 1,
            out: 8,
            kernel: 3,
            stride: 1,
            padding: 1,
            divisor: dice.pick([1, 2]),
            pool: { size: 2, stride: 2 },
          },
          { name: "fc", kind: "dense", in: 128, out: dice.roll(2, 4) },
        ],
      };
      const weights = randomWeights(dice, architecture);
      // Every block has one image 16 times, so that a block's margins are alike; the last block is not full.
      const count = 16 * 8 - 5;
      const few = randomImages(dice, architecture, 8);
      const images = Uint8Array.from({ length: count * 64 }, (_, i) => few[(i >> 10) * 64 + (i & 63)]);
      const neighbours = await Neighbours.create({ architecture, weights }, images, count);
      const { outputs } = neighbours;
      const classOf = (logits: Int32Array, example: number) => {
        const row = logits.subarray(example * outputs, (example + 1) * outputs);
        return row.indexOf(Math.max(...row));
      };
      const labels = Uint8Array.from({ length: count }, (_, example) =>
        dice.chance(80) ? classOf(neighbours.logits, example) : dice.roll(0, outputs - 1),
      );
      neighbours.setTargets(labels);
      for (let round = 0; round < 4; round++) {
        const swaps = randomSwaps(dice, neighbours.network().weights, 20);
        const start = 16 * dice.roll(0, 3);
        const costs = neighbours.costs(swaps, { kind: "errors" }, start);
        const present = neighbours.cost({ kind: "errors" }, start);
        for (const [index, swap] of swaps.entries()) {
          const logits = neighbours.evaluate(swap);
          let wrong = 0;
          for (let example = start; example < count; example++) {
            if (classOf(logits, example) !== labels[example]) wrong++;
          }
          expect(costs[index], `seed ${seed}`).to.equal(wrong);
          if (swap.layer === 0 && wrong === present) settled++;
        }
        if (swaps.length > 0) neighbours.commit(swaps[0]);
      }
      neighbours.close();
    }
    expect(settled).to.be.above(20);
  });

  it("by steps need a short list of whole edges for every output", async () => {
    const network = randomNetwork(new Dice(9));
    const images = randomImages(new Dice(9), network.architecture, 1);
    const neighbours = await Neighbours.create(network, images, 1);
    const { outputs } = neighbours;
    neighbours.setTargets(new Float32Array(outputs));
    const cost = (edges: number[]): Cost => ({ kind: "steps", edges: new Array(outputs).fill(edges) });
    expect(() => neighbours.cost(cost([1, 2, 3, 4, 5]))).to.throw(RangeError, "at most 4 edges, but 5 came");
    expect(() => neighbours.cost(cost([0.5]))).to.throw(
      RangeError,
      "a whole number of 32 bits, but 0.5 came",
    );
    expect(() => neighbours.cost({ kind: "steps", edges: [] })).to.throw(RangeError, "but 0 came");
  });

  it("need targets, of the right length", async () => {
    const network = randomNetwork(new Dice(9));
    const images = randomImages(new Dice(9), network.architecture, 3);
    const neighbours = await Neighbours.create(network, images, 3);
    expect(() => neighbours.cost({ kind: "errors" })).to.throw("call setTargets first");
    expect(() => neighbours.setTargets(Uint8Array.of(1))).to.throw(
      RangeError,
      "3 targets are needed, but 1 came",
    );
  });
});
