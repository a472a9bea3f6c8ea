/** Images that are worked on side by side: the innermost dimension of every plane. */
export const BLOCK: usize = 16;

/**
 * One layer as the kernels see it. A dense layer is a convolution whose kernel covers the whole image. The host
 * writes these fields (src/kernels/plane-layers.ts keeps the same order); offsets, pitches and planes are in bytes.
 *
 * A plane is [row][column][16 images] with a border of zeros as wide as the padding of the layer that reads it.
 */
@unmanaged
export class PlaneLayer {
  inChannels: i32;
  /** From one input channel to the next. */
  inPlane: usize;
  /** From one input row to the next. */
  inPitch: usize;
  /** From one input column to the next: 16 images of 2 or 4 bytes. */
  inStep: usize;
  /** Size of an input value, 2 or 4. */
  inBytes: i32;
  stride: usize;
  kernelHeight: i32;
  kernelWidth: i32;
  outChannels: i32;
  sumHeight: i32;
  sumWidth: i32;
  /** Size of a sum, 2 or 4: 2 only where the bound on every sum proves it enough. */
  sumBytes: i32;
  /**
   * Inputs of 2 bytes that can be added in 2 bytes before they must be widened to 4; the same for changes of inputs.
   */
  chunk: i32;
  deltaChunk: i32;
  /** 0: the sums are the layer's output as they are (the last layer). */
  poolSize: i32;
  poolStride: i32;
  outHeight: i32;
  outWidth: i32;
  outBytes: i32;
  outPlane: usize;
  outPitch: usize;
  /** From the start of an output plane to its first value inside the border. */
  outStart: usize;
  clip: i32;
  /** Weights as bytes, [out][in][row][column]. */
  weights: usize;
  /** A table a unit: the counts of positive and negative weights, then the offset of each one's input. */
  nonZeros: usize;
  nonZerosSize: usize;
  /** The same a unit and input channel: 2·channels + 1 indices into the entries that follow, relative to the plane. */
  groups: usize;
  groupsSize: usize;
  /** Offsets in a block's state: the output planes, and the sums of neighbours' evaluation. */
  output: usize;
  sums: usize;
  /** Bytes of one channel's sums. */
  sumPlane: usize;
  /** Offset in a thread's scratch memory: planes with the changes of the outputs. */
  deltas: usize;
}

export const LAYER_BYTES: usize = offsetof<PlaneLayer>();

/** PlaneLayer number `index` of a table that the host wrote. */
export function layerAt(layers: usize, index: i32): PlaneLayer {
  return changetype<PlaneLayer>(layers + <usize>index * LAYER_BYTES);
}

/** Writes the tables of one unit after its weights have changed. */
export function tabulate(layer: PlaneLayer, unit: i32): void {
  const area = layer.kernelHeight * layer.kernelWidth;
  const weights = layer.weights + <usize>(unit * layer.inChannels * area);
  const nonZeros = layer.nonZeros + <usize>unit * layer.nonZerosSize;
  const groups = layer.groups + <usize>unit * layer.groupsSize;
  const indices = (2 * layer.inChannels + 1) << 2;
  let grouped = 0;
  let counted = 0;
  for (let sign = 1; sign >= -1; sign -= 2) {
    const before = counted;
    for (let channel = 0; channel < layer.inChannels; channel++) {
      for (let place = 0; place < area; place++) {
        if (load<i8>(weights + channel * area + place) == sign) {
          store<u32>(nonZeros + 8 + (counted++ << 2), <u32>channel * layer.inPlane + offset(layer, place));
        }
      }
    }
    store<u32>(nonZeros + (sign > 0 ? 0 : 4), counted - before);
  }
  for (let channel = 0; channel < layer.inChannels; channel++) {
    for (let sign = 1; sign >= -1; sign -= 2) {
      store<u32>(groups + (channel << 3) + (sign > 0 ? 0 : 4), grouped);
      for (let place = 0; place < area; place++) {
        if (load<i8>(weights + channel * area + place) == sign) {
          store<u32>(groups + indices + (grouped++ << 2), offset(layer, place));
        }
      }
    }
  }
  store<u32>(groups + (layer.inChannels << 3), grouped);
}

/** Offset in a plane of the input that a place of the kernel sees first. */
export function offset(layer: PlaneLayer, place: i32): u32 {
  return (place / layer.kernelWidth) * layer.inPitch + (place % layer.kernelWidth) * layer.inStep;
}
