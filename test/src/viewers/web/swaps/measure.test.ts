import { expect } from "chai";
import { Random } from "../../../../../envs/index.js";
import { carNetwork } from "../../../../../src/adapters/car-racing/architecture.js";
import { AIM, aim } from "../../../../../src/adapters/car-racing/decoders/aim.js";
import { Inference } from "../../../../../src/kernels/inference.js";
import type { Policy } from "../../../../../src/networks/policy.js";
import { randomNetwork } from "../../../../../src/networks/random-network.js";
import { giveLessons, type Lessons } from "../../../../../src/viewers/web/live/lessons.js";
import { measureSwap, swapped } from "../../../../../src/viewers/web/swaps/measure.js";

describe("swaps by hand", () => {
  const network = randomNetwork(carNetwork(90), 90, new Random(1));
  const outputDivisor = 400_000;
  const policy: Policy = {
    task: "car-racing",
    sparsity: 90,
    encoding: { ...AIM, outputDivisor },
    network,
    provenance: {},
  };
  let lessons: Lessons;

  before(async () => {
    const given = giveLessons({ seed: 3, laps: 1, every: 20 });
    let step = await given.next();
    while (!step.done) step = await given.next();
    lessons = step.value;
  });

  const request = (layer: number, to?: number) => ({
    ...{ policy, layer, to, images: lessons.images as Uint8Array<ArrayBuffer>, wishes: lessons.wishes },
    from: network.weights[layer]!.findIndex((weight) => weight !== 0),
    ...{ tries: 50, seed: 3, physics: "float32" as const },
  });

  it("cost what the network with the swap costs", async () => {
    const encoding = aim(AIM);
    const targets = encoding.targetsOf(lessons.wishes);
    for (const layer of network.weights.keys()) {
      const to = network.weights[layer]!.indexOf(0);
      const { swap, agreement } = await measureSwap(request(layer, to));
      const after = swapped(network, swap);
      expect(after.weights[layer]![to]).to.equal(network.weights[layer]![swap.from]);
      expect(after.weights[layer]![swap.from]).to.equal(0);
      for (const [net, share] of [
        [network, agreement.before],
        [after, agreement.after],
      ] as const) {
        const inference = await Inference.create(net);
        const logits = inference.logits(lessons.images, lessons.count);
        expect(encoding.agreement(logits, outputDivisor, targets)).to.equal(share);
        inference.close();
      }
    }
  });

  it("find the best of many places", async () => {
    const best = await measureSwap(request(2));
    const again = await measureSwap(request(2, best.swap.to));
    expect(again.loss).to.deep.equal(best.loss);
    const other = await measureSwap(request(2, network.weights[2]!.indexOf(0)));
    expect(best.loss.after).to.be.at.most(other.loss.after);
    expect(best.loss.before).to.equal(other.loss.before);
  });
});
