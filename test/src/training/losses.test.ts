import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { KernelGradients } from "../../../src/kernels/gradients.js";
import type { Loss } from "../../../src/networks/gradient-engine.js";
import { accuracy, imageLosses, meanLoss } from "../../../src/training/losses.js";
import { architectures, randomBatch, randomWeights } from "./engines.js";

describe("losses", () => {
  const terms = [0.1, 0.3, 0.5].map((beta, index) => ({ weight: 1 + index, beta }));
  const losses: Loss[] = [{ kind: "cross-entropy" }, { kind: "smooth-l1", terms }];

  for (const loss of losses) {
    it(`${loss.kind} of the outputs is the loss that the engine computes`, async () => {
      const random = new Random(8);
      const architecture = architectures["like the car's"];
      const batch = randomBatch(architecture, random, 7, loss.kind === "smooth-l1" ? "values" : "classes");
      const engine = new KernelGradients({ architecture, loss, batch: 7, threads: 1 });
      engine.setParameters(randomWeights(architecture, random), 1.3);
      const result = await engine.gradients(batch);
      const mean = meanLoss(loss, result.outputs, Math.fround(1.3), 7, batch.targets);
      expect(mean).to.be.closeTo(result.loss, 1e-6 * result.loss);
      await engine.close();
    });
  }

  it("cross-entropy by hand: the right one of two equal outputs costs log 2", () => {
    const targets = { kind: "classes", labels: Uint8Array.of(1) } as const;
    const loss = meanLoss({ kind: "cross-entropy" }, Float32Array.of(3, 3), 5, 1, targets);
    expect(loss).to.be.closeTo(Math.log(2), 1e-12);
  });

  it("smooth L1 by hand: quadratic, linear, and nothing beyond a saturated value", () => {
    const loss: Loss = { kind: "smooth-l1", terms: Array(4).fill({ weight: 2, beta: 0.5 }) };
    const targets = { kind: "values", outputs: 4, values: Float32Array.of(0, 0, 1, -1.5) } as const;
    const mean = meanLoss(loss, Float32Array.of(0.25, 2, 1.75, -1.25), 1, 1, targets);
    expect(mean).to.be.closeTo(2 * (0.0625 + 1.75), 1e-6);
  });

  it("come for each image too", () => {
    const loss: Loss = { kind: "smooth-l1", terms: Array(2).fill({ weight: 1, beta: 1 }) };
    const targets = { kind: "values", outputs: 2, values: Float32Array.of(0, 0, 0, 0) } as const;
    const losses = imageLosses(loss, Int32Array.of(1, 1, 0, 3), 1, 2, targets);
    expect(losses).to.deep.equal(Float64Array.of(1, 2.5));
  });

  it("accuracy takes the first of equal outputs", () => {
    expect(accuracy(Int32Array.of(2, 2, 1, 5), 2, Uint8Array.of(0, 1))).to.equal(1);
    expect(accuracy(Int32Array.of(2, 2, 1, 5), 2, Uint8Array.of(1, 1))).to.equal(0.5);
  });
});
