import { expect } from "chai";
import { Random } from "../../../../envs/random.js";
import { forward } from "../../../../src/networks/reference.js";
import { Misclassification } from "../../../../src/sense/classification.js";
import type { Member } from "../../../../src/sense/families/family.js";
import { type NeighbourhoodOptions, neighbourhood } from "../../../../src/sense/families/neighbourhood.js";
import { afterSwaps, swapDistance } from "../../../../src/sense/families/swaps.js";
import { argMax } from "../../../../src/training/losses.js";
import { networkOf } from "./networks.js";

const IMAGES = 40;
const random = new Random(8);
const images = Uint8Array.from({ length: IMAGES * 100 }, () => random.integers(256));
const labels = Uint8Array.from({ length: IMAGES }, () => random.integers(3));
const network = networkOf(4);

async function explore(more: Partial<NeighbourhoodOptions> = {}): Promise<Member[]> {
  const data = { count: IMAGES, images, targets: { kind: "classes", labels } } as const;
  const members: Member[] = [];
  const options = { network, data, objective: new Misclassification(labels), layer: 2, count: 50, seed: 1 };
  for await (const member of neighbourhood({ ...options, ...more })) members.push(member);
  return members;
}

describe("a neighbourhood", () => {
  for (const distance of [1, 2]) {
    it(`has different networks, ${distance} swaps away, each with its exact score`, async () => {
      const members = await explore({ distance });
      const wirings = members.map(({ swaps }) => afterSwaps(network, swaps));
      expect(new Set(wirings.map(({ weights }) => weights[2].join())).size).to.equal(50);
      for (const [index, neighbour] of wirings.entries()) {
        expect(swapDistance(network, neighbour)).to.equal(distance);
        const right = labels.filter((label, image) => {
          const logits = forward(neighbour, images.subarray(100 * image, 100 * (image + 1)));
          return argMax(logits, 0, 3) === label;
        });
        expect(members[index].score).to.be.closeTo(right.length / IMAGES, 1e-12);
      }
    });
  }

  it("is the same for the same seed on any number of threads", async () => {
    const members = await explore();
    expect(await explore({ threads: 2 })).to.deep.equal(members);
    expect(await explore({ seed: 2 })).not.to.deep.equal(members);
  });

  it("ends when the layer has no more neighbours", async () => {
    const occupied = network.weights[3].filter((weight) => weight !== 0).length;
    const all = occupied * (18 - occupied);
    expect(await explore({ layer: 3, count: 10_000 })).to.have.length(all);
  });
});
