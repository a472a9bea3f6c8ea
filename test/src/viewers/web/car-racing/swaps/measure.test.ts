import { expect } from "chai";
import { Random } from "../../../../../../envs/index.js";
import { carNetwork } from "../../../../../../src/adapters/car-racing/architecture.js";
import { AIM, aim } from "../../../../../../src/adapters/car-racing/decoders/aim.js";
import { Inference } from "../../../../../../src/kernels/inference.js";
import type { PolicyFile } from "../../../../../../src/networks/policy.js";
import { randomNetwork } from "../../../../../../src/networks/random-network.js";
import { giveDemonstrations } from "../../../../../../src/viewers/web/car-racing/live-search/demonstrations.js";
import { measureSwap, swapped } from "../../../../../../src/viewers/web/car-racing/swaps/measure.js";
import type { Demonstrations } from "../../../../../../src/viewers/web/live/demonstrations.js";

describe("swaps by hand", () => {
  const network = randomNetwork(carNetwork(90), 90, new Random(1));
  const outputDivisor = 400_000;
  const policy: PolicyFile = {
    env: { id: "CarRacing-v3", options: {} },
    sparsity: 90,
    action: { ...AIM, outputDivisor },
    network,
    provenance: {},
  };
  let demonstrations: Demonstrations;

  before(async () => {
    const given = giveDemonstrations({ seed: 3, episodes: 1, every: 20 });
    let step = await given.next();
    while (!step.done) step = await given.next();
    demonstrations = step.value;
  });

  const request = (layer: number, to?: number) => ({
    ...{
      policy,
      layer,
      to,
      images: demonstrations.images as Uint8Array<ArrayBuffer>,
      decisions: demonstrations.decisions,
    },
    from: network.weights[layer].findIndex((weight) => weight !== 0),
    ...{ tries: 50, seed: 3, env: { id: "CarRacing-v3", options: { physics: "float32" } } },
  });

  it("cost what the network with the swap costs", async () => {
    const decoder = aim(AIM);
    const targets = decoder.targetsOf(demonstrations.decisions);
    for (const layer of network.weights.keys()) {
      const to = network.weights[layer].indexOf(0);
      const { swap, agreement } = await measureSwap(request(layer, to));
      const after = swapped(network, swap);
      expect(after.weights[layer][to]).to.equal(network.weights[layer][swap.from]);
      expect(after.weights[layer][swap.from]).to.equal(0);
      for (const [net, share] of [
        [network, agreement.before],
        [after, agreement.after],
      ] as const) {
        const inference = await Inference.create(net);
        const logits = inference.logits(demonstrations.images, demonstrations.count);
        expect(decoder.agreement(logits, outputDivisor, targets)).to.equal(share);
        inference.close();
      }
    }
  });

  it("find the best of many places", async () => {
    const best = await measureSwap(request(2));
    const again = await measureSwap(request(2, best.swap.to));
    expect(again.loss).to.deep.equal(best.loss);
    const other = await measureSwap(request(2, network.weights[2].indexOf(0)));
    expect(best.loss.after).to.be.at.most(other.loss.after);
    expect(best.loss.before).to.equal(other.loss.before);
  });
});
