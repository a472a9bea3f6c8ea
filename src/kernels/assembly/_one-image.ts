/**
 * The forward pass of one image: columns side by side instead of images, for the shortest delay. A plane is
 * [row][column], 16 bits a value. Where a convolution has a stride, a row's columns are sorted by their remainder, so
 * that the columns of neighbouring sums are neighbours too.
 */

/** Fields the host writes (src/kernels/one-image-layout.ts). Sizes in bytes. */
@unmanaged
export class ImageLayer {
  isDense: i32;
  inBytes: i32;
  inChannels: i32;
  inPlane: usize;
  inRow: usize;
  /** From columns of one remainder to those of the next. */
  inPhase: usize;
  input: usize;
  stride: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  units: i32;
  sumHeight: i32;
  sumWidth: i32;
  sumBytes: i32;
  chunk: i32;
  poolSize: i32;
  poolStride: i32;
  outHeight: i32;
  outWidth: i32;
  outBytes: i32;
  clip: i32;
  /** The first row that is written, and the offset of each column in it. */
  output: usize;
  outPlane: usize;
  outRow: usize;
  columns: usize;
  weights: usize;
  nonZeros: usize;
  nonZerosSize: usize;
  /** Room for one channel's sums, rows and columns rounded up to 8, and for a row of maxima. */
  sums: usize;
  maxima: usize;
}

export const IMAGE_LAYER_BYTES: usize = offsetof<ImageLayer>();

/** Writes the tables of a layer's units: counts of positive and negative weights, then their inputs' offsets. */
export function tabulateForOne(layer: ImageLayer): void {
  const area = layer.kernelHeight * layer.kernelWidth;
  let weight = layer.weights;
  for (let unit = 0; unit < layer.units; unit++) {
    const table = layer.nonZeros + <usize>unit * layer.nonZerosSize;
    const first = weight;
    let entry = table + 8;
    for (let sign = 1; sign >= -1; sign -= 2) {
      const before = entry;
      weight = first;
      for (let channel = 0; channel < layer.inChannels; channel++) {
        for (let place = 0; place < area; place++) {
          if (load<i8>(weight++) != sign) continue;
          const row = place / layer.kernelWidth, column = place % layer.kernelWidth;
          const phase = <usize>(column % layer.stride) * layer.inPhase;
          const along = <usize>(column / layer.stride * layer.inBytes);
          store<u32>(entry, <u32>(<usize>channel * layer.inPlane + <usize>row * layer.inRow + phase + along));
          entry += 4;
        }
      }
      store<u32>(table + (sign > 0 ? 0 : 4), <u32>((entry - before) >> 2));
    }
  }
}

/** Writes an image's bytes, [row][column][channel], into the planes whose columns have these offsets. */
export function layOne(
  pixels: usize,
  rowBytes: usize,
  height: i32,
  width: i32,
  channels: i32,
  centred: bool,
  planes: usize,
  plane: usize,
  planeRow: usize,
  columns: usize,
): void {
  const factor: i32 = centred ? 2 : 1, offset: i32 = centred ? 255 : 0;
  for (let row = 0; row < height; row++) {
    for (let channel = 0; channel < channels; channel++) {
      let from = pixels + channel;
      const to = planes + <usize>channel * plane;
      for (let column = 0; column < width; column++) {
        store<i16>(to + load<u32>(columns + ((<usize>column) << 2)), <i16>(<i32>load<u8>(from) * factor - offset));
        from += channels;
      }
    }
    pixels += rowBytes;
    planes += planeRow;
  }
}

/** One layer of the forward pass. */
export function forwardOne(layer: ImageLayer): void {
  if (layer.isDense) {
    for (let unit = 0; unit < layer.units; unit++) denseUnit(layer, unit);
    return;
  }
  for (let unit = 0; unit < layer.units; unit++) {
    const table = layer.nonZeros + <usize>unit * layer.nonZerosSize;
    const plus = table + 8, minus = plus + ((<usize>load<u32>(table)) << 2);
    const end = minus + ((<usize>load<u32>(table, 4)) << 2);
    if (layer.sumBytes == 2) sumNarrow(layer, plus, minus, end);
    else sumInChunks(layer, plus, minus, end);
    const out = layer.output + <usize>unit * layer.outPlane;
    if (layer.sumBytes == 2) poolNarrow(layer, out);
    else poolWide(layer, out);
  }
}

function denseUnit(layer: ImageLayer, unit: i32): void {
  const table = layer.nonZeros + <usize>unit * layer.nonZerosSize;
  let entry = table + 8;
  const minus = entry + ((<usize>load<u32>(table)) << 2), end = minus + ((<usize>load<u32>(table, 4)) << 2);
  const input = layer.input;
  let sum = 0;
  if (layer.inBytes == 2) {
    for (; entry < minus; entry += 4) sum += load<i16>(input + load<u32>(entry));
    for (; entry < end; entry += 4) sum -= load<i16>(input + load<u32>(entry));
  } else {
    for (; entry < minus; entry += 4) sum += load<i32>(input + load<u32>(entry));
    for (; entry < end; entry += 4) sum -= load<i32>(input + load<u32>(entry));
  }
  put(layer, layer.output + <usize>unit * layer.outPlane, sum);
}

@inline
function put(layer: ImageLayer, to: usize, sum: i32): void {
  const value = max(-layer.clip, min(layer.clip, sum));
  if (layer.outBytes == 2) store<i16>(to, <i16>value);
  else store<i32>(to, value);
}

/** Sums of 16 bits, tiles of 8 rows × 8 columns. Rows and columns beyond the image are never read. */
function sumNarrow(layer: ImageLayer, plus: usize, minus: usize, end: usize): void {
  const step = layer.inRow * <usize>layer.stride;
  const pitch = (<usize>layer.sumWidth + 7) & ~7;
  for (let row = 0; row < layer.sumHeight; row += 8) {
    for (let column = 0; column < layer.sumWidth; column += 8) {
      const input = layer.input + <usize>row * step + ((<usize>column) << 1);
      let a = i16x8.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
      for (let entry = plus; entry < minus; entry += 4) {
        let p = input + load<u32>(entry);
        a = i16x8.add(a, v128.load(p)), p += step, b = i16x8.add(b, v128.load(p)), p += step;
        c = i16x8.add(c, v128.load(p)), p += step, d = i16x8.add(d, v128.load(p)), p += step;
        e = i16x8.add(e, v128.load(p)), p += step, f = i16x8.add(f, v128.load(p)), p += step;
        g = i16x8.add(g, v128.load(p)), p += step, h = i16x8.add(h, v128.load(p));
      }
      for (let entry = minus; entry < end; entry += 4) {
        let p = input + load<u32>(entry);
        a = i16x8.sub(a, v128.load(p)), p += step, b = i16x8.sub(b, v128.load(p)), p += step;
        c = i16x8.sub(c, v128.load(p)), p += step, d = i16x8.sub(d, v128.load(p)), p += step;
        e = i16x8.sub(e, v128.load(p)), p += step, f = i16x8.sub(f, v128.load(p)), p += step;
        g = i16x8.sub(g, v128.load(p)), p += step, h = i16x8.sub(h, v128.load(p));
      }
      let out = layer.sums + ((<usize>row * pitch + <usize>column) << 1);
      const line = pitch << 1;
      v128.store(out, a), out += line, v128.store(out, b), out += line;
      v128.store(out, c), out += line, v128.store(out, d), out += line;
      v128.store(out, e), out += line, v128.store(out, f), out += line;
      v128.store(out, g), out += line, v128.store(out, h);
    }
  }
}

/** Sums of 32 bits, made of partial sums of 16 bits that cannot overflow. */
function sumInChunks(layer: ImageLayer, plus: usize, minus: usize, end: usize): void {
  const step = layer.inRow * <usize>layer.stride;
  const pitch = (<usize>layer.sumWidth + 7) & ~7;
  const span = <usize>layer.chunk << 2;
  for (let row = 0; row < layer.sumHeight; row += 8) {
    for (let column = 0; column < layer.sumWidth; column += 8) {
      const input = layer.input + <usize>row * step + ((<usize>column) << 1);
      const out = layer.sums + ((<usize>row * pitch + <usize>column) << 2);
      const line = pitch << 2;
      clearTile(out, line);
      for (let entry = plus; entry < end; ) {
        let a = i16x8.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        const stop = min(end, entry + span);
        const turn = max(entry, min(stop, minus));
        for (; entry < turn; entry += 4) {
          let p = input + load<u32>(entry);
          a = i16x8.add(a, v128.load(p)), p += step, b = i16x8.add(b, v128.load(p)), p += step;
          c = i16x8.add(c, v128.load(p)), p += step, d = i16x8.add(d, v128.load(p)), p += step;
          e = i16x8.add(e, v128.load(p)), p += step, f = i16x8.add(f, v128.load(p)), p += step;
          g = i16x8.add(g, v128.load(p)), p += step, h = i16x8.add(h, v128.load(p));
        }
        for (; entry < stop; entry += 4) {
          let p = input + load<u32>(entry);
          a = i16x8.sub(a, v128.load(p)), p += step, b = i16x8.sub(b, v128.load(p)), p += step;
          c = i16x8.sub(c, v128.load(p)), p += step, d = i16x8.sub(d, v128.load(p)), p += step;
          e = i16x8.sub(e, v128.load(p)), p += step, f = i16x8.sub(f, v128.load(p)), p += step;
          g = i16x8.sub(g, v128.load(p)), p += step, h = i16x8.sub(h, v128.load(p));
        }
        addWide(out, a), addWide(out + line, b), addWide(out + 2 * line, c), addWide(out + 3 * line, d);
        addWide(out + 4 * line, e), addWide(out + 5 * line, f), addWide(out + 6 * line, g), addWide(out + 7 * line, h);
      }
    }
  }
}

function clearTile(out: usize, line: usize): void {
  for (let row = 0; row < 8; row++, out += line) v128.store(out, i32x4.splat(0)), v128.store(out, i32x4.splat(0), 16);
}

@inline
function addWide(out: usize, values: v128): void {
  v128.store(out, i32x4.add(v128.load(out), i32x4.extend_low_i16x8_s(values)));
  v128.store(out, i32x4.add(v128.load(out, 16), i32x4.extend_high_i16x8_s(values)), 16);
}

/** Rows are compared side by side first, then the few columns of a window one by one. */
function poolNarrow(layer: ImageLayer, out: usize): void {
  const line = ((<usize>layer.sumWidth + 7) & ~7) << 1;
  for (let row = 0; row < layer.outHeight; row++) {
    const from = layer.sums + <usize>(row * layer.poolStride) * line;
    for (let at: usize = 0; at < line; at += 16) {
      let most = v128.load(from + at);
      for (let y = 1; y < layer.poolSize; y++) most = i16x8.max_s(most, v128.load(from + <usize>y * line + at));
      v128.store(layer.maxima + at, most);
    }
    let window = layer.maxima;
    for (let column = 0; column < layer.outWidth; column++) {
      let most = <i32>load<i16>(window);
      for (let x = 1; x < layer.poolSize; x++) most = max(most, <i32>load<i16>(window + ((<usize>x) << 1)));
      put(layer, out + load<u32>(layer.columns + ((<usize>column) << 2)), most);
      window += (<usize>layer.poolStride) << 1;
    }
    out += layer.outRow;
  }
}

function poolWide(layer: ImageLayer, out: usize): void {
  const line = ((<usize>layer.sumWidth + 7) & ~7) << 2;
  for (let row = 0; row < layer.outHeight; row++) {
    const from = layer.sums + <usize>(row * layer.poolStride) * line;
    for (let at: usize = 0; at < line; at += 16) {
      let most = v128.load(from + at);
      for (let y = 1; y < layer.poolSize; y++) most = i32x4.max_s(most, v128.load(from + <usize>y * line + at));
      v128.store(layer.maxima + at, most);
    }
    let window = layer.maxima;
    for (let column = 0; column < layer.outWidth; column++) {
      let most = load<i32>(window);
      for (let x = 1; x < layer.poolSize; x++) most = max(most, load<i32>(window + ((<usize>x) << 2)));
      put(layer, out + load<u32>(layer.columns + ((<usize>column) << 2)), most);
      window += (<usize>layer.poolStride) << 2;
    }
    out += layer.outRow;
  }
}
