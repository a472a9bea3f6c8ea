// How one layer of a network lies in memory. The host (src/kernels/gradients-layout.ts) writes these records field by
// field, in this order. Pointers are addresses; "scratch" fields count bytes from a thread's own scratch memory.

/** The kind of a convolution; the other is a dense layer. */
export const CONV: i32 = 0;

@unmanaged
export class GradientLayer {
  kind: i32;
  /**
   * Input: channels × height × width, without padding. A dense layer's channels are its features; height and width
   * are those of the image, where it is the first layer.
   */
  channels: i32;
  height: i32;
  width: i32;
  kernel: i32;
  stride: i32;
  padding: i32;
  /** Sums: out × sumsHeight × sumsWidth; outputs after the pool: out × outHeight × outWidth. */
  out: i32;
  sumsHeight: i32;
  sumsWidth: i32;
  pool: i32;
  poolStride: i32;
  outHeight: i32;
  outWidth: i32;
  /** 1 / divisor, or 0 when no HardTanh follows. */
  inverseDivisor: f32;
  /** Planar input, [channel][padded row][column mod stride][column div stride]: bytes of a channel, row and phase. */
  planeBytes: i32;
  rowBytes: i32;
  phaseBytes: i32;
  /** Interleaved input, [padded row][padded column][channel]: bytes of a row. */
  interleavedRowBytes: i32;
  /** Bytes of a row of sums, whole blocks of vectors. */
  sumsRowBytes: i32;
  /** Floats in a row of a filter, [column][channel], rounded up to whole vectors. */
  filterRow: i32;
  /** Gradient of the output, as the next layer leaves it: bytes between channels, rows and columns. */
  gradientChannelBytes: i32;
  gradientRowBytes: i32;
  gradientColumnBytes: i32;
  /** Scratch: the input, planar and interleaved. A dense layer has its features in the first. */
  input: usize;
  interleaved: usize;
  interleavedBytes: i32;
  /** Scratch: sums of two output channels, and the bytes of one. */
  sums: usize;
  sumsBytes: i32;
  /** Scratch: outputs [channel][row][column], and for each the byte offset of its patch in the interleaved input. */
  output: usize;
  patch: usize;
  /** Scratch: gradient of the output, from channel 0, row 0, column 0 on; and where the input's gradient goes. */
  outputGradient: usize;
  inputGradient: usize;
  /** Scratch: the positions that pass a gradient, as pairs of patch offset and gradient. */
  active: usize;
  /** Weights in the architecture's order. */
  weights: usize;
  /**
   * Non-zeros of the forward pass, output channel after output channel, and where each channel's begin. Pairs of planar
   * offset and non-zero weight; in a dense layer triples of offset and the weights of two channels, zero or not.
   */
  nonZeros: usize;
  nonZeroStarts: usize;
  /** Filters as [out][row][column and channel], and non-zero weights as pairs of interleaved offset and value. */
  filters: usize;
  gradientNonZeros: usize;
  /** 1: the forward pass computes two channels at once. Set by `prepare`. */
  paired: i32;
  /** 1: the backward pass goes through the non-zero weights one by one; 0: whole filter rows. Set by `prepare`. */
  sparse: i32;
  /** Byte offset of this layer in a shard's gradients; address of its gradients summed over the shards. */
  gradient: usize;
  reduced: usize;
}

/** Bytes of a `GradientLayer` record. */
export const GRADIENT_LAYER_BYTES: usize = offsetof<GradientLayer>();
