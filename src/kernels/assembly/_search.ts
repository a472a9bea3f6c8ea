/** What a search for neighbours keeps: its images in blocks, their states, and a thread's own memory. */
import { layImages, Images } from "./_images";
import { BLOCK, layerAt, PlaneLayer } from "./_plane-layer";
import { Terms } from "./_sums";

/** Fields the host writes. */
@unmanaged
export class Search {
  layers: usize;
  layerCount: i32;
  images: Images;
  /** Images in all. */
  count: i32;
  /** Bytes from the start of an image's plane to its first value inside the border. */
  border: usize;
  /** Blocks' states, and the size of one. */
  states: usize;
  stateBytes: usize;
  /** Present logits, [output][image], `valueBytes` an output. */
  values: usize;
  valueBytes: usize;
  /** Changes of weights, each neighbour's sorted by layer and unit, and where each neighbour's begin and end. */
  changes: usize;
  starts: usize;
  /**
   * Lists of the cells that the last layer reads, one for each unit of the layer before, `cellsBytes` apart; 0 where
   * the layers are not such that lists help.
   */
  cells: usize;
  cellsBytes: usize;
  /** The layer that a dense one follows whose fan-out is listed, channel by channel; −1 where lists do not help. */
  fanOutLayer: i32;
  fanOut: usize;
  fanOutBytes: usize;
  /** No input of the layer before the last is larger. */
  largest: i32;
}

/** A thread's own memory. */
@unmanaged
export class Scratch {
  terms: Terms;
  planes: usize;
  sums: usize;
  deltas: usize;
  plus: usize;
  minus: usize;
  /** Channels that changed: of a layer's input, and of its output. */
  dirty: usize;
  nextDirty: usize;
  /** The last layer's new outputs, [output][16 images]. */
  outputs: usize;
  /** Which of a block's images count: a mask of 32 bits for each. */
  lanes: usize;
  /**
   * Sums of the second layer after a removal that several neighbours have in common; 0 where `commonCosts` does not
   * suit.
   */
  common: usize;
  /** The block whose images the planes hold. */
  laid: i32;
}

/** A weight that becomes larger or smaller by 1. */
@unmanaged
export class Change {
  layer: i32;
  unit: i32;
  channel: i32;
  /** Offset in the channel's plane. */
  offset: usize;
  step: i32;
}

export function lay(search: Search, scratch: Scratch, block: i32): void {
  if (scratch.laid == block) return;
  const layer = layerAt(search.layers, 0);
  const first = block * <i32>BLOCK;
  layImages(search.images, layer, search.border, first, imagesOf(search, block), scratch.planes);
  scratch.laid = block;
}

/** Images of a block: 16, or what is left for the last one. */
export function imagesOf(search: Search, block: i32): i32 {
  return min(<i32>BLOCK, search.count - block * <i32>BLOCK);
}

export function lastLayer(search: Search): PlaneLayer {
  return layerAt(search.layers, search.layerCount - 1);
}

/** Logits of one image. */
export function outputsOf(search: Search): i32 {
  const last = lastLayer(search);
  return last.outChannels * last.outHeight * last.outWidth;
}

/** Whether the present logits are the last layer's sums themselves. */
export function isDirect(last: PlaneLayer): bool {
  return last.poolSize == 0 && last.outHeight * last.outWidth == 1;
}

/** A block's first present logit; the next output's are `valueBytes` further. */
export function presentValues(search: Search, block: i32): usize {
  return search.values + <usize>block * (BLOCK << 2);
}

/** Makes the logits at `from` ([output][16 images]) the present ones. */
export function keepValues(search: Search, block: i32, from: usize): void {
  let to = presentValues(search, block);
  for (let output = outputsOf(search); output > 0; output--) {
    for (let at: usize = 0; at < 64; at += 16) v128.store(to + at, v128.load(from + at));
    from += BLOCK << 2;
    to += search.valueBytes;
  }
}
