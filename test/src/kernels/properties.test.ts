import { expect } from "chai";
import fc from "fast-check";
import { Inference } from "../../../src/kernels/inference.js";
import { Neighbours } from "../../../src/kernels/neighbours.js";
import type { Architecture } from "../../../src/networks/architecture.js";
import type { Swap, TernaryNetwork } from "../../../src/networks/ternary-network.js";
import { plainLogits } from "./plain-logits.js";
import { Dice, randomArchitecture, randomImages, randomWeights } from "./random-networks.js";

/** Divisors on either side of where 14, 15 and 16 bits end (255 · divisor), and one where 32 bits nearly do. */
const EDGES = [1, 2, 63, 64, 65, 66, 127, 128, 129, 130, 256, 257, 1000, 8_400_000];

function withDivisors(architecture: Architecture, dice: Dice): Architecture {
  const layers = architecture.layers.map((layer) =>
    layer.divisor === undefined ? layer : { ...layer, divisor: dice.pick(EDGES) },
  );
  return { ...architecture, layers };
}

/** A swap of a random layer, or undefined where it is full or empty. */
function drawSwap(dice: Dice, weights: readonly Int8Array[]): Swap | undefined {
  const layer = dice.roll(0, weights.length - 1);
  const places = [...weights[layer].keys()];
  const occupied = places.filter((place) => weights[layer][place] !== 0);
  const empty = places.filter((place) => weights[layer][place] === 0);
  if (occupied.length === 0 || empty.length === 0) return undefined;
  return { layer, from: dice.pick(occupied), to: dice.pick(empty) };
}

/** Whether the network's sums fit into 32 bits for certain; where they may not, the kernels refuse it. */
async function open(
  network: TernaryNetwork,
  images: Uint8Array,
  count: number,
): Promise<Neighbours | undefined> {
  try {
    return await Neighbours.create(network, images, count);
  } catch (error) {
    expect(error).to.be.instanceOf(RangeError).with.property("message").that.includes("more than 32 bits");
    return undefined;
  }
}

describe("kernels, for a thousand random networks", () => {
  it("give the reference's integers, whatever the divisors, before and after swaps", async () => {
    let networks = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1 << 30 }), async (seed) => {
        const dice = new Dice(seed);
        const architecture = withDivisors(randomArchitecture(dice), dice);
        const network = { architecture, weights: randomWeights(dice, architecture) };
        const count = dice.pick([1, 3]);
        const images = randomImages(dice, architecture, count);
        const neighbours = await open(network, images, count);
        networks++;
        if (!neighbours) {
          refused++;
          return;
        }
        const inference = await Inference.create(network);
        expect([...inference.logits(images, count)]).to.eql(plainLogits(network, images, count));
        for (let round = 0; round < 3; round++) {
          const swap = drawSwap(dice, neighbours.network().weights);
          if (!swap) continue;
          let logits: number[];
          try {
            logits = [...neighbours.evaluate(swap)];
          } catch (error) {
            // A unit with one weight more may need more than 32 bits.
            expect(error).to.be.instanceOf(RangeError);
            break;
          }
          neighbours.commit(swap);
          const expected = plainLogits(neighbours.network(), images, count);
          expect(logits).to.eql(expected);
          expect([...neighbours.logits]).to.eql(expected);
        }
        neighbours.close();
        inference.close();
      }),
      { numRuns: 1000, seed: 20261122, endOnFailure: true },
    );
    expect(refused).to.be.below(networks / 4);
  });
});
