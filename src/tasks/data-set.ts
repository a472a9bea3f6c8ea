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

/** Fitted to, chosen on, and touched once at the end. */
export interface Splits {
  readonly fit: DataSet;
  readonly validation: DataSet;
  readonly test: DataSet;
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
