import { expect } from "chai";
import { checkDataSet, type DataSet, select } from "../../../src/data/data-set.js";
import { InputError } from "../../../src/errors.js";
import { improve, problemOf, pSiren, randomPolicy } from "../../../src/index.js";
import { classificationTask } from "../../../src/tasks/classification.js";

describe("select", () => {
  const images = Uint8Array.of(1, 1, 2, 2, 3, 3);

  it("copies chosen pictures with their classes", () => {
    const targets = { kind: "classes", labels: Uint8Array.of(7, 8, 9) } as const;
    expect(select({ count: 3, images, targets }, [2, 0, 2])).to.deep.equal({
      count: 3,
      images: Uint8Array.of(3, 3, 1, 1, 3, 3),
      targets: { kind: "classes", labels: Uint8Array.of(9, 7, 9) },
    });
  });

  it("copies chosen pictures with their target values", () => {
    const targets = { kind: "values", outputs: 2, values: Float32Array.of(1, 2, 3, 4, 5, 6) } as const;
    const { count, targets: chosen } = select({ count: 3, images, targets }, [1]);
    expect(count).to.equal(1);
    expect(chosen).to.deep.equal({ kind: "values", outputs: 2, values: Float32Array.of(3, 4) });
  });
});

describe("checkDataSet", () => {
  const shape = { bytes: 2, outputs: 3 };
  const whole: DataSet = {
    count: 3,
    images: new Uint8Array(6),
    targets: { kind: "classes", labels: Uint8Array.of(0, 2, 1) },
  };
  const values = (...numbers: number[]): DataSet => ({
    ...whole,
    targets: { kind: "values", outputs: 3, values: Float32Array.of(...numbers) },
  });

  it("lets whole sets through", () => {
    checkDataSet(whole, shape, "x");
    checkDataSet(values(0, 1, -1, 0, 1, -1, 0, 1, -1), shape, "x");
  });

  const wrong: readonly [title: string, set: unknown, message: RegExp][] = [
    ["no set at all", undefined, /x: expected at least one image, got undefined/],
    ["an empty set", { ...whole, count: 0 }, /at least one image, got 0/],
    ["fewer images than there are", { ...whole, count: 2 }, /expected 4 bytes for 2 images of 2, got 6/],
    ["images that are a list", { ...whole, images: [0, 0, 0, 0, 0, 0] }, /a Uint8Array, got Array/],
    [
      "a label too many",
      { ...whole, targets: { kind: "classes", labels: new Uint8Array(4) } },
      /3 labels, got 4/,
    ],
    [
      "a label of no class",
      { ...whole, targets: { kind: "classes", labels: Uint8Array.of(0, 255, 1) } },
      /labels from 0 to 2, got 255 for image 1/,
    ],
    ["too few values", values(1, 2, 3), /3 values an image, got 3 values for 3 images/],
    [
      "a value that is no number",
      values(0, 0, 0, 0, Number.NaN, 0, 0, 0, 0),
      /finite values, got NaN for image 1/,
    ],
    ["no targets", { count: 3, images: whole.images }, /kind "classes" or "values", got undefined/],
  ];
  for (const [title, set, message] of wrong) {
    it(`refuses ${title}`, () => {
      expect(() => checkDataSet(set as DataSet, shape, "x")).to.throw(InputError, message);
    });
  }

  it("stands at the border of training, of search and of evaluation", async () => {
    const task = classificationTask({
      name: "odd",
      load: () => Promise.reject(new Error("not loaded")),
      loadTest: async () => set,
    });
    const architecture = task.architecture(0);
    const set: DataSet = {
      count: 1,
      images: new Uint8Array(784),
      targets: { kind: "classes", labels: Uint8Array.of(10) },
    };
    const message = /labels from 0 to 9, got 10 for image 0/;
    const refusal = async (work: () => Promise<unknown>) => {
      const error = await work().catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(InputError);
      expect(String(error)).to.match(message);
    };
    const recipe = task.recipe(1);
    const options = { architecture, sparsity: 50, loss: task.loss, recipe, fit: set, seed: 0 } as const;
    await refusal(() => pSiren(options).next());
    const start = randomPolicy(task, 50, 0, 0);
    const problem = problemOf(task, { fit: set, validation: set });
    await refusal(() => improve({ problem, start, seed: 0, progress: () => 0 } as never).next());
    await refusal(() => task.evaluate(start));
  });
});
