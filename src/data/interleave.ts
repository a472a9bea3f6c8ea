import { formatIdx } from "./idx.js";

/**
 * Images that come class by class as the two files of a data set: the first image of each class, the second of
 * each, and so on, so that every stretch of the files has as many of one class as of another.
 * @param classes for each class, its images one after another, `side` × `side` bytes each
 * @param start the first image of each class to take
 * @param end the one behind the last
 */
export function interleave(
  classes: readonly Uint8Array[],
  side: number,
  start: number,
  end: number,
): { images: Uint8Array; labels: Uint8Array } {
  const pixels = side * side;
  const count = (end - start) * classes.length;
  const images = new Uint8Array(count * pixels);
  const labels = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const label = index % classes.length;
    const image = start + Math.floor(index / classes.length);
    images.set(classes[label].subarray(image * pixels, (image + 1) * pixels), index * pixels);
    labels[index] = label;
  }
  return { images: formatIdx([count, side, side], images), labels: formatIdx([count], labels) };
}
