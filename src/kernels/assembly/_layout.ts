// Lays a layer's input out twice: planar for the forward pass, whose vectors run along a row of the image, and
// interleaved for the gradients of the filters, whose vectors run along a row of a patch. Padding is zero from the
// start and never written.

import { CONV, GradientLayer } from "./_layer";

/** The image, bytes in [row][column][channel] order from its crop's corner on, as [0, 1] or (centred) [−1, 1]. */
export function layImage(layer: GradientLayer, image: usize, rowBytes: i32, centred: bool, scratch: usize): void {
  const scale: f32 = centred ? 2.0 / 255.0 : 1.0 / 255.0;
  const offset: f32 = centred ? -1 : 0;
  for (let row = 0; row < layer.height; row++) {
    const from = image + <usize>(row * rowBytes);
    if (layer.kind == CONV) {
      const to = interleavedRow(layer, row, scratch);
      const count = layer.width * layer.channels;
      // Whole vectors run into the padding at the right, which is cleared behind them.
      for (let i = 0; i < count; i += 4) {
        const bytes = i16x8.extend_low_i8x16_u(v128.load32_zero(from + i));
        const values = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(bytes));
        v128.store(to + ((<usize>i) << 2), f32x4.add(f32x4.mul(values, f32x4.splat(scale)), f32x4.splat(offset)));
      }
      memory.fill(to + ((<usize>count) << 2), 0, <usize>(-count & 3) << 2);
      planarFromInterleaved(layer, row, to, scratch);
    } else {
      layFeatures(layer, row, from, scale, offset, scratch);
    }
  }
}

/** A row of the image as features of a dense layer, flattened channel, row, column. */
function layFeatures(layer: GradientLayer, row: i32, from: usize, scale: f32, offset: f32, scratch: usize): void {
  const pixels = layer.height * layer.width;
  const colours = layer.channels / pixels;
  for (let column = 0; column < layer.width; column++) {
    for (let colour = 0; colour < colours; colour++) {
      const value = <f32>load<u8>(from + column * colours + colour) * scale + offset;
      store<f32>(scratch + layer.input + (<usize>(colour * pixels + row * layer.width + column) << 2), value);
    }
  }
}

/** The previous layer's output, floats in [channel][row][column] order. */
export function layOutput(layer: GradientLayer, from: usize, scratch: usize): void {
  const columnBytes = (<usize>layer.channels) << 2;
  for (let channel = 0; channel < layer.channels; channel++) {
    for (let row = 0; row < layer.height; row++) {
      let to = interleavedRow(layer, row, scratch) + ((<usize>channel) << 2);
      if (layer.stride == 1)
        memory.copy(planarRow(layer, channel, row, scratch), from, (<usize>layer.width) << 2);
      for (let column = 0; column < layer.width; column++) {
        store<f32>(to, load<f32>(from));
        to += columnBytes;
        from += 4;
      }
    }
  }
  if (layer.stride > 1) {
    for (let row = 0; row < layer.height; row++) {
      planarFromInterleaved(layer, row, interleavedRow(layer, row, scratch), scratch);
    }
  }
}

function interleavedRow(layer: GradientLayer, row: i32, scratch: usize): usize {
  const column = layer.padding * layer.channels * 4;
  return scratch + layer.interleaved + <usize>((row + layer.padding) * layer.interleavedRowBytes + column);
}

/** The first pixel of a row in its plane, for stride 1. */
function planarRow(layer: GradientLayer, channel: i32, row: i32, scratch: usize): usize {
  const offset = channel * layer.planeBytes + (row + layer.padding) * layer.rowBytes + layer.padding * 4;
  return scratch + layer.input + <usize>offset;
}

/** Sorts a row's columns by channel and, for strides over 1, by phase, so that a vector's columns are neighbours. */
function planarFromInterleaved(layer: GradientLayer, row: i32, from: usize, scratch: usize): void {
  const channels = layer.channels;
  const stride = layer.stride;
  const columnBytes = (<usize>channels) << 2;
  for (let channel = 0; channel < channels; channel++) {
    const plane =
      scratch + layer.input + <usize>(channel * layer.planeBytes + (row + layer.padding) * layer.rowBytes);
    for (let phase = 0; phase < stride; phase++) {
      // Columns of the image whose padded column is `phase` modulo the stride.
      let padded = layer.padding + phase;
      let to = plane + <usize>((padded % stride) * layer.phaseBytes + (padded / stride) * 4);
      let at = from + <usize>phase * columnBytes + ((<usize>channel) << 2);
      for (let column = phase; column < layer.width; column += stride) {
        store<f32>(to, load<f32>(at));
        to += 4;
        at += <usize>stride * columnBytes;
      }
    }
  }
}
