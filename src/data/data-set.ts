import { createHash } from "node:crypto";

/** Pictures and what a network should say to each. */
export interface DataSet {
  readonly count: number;
  /** count × height × width × channels, row-major. */
  readonly images: Uint8Array;
  readonly targets: Targets;
}

/** Right answers: a class for each picture, or the wished value of each output (count × outputs). */
export type Targets =
  | { readonly kind: "classes"; readonly labels: Uint8Array }
  | { readonly kind: "values"; readonly outputs: number; readonly values: Float32Array };

/** @throws TypeError when right answers are not classes */
export function labelsOf(targets: Targets): Uint8Array {
  if (targets.kind !== "classes") throw new TypeError("expected classes as targets, got values");
  return targets.labels;
}

/** @throws TypeError when right answers are not values */
export function valuesOf(targets: Targets): Float32Array {
  if (targets.kind !== "values") throw new TypeError("expected values as targets, got classes");
  return targets.values;
}

/** What networks are fitted to, and what is held out to choose among them. Tests use neither. */
export interface Splits {
  readonly fit: DataSet;
  readonly validation: DataSet;
}

/** Pictures `start` to `end` of a set, as views of the same memory. */
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

/** Chosen pictures of a set, copied. */
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

/** SHA-256 of the pictures and their targets, in hexadecimal. */
export function dataHash({ images, targets }: DataSet): string {
  const values = targets.kind === "classes" ? targets.labels : targets.values;
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return createHash("sha256").update(images).update(bytes).digest("hex");
}
