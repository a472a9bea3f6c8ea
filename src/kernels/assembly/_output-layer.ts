/**
 * A last dense layer, whose neighbours by swaps need no forward pass: two logits of each image change, by one feature
 * each. Features are kept as [feature][image] here, for all images or for those whose class can change at all.
 */
import { BLOCK } from "./_plane-layer";

/** Fields the host writes. */
@unmanaged
export class OutputLayer {
  classes: i32;
  features: i32;
  /** Places for images, a multiple of 16, and what image each holds (−1: none). */
  columns: i32;
  images: usize;
  /** 16-bit features, `rowBytes` each; margins likewise, one row a class. */
  rows: usize;
  rowBytes: usize;
  margins: usize;
  /** Labels, 16 bits each; −1 where there is no image. */
  labels: usize;
  /** exp(logit · scale − reference), 32-bit floats [16 images][class][image]. */
  shares: usize;
  /** A float an image: the reference, and the label's exponent. */
  references: usize;
  exponents: usize;
}

/**
 * A swap of the list: where its two features' rows are, their weights' signs, and how far its result is from the first
 * one.
 */
@unmanaged
export class OutputSwap {
  removed: usize;
  added: usize;
  removedSign: i16;
  addedSign: i16;
  result: usize;
}

/** A swap with the classes that it takes from and gives to; its result is a 64-bit float. */
@unmanaged
export class ClassSwap extends OutputSwap {
  from: i32;
  to: i32;
}

/** Copies features of the images in the layer's columns from the blocks' states, where they are 16 to a row. */
export function gatherFeatures(layer: OutputLayer, states: usize, stateBytes: usize): void {
  const size = <i32>BLOCK;
  for (let column = 0; column < layer.columns; column += size) {
    const numbers = layer.images + ((<usize>column) << 2);
    let to = layer.rows + ((<usize>column) << 1);
    if (isBlock(numbers)) {
      let from = states + <usize>(load<i32>(numbers) / size) * stateBytes;
      for (let feature = 0; feature < layer.features; feature++) {
        v128.store(to, v128.load(from)), v128.store(to, v128.load(from, 16), 16);
        from += BLOCK << 1;
        to += layer.rowBytes;
      }
      continue;
    }
    for (let lane: usize = 0; lane < BLOCK; lane++) {
      const image = load<i32>(numbers + (lane << 2));
      let from = states + <usize>(image / size) * stateBytes + ((<usize>(image % size)) << 1);
      let at = to + (lane << 1);
      for (let feature = 0; feature < layer.features; feature++) {
        store<i16>(at, image < 0 ? 0 : load<i16>(from));
        from += BLOCK << 1;
        at += layer.rowBytes;
      }
    }
  }
}

/** Whether 16 columns hold one whole block of images (absent ones at the end are as good as present). */
function isBlock(numbers: usize): bool {
  const first = load<i32>(numbers);
  if (first < 0 || first % <i32>BLOCK != 0) return false;
  for (let lane = 1; lane < <i32>BLOCK; lane++) {
    const image = load<i32>(numbers + ((<usize>lane) << 2));
    if (image >= 0 && image != first + lane) return false;
  }
  return true;
}

/** By how much the label's logit wins over class `other`: not negative when it does, the tie rule included. */
@inline
function margin(values: usize, valueBytes: usize, label: i32, other: i32): i32 {
  return load<i32>(values + <usize>label * valueBytes) - load<i32>(values + <usize>other * valueBytes) - i32(other < label);
}

/** The smallest margin of each image: whether, and how surely, it is classified right. `values` are the logits. */
export function smallestMargins(classes: i32, count: i32, values: usize, valueBytes: usize, labels: usize, out: usize): void {
  for (let image = 0; image < count; image++) {
    const at = (<usize>image) << 2;
    store<i32>(out + at, smallestMargin(classes, values + at, valueBytes, load<i32>(labels + at)));
  }
}

/** The smallest margin of one image, over all other classes. `values` is its first logit. */
export function smallestMargin(classes: i32, values: usize, valueBytes: usize, label: i32): i32 {
  let smallest = i32.MAX_VALUE;
  for (let other = 0; other < classes; other++) {
    if (other != label) smallest = min(smallest, margin(values, valueBytes, label, other));
  }
  return smallest;
}

/**
 * Labels and margins of all columns. A margin saturates at 16 bits; that is exact, since no swap changes one by more
 * than the host allows for. The label's own margin is the largest number.
 */
export function takeMargins(layer: OutputLayer, values: usize, valueBytes: usize, labels: usize): void {
  for (let column = 0; column < layer.columns; column++) {
    const image = load<i32>(layer.images + ((<usize>column) << 2));
    const at = (<usize>image) << 2;
    const label = image < 0 ? -1 : load<i32>(labels + at);
    store<i16>(layer.labels + ((<usize>column) << 1), <i16>label);
    let to = layer.margins + ((<usize>column) << 1);
    for (let other = 0; other < layer.classes; other++) {
      const own = image < 0 || other == label ? 0x7fff : margin(values + at, valueBytes, label, other);
      store<i16>(to, <i16>min(max(own, -0x8000), 0x7fff));
      to += layer.rowBytes;
    }
  }
}
