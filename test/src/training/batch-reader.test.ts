import { expect } from "chai";
import { BatchReader } from "../../../src/training/batch-reader.js";
import type { Recipe } from "../../../src/training/p-siren.js";
import { quarters } from "./quarters.js";

const stage = { epochs: 1, rate: 1, decay: 1 };
const recipe: Recipe = {
  batch: 8,
  stages: { dense: stage, sparsify: stage, "fine-tune": stage, ternary: stage },
  mask: "fixed",
  result: "last-epoch",
};

describe("BatchReader", () => {
  const fit = quarters(21, 1);
  const read = (seed: number, pass: number) => {
    const shown: string[] = [];
    for (const { images, count, targets } of new BatchReader({ fit, recipe, seed }).epoch(pass)) {
      for (let index = 0; index < count; index++) {
        const label = targets.kind === "classes" ? targets.labels[index] : -1;
        shown.push(`${label}: ${images.subarray(index * 120, (index + 1) * 120)}`);
      }
    }
    return shown;
  };

  it("gives every image once, with its target, the rest in a smaller batch", () => {
    const reader = new BatchReader({ fit, recipe, seed: 3 });
    expect(reader.steps).to.equal(3);
    expect([...reader.epoch(0)].map(({ count }) => count)).to.deep.equal([8, 8, 5]);
    const labels = fit.targets.kind === "classes" ? fit.targets.labels : [];
    const all = Array.from(
      { length: 21 },
      (_, index) => `${labels[index]}: ${fit.images.subarray(index * 120, (index + 1) * 120)}`,
    );
    expect(read(3, 0).sort()).to.deep.equal(all.sort());
  });

  it("draws the order anew for each pass and seed, and the same for the same", () => {
    expect(read(3, 0)).to.deep.equal(read(3, 0));
    expect(read(3, 0)).to.not.deep.equal(read(3, 1));
    expect(read(3, 0)).to.not.deep.equal(read(4, 0));
  });

  it("lets augmentation change a copy", () => {
    const before = fit.images.slice();
    const reader = new BatchReader({ fit, recipe, seed: 3, augment: ({ images }) => images.fill(7) });
    for (const { images } of reader.epoch(0)) expect(images.every((pixel) => pixel === 7)).to.equal(true);
    expect(fit.images).to.deep.equal(before);
  });
});
