import { createHash } from "node:crypto";
import { InputError } from "../errors.js";

/** Images and what a network should say to each. */
export interface DataSet {
  readonly count: number;
  /** count × height × width × channels, row-major. */
  readonly images: Uint8Array;
  readonly targets: Targets;
}

/** Right answers: a class for each image, or the target value of each output (count × outputs). */
export type Targets =
  | { readonly kind: "classes"; readonly labels: Uint8Array }
  | { readonly kind: "values"; readonly outputs: number; readonly values: Float32Array };

/** What a network takes and gives, as far as its data are concerned. */
export interface DataShape {
  /** Bytes of an image. */
  readonly bytes: number;
  /** Classes, or values an image. */
  readonly outputs: number;
  /** What the loss compares with, where that is settled. */
  readonly targets?: Targets["kind"];
}

/**
 * Makes sure that a data set is whole and fits a network: kernels read what they are told to.
 * @param what which set, for messages: "the images to fit to"
 * @throws InputError that says what does not fit
 */
export function checkDataSet(set: DataSet, shape: DataShape, what: string): void {
  const { bytes, outputs } = shape;
  const refuse = (expected: string, got: unknown): never => {
    throw new InputError(`${what}: expected ${expected}, got ${got}`);
  };
  const { count, images, targets } = set ?? {};
  if (!Number.isSafeInteger(count) || count < 1) refuse("at least one image", count);
  if (!(images instanceof Uint8Array)) refuse("images as a Uint8Array", typeOf(images));
  if (images.length !== count * bytes) {
    refuse(`${count * bytes} bytes for ${count} images of ${bytes}`, images.length);
  }
  if (shape.targets !== undefined && targets && targets.kind !== shape.targets) {
    refuse(`targets of the kind "${shape.targets}"`, typeOf(targets.kind));
  }
  if (targets?.kind === "classes") {
    const { labels } = targets;
    if (!(labels instanceof Uint8Array)) refuse("labels as a Uint8Array", typeOf(labels));
    if (labels.length !== count) refuse(`${count} labels`, labels.length);
    const wrong = labels.findIndex((label) => label >= outputs);
    if (wrong >= 0) refuse(`labels from 0 to ${outputs - 1}`, `${labels[wrong]} for image ${wrong}`);
  } else if (targets?.kind === "values") {
    const { values } = targets;
    if (!(values instanceof Float32Array)) refuse("values as a Float32Array", typeOf(values));
    if (targets.outputs !== outputs || values.length !== count * outputs) {
      refuse(`${outputs} values an image`, `${values.length} values for ${count} images`);
    }
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) refuse("finite values", `${values[wrong]} for image ${Math.floor(wrong / outputs)}`);
  } else refuse('targets of the kind "classes" or "values"', typeOf(targets));
}

const typeOf = (value: unknown): string =>
  typeof value === "object" && value !== null ? (value.constructor?.name ?? "an object") : String(value);

/** @throws InputError when right answers are not classes */
export function labelsOf(targets: Targets): Uint8Array {
  if (targets.kind !== "classes") throw new InputError("expected classes as targets, got values");
  return targets.labels;
}

/** @throws InputError when right answers are not values */
export function valuesOf(targets: Targets): Float32Array {
  if (targets.kind !== "values") throw new InputError("expected values as targets, got classes");
  return targets.values;
}

/** What networks are fitted to, and what is held out to choose among them. Tests use neither. */
export interface Splits {
  readonly fit: DataSet;
  readonly validation: DataSet;
}

/** Images `start` to `end` of a set, as views of the same memory. */
export function slice({ images, count, targets }: DataSet, start: number, end = count): DataSet {
  const pixels = images.length / count;
  const range = <T extends Uint8Array | Float32Array>(values: T, width: number) =>
    values.subarray(start * width, end * width) as T;
  return {
    count: end - start,
    images: range(images, pixels),
    targets:
      targets.kind === "classes"
        ? { ...targets, labels: range(targets.labels, 1) }
        : { ...targets, values: range(targets.values, targets.outputs) },
  };
}

/**
 * Two sets as one.
 * @throws TypeError when their targets are not of one kind
 */
export function concatenate(a: DataSet, b: DataSet): DataSet {
  const both = <T extends Uint8Array | Float32Array>(
    first: T,
    second: T,
    empty: (length: number) => T,
  ): T => {
    const all = empty(first.length + second.length);
    all.set(first);
    all.set(second, first.length);
    return all;
  };
  const images = both(a.images, b.images, (length) => new Uint8Array(length));
  const count = a.count + b.count;
  if (a.targets.kind === "classes" && b.targets.kind === "classes") {
    const labels = both(a.targets.labels, b.targets.labels, (length) => new Uint8Array(length));
    return { count, images, targets: { kind: "classes", labels } };
  }
  if (a.targets.kind === "values" && b.targets.kind === "values") {
    const values = both(a.targets.values, b.targets.values, (length) => new Float32Array(length));
    return { count, images, targets: { ...a.targets, values } };
  }
  throw new TypeError("expected two sets with targets of one kind");
}

/** Chosen images of a set, copied. */
export function select({ images, count, targets }: DataSet, chosen: readonly number[]): DataSet {
  const rows = <T extends Uint8Array | Float32Array>(values: T, copy: T): T => {
    const width = values.length / count;
    for (const [row, index] of chosen.entries()) {
      copy.set(values.subarray(index * width, (index + 1) * width), row * width);
    }
    return copy;
  };
  const room = (values: Uint8Array | Float32Array) => (values.length / count) * chosen.length;
  return {
    count: chosen.length,
    images: rows(images, new Uint8Array(room(images))),
    targets:
      targets.kind === "classes"
        ? { ...targets, labels: rows(targets.labels, new Uint8Array(room(targets.labels))) }
        : { ...targets, values: rows(targets.values, new Float32Array(room(targets.values))) },
  };
}

/** SHA-256 of the images and their targets, in hexadecimal. */
export function dataHash({ images, targets }: DataSet): string {
  const values = targets.kind === "classes" ? targets.labels : targets.values;
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return createHash("sha256").update(images).update(bytes).digest("hex");
}
