import { type DataSet, slice } from "../data/data-set.js";
import { fashionMnist as storedFashionMnist } from "../data/fashion-mnist.js";
import { readIdx } from "../data/idx.js";
import { presentEdition } from "../data/inspect.js";
import { mnist as storedMnist } from "../data/mnist.js";
import { pathOf, type StoredDataSet } from "../data/stored-data-set.js";
import { InputError } from "../errors.js";
import { type ClassificationData, classificationTask } from "./classification.js";
import type { Task } from "./task.js";

const SIDE = 28;
const VALIDATION = 5_000;

/**
 * Reads a stored data set of 28×28 images for a task. The last 5,000 training images are for validation and never
 * fitted. What it reads throws an InputError when a file is missing or not whole.
 */
export function storedImages(dataSet: StoredDataSet): ClassificationData {
  return {
    name: dataSet.name,
    async load() {
      const training = await read(dataSet, "train");
      const boundary = training.count - VALIDATION;
      if (boundary < 1) {
        throw new InputError(
          `${dataSet.name}: expected more than ${VALIDATION} images to train with, which are held out, got ${training.count}`,
        );
      }
      return { fit: slice(training, 0, boundary), validation: slice(training, boundary) };
    },
    loadTest: () => read(dataSet, "test"),
  };
}

async function read(dataSet: StoredDataSet, part: "train" | "test"): Promise<DataSet> {
  const edition = await presentEdition(dataSet);
  const images = await readIdx(
    pathOf(edition, `${part}-images`),
    [SIDE, SIDE],
    edition.files[`${part}-images`].bytes,
  );
  const labels = await readIdx(pathOf(edition, `${part}-labels`), [], edition.files[`${part}-labels`].bytes);
  if (images.count !== labels.count) {
    throw new InputError(
      `${edition.folder()} has ${images.count} images but ${labels.count} labels for ${part}`,
    );
  }
  return { count: images.count, images: images.data, targets: { kind: "classes", labels: labels.data } };
}

/** Handwritten digits (LeCun, Cortes, Burges). */
export const mnist: Task = classificationTask(storedImages(storedMnist));

/** Ten kinds of clothes (Zalando). On this machine after `aann-gym data fetch fashion-mnist`. */
export const fashionMnist: Task = classificationTask(storedImages(storedFashionMnist));
