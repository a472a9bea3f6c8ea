import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { KernelGradients } from "../../../src/kernels/gradients.js";
import { architectures, randomBatch, randomWeights } from "../training/engines.js";

describe("kernel gradients", () => {
  const architecture = architectures["like the car's"];
  const loss = { kind: "cross-entropy" } as const;

  it("are the same bits with one, two and three threads", async () => {
    const random = new Random(3);
    const weights = randomWeights(architecture, random);
    const batches = [21, 5, 1].map((count) => randomBatch(architecture, random, count, "classes"));
    const results = [];
    for (const threads of [1, 2, 3]) {
      const engine = new KernelGradients({ architecture, loss, batch: 21, threads });
      engine.setParameters(weights, 0.9);
      const all = [];
      for (const batch of batches) all.push(structuredClone(await engine.gradients(batch)));
      results.push(all);
      await engine.close();
    }
    expect(results[1]).to.deep.equal(results[0]);
    expect(results[2]).to.deep.equal(results[0]);
  });

  it("give the outputs of any number of images", async () => {
    const random = new Random(4);
    const { images } = randomBatch(architecture, random, 19, "classes");
    const weights = randomWeights(architecture, random);
    const engine = new KernelGradients({ architecture, loss, batch: 8, threads: 2 });
    engine.setParameters(weights, 1);
    const together = await engine.forward(images, 19);
    const pixels = images.length / 19;
    for (const index of [0, 7, 8, 18]) {
      const alone = await engine.forward(images.subarray(index * pixels, (index + 1) * pixels), 1);
      expect(alone).to.deep.equal(together.slice(index * 3, index * 3 + 3));
    }
    await engine.close();
  });

  it("refuse more images than they were made for, and a loss of another width", async () => {
    const engine = new KernelGradients({ architecture, loss, batch: 4, threads: 1 });
    const batch = randomBatch(architecture, new Random(1), 5, "classes");
    let message = "";
    await engine.gradients(batch).catch((error: Error) => {
      message = error.message;
    });
    expect(message).to.match(/expected 1 to 4 images of 40×38×3, got 5/);
    const terms = [{ weight: 1, beta: 0.1 }];
    expect(
      () => new KernelGradients({ architecture, loss: { kind: "smooth-l1", terms }, batch: 4 }),
    ).to.throw(RangeError, "expected a loss term for each of 3 outputs, got 1");
  });
});
