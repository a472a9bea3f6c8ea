import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { carNetwork } from "../../../src/adapters/car-racing/architecture.js";
import type { Architecture } from "../../../src/networks/architecture.js";
import type { Loss } from "../../../src/networks/gradient-engine.js";
import { imageNetwork } from "../../../src/tasks/image-network.js";
import { architectures, engines, outputCount, randomBatch, randomWeights } from "../training/engines.js";

function lossFor(kind: "classes" | "values", outputs: number): Loss {
  if (kind === "classes") return { kind: "cross-entropy" };
  const terms = Array.from({ length: outputs }, (_, index) => ({
    weight: 1 + index,
    beta: 0.1 + 0.2 * index,
  }));
  return { kind: "smooth-l1", terms };
}

/** Largest difference, as a share of the largest value. */
function distance(a: Float32Array, b: Float32Array): number {
  expect(a.length).to.equal(b.length);
  let largest = 0;
  let difference = 0;
  for (const [index, value] of a.entries()) {
    largest = Math.max(largest, Math.abs(value));
    difference = Math.max(difference, Math.abs(value - b[index]));
  }
  expect(largest).to.be.above(0);
  return difference / largest;
}

/** Runs every engine on the same random batch and expects the same losses, outputs and gradients. */
async function expectAgreement(
  architecture: Architecture,
  kind: "classes" | "values",
  density: number,
  count: number,
): Promise<void> {
  const random = new Random(11);
  const loss = lossFor(kind, outputCount(architecture));
  const batch = randomBatch(architecture, random, count, kind);
  const weights = randomWeights(architecture, random, density);
  const results = [];
  for (const open of Object.values(engines)) {
    const engine = open({ architecture, loss, batch: count });
    engine.setParameters(weights, 1.7);
    const result = await engine.gradients(batch);
    expect(distance(result.outputs, await engine.forward(batch.images, count))).to.equal(0);
    results.push(structuredClone(result));
    await engine.close();
  }
  const [first, second] = results;
  expect(first.loss).to.be.closeTo(second.loss, 1e-5 * second.loss);
  expect(first.logScale).to.be.closeTo(second.logScale, 1e-4 * Math.abs(second.logScale) + 1e-6);
  expect(distance(first.outputs, second.outputs)).to.be.below(1e-5);
  for (const [index, gradient] of first.weights.entries()) {
    expect(distance(gradient, second.weights[index]), `layer ${index}`).to.be.below(1e-4);
  }
}

describe("gradient engines", () => {
  for (const [name, architecture] of Object.entries(architectures)) {
    for (const kind of ["classes", "values"] as const) {
      for (const density of [1, 0.1]) {
        it(`agree on a network ${name}, ${kind}, density ${density}`, async () => {
          await expectAgreement(architecture, kind, density, 3);
        });
      }
    }
  }

  for (const density of [1, 0.1]) {
    it(`agree on MNIST's network, density ${density}`, async () => {
      await expectAgreement(imageNetwork(0), "classes", density, 1);
    });

    it(`agree on the car's network, density ${density}`, async () => {
      await expectAgreement(carNetwork(0), "values", density, 1);
    });
  }

  for (const [name, open] of Object.entries(engines)) {
    it(`${name}: the gradient is the slope of the loss`, async () => {
      const random = new Random(5);
      const architecture = architectures["like MNIST's"];
      const engine = open({ architecture, loss: { kind: "cross-entropy" }, batch: 4 });
      const batch = randomBatch(architecture, random, 4, "classes");
      const weights = randomWeights(architecture, random);
      engine.setParameters(weights, 1);
      const { weights: gradient, logScale } = structuredClone(await engine.gradients(batch));
      const loss = async (layer: number, move: number) => {
        const moved = weights.map((values, index) =>
          index === layer ? values.map((value, at) => value + move * gradient[index][at]) : values,
        );
        engine.setParameters(moved, 1);
        return (await engine.gradients(batch)).loss;
      };
      for (const layer of weights.keys()) {
        // Along the gradient itself the slope is its squared length.
        const slope = gradient[layer].reduce((sum, value) => sum + value * value, 0);
        const move = 2e-3 / Math.sqrt(slope);
        const measured = ((await loss(layer, move)) - (await loss(layer, -move))) / (2 * move);
        expect(measured / slope, `layer ${layer}`).to.be.closeTo(1, 0.02);
      }
      const scaled = async (factor: number) => {
        engine.setParameters(weights, factor);
        return (await engine.gradients(batch)).loss;
      };
      const measured = ((await scaled(Math.exp(0.01))) - (await scaled(Math.exp(-0.01)))) / 0.02;
      expect(measured).to.be.closeTo(logScale, 0.01 * Math.abs(logScale));
      await engine.close();
    });
  }
});
