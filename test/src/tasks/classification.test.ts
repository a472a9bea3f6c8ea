import { createHash } from "node:crypto";
import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { InputError } from "../../../src/errors.js";
import type { Architecture } from "../../../src/networks/architecture.js";
import { randomNetwork } from "../../../src/networks/random-network.js";
import { forward } from "../../../src/networks/reference.js";
import { classificationTask } from "../../../src/tasks/classification.js";
import { mnist } from "../../../src/tasks/stored-images.js";
import { loadTask, taskNames } from "../../../src/tasks/tasks.js";
import { argMax } from "../../../src/training/losses.js";
import { plainLogits } from "../kernels/plain-logits.js";
import { quarters } from "../training/quarters.js";

const evaluation = { seeds: [], threads: 1 } as const;

describe("MNIST", () => {
  it("has 55,000 pictures to fit, 5,000 to choose by, and the data set's own bytes", async () => {
    const { fit, validation } = await mnist.load({ recordings: "" });
    expect([fit.count, validation.count]).to.deep.equal([55_000, 5_000]);
    expect(validation.images.length).to.equal(5_000 * 28 * 28);
    const hash = createHash("sha256").update(fit.images).update(validation.images).digest("hex");
    expect(hash).to.equal("741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757");
  });

  it("measures a policy on the test set as the plain forward pass does", async () => {
    const network = randomNetwork(mnist.architecture(80), 80, new Random(2));
    const policy = { task: "mnist", sparsity: 80, network, provenance: {} };
    const { scores, details } = await mnist.evaluate(policy, evaluation);
    const { confusion } = details as { confusion: number[][] };
    expect(confusion.flat().reduce((sum, count) => sum + count, 0)).to.equal(10_000);
    const right = confusion.reduce((sum, row, label) => sum + row[label], 0);
    expect(scores["test accuracy"]).to.equal(right / 10_000);
    const { validation } = await mnist.load({ recordings: "" });
    const { targets, images } = validation;
    if (targets.kind !== "classes") throw new Error("expected classes");
    const logits = Int32Array.from(plainLogits(network, images.subarray(0, 20 * 28 * 28), 20));
    const twenty = { count: 20, images, targets: { ...targets, labels: targets.labels.subarray(0, 20) } };
    const expected = Array.from(
      { length: 20 },
      (_, index) => argMax(logits, 10 * index, 10) === targets.labels[index],
    );
    expect(mnist.score(logits, twenty, undefined)).to.equal(expected.filter(Boolean).length / 20);
  });
});

describe("Pictures in classes", () => {
  it("may be of another size and of other kinds, with another network", async () => {
    const test = quarters(200, 3);
    const task = classificationTask({
      name: "quarters",
      load: async () => ({ fit: quarters(200, 1), validation: quarters(100, 2) }),
      loadTest: async () => test,
    });
    const architecture: Architecture = {
      input: { height: 12, width: 10, channels: 1, crop: null, centred: false },
      layers: [{ name: "fc", kind: "dense", in: 120, out: 4 }],
    };
    const network = randomNetwork(architecture, 50, new Random(5));
    const { scores, details } = await task.evaluate({
      task: task.name,
      sparsity: 50,
      network,
      provenance: {},
    });
    const { targets, images } = test;
    if (targets.kind !== "classes") throw new Error("expected classes");
    const confusion = Array.from({ length: 4 }, () => [0, 0, 0, 0]);
    for (const [index, label] of targets.labels.entries()) {
      const logits = forward(network, images.subarray(120 * index, 120 * (index + 1)));
      confusion[label][argMax(logits, 0, 4)]++;
    }
    expect(details.confusion).to.deep.equal(confusion);
    expect(scores["test accuracy"]).to.equal(
      confusion.reduce((sum, row, label) => sum + row[label], 0) / 200,
    );
  });
});

describe("tasks", () => {
  it("are found by name", async () => {
    for (const name of taskNames) expect((await loadTask({ task: name })).name).to.equal(name);
  });

  it("are refused by any other name, with the names that there are", async () => {
    for (const name of ["chess", "toString", ""]) {
      const error = await loadTask({ task: name }).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(InputError).with.property("message").that.includes("mnist");
    }
  });
});
