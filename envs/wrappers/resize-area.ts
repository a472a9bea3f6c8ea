/** Scales one image: 8-bit, row-major height × width × channels. */
export type Resize = (image: Uint8Array) => Uint8Array;

/** OpenCV's fixed-point weights have so many bits. */
const WEIGHT_BITS = 11;

/** Parts of a pixel below this do not count. */
const LEAST_PART = 1e-3;

/** Gives what scales images of one size to another as OpenCV's INTER_AREA does, with its rounding. */
export function resizer(
  height: number,
  width: number,
  channels: number,
  rows: number,
  columns: number,
): Resize {
  if (rows === height && columns === width) return (image) => image.slice();
  const source = { height, width, channels };
  if (rows > height || columns > width) return interpolating(source, rows, columns);
  if (height % rows === 0 && width % columns === 0) return averagingWhole(source, rows, columns);
  return averagingParts(source, rows, columns);
}

interface Size {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** New pixels of whole old ones. */
function averagingWhole({ height, width, channels }: Size, rows: number, columns: number): Resize {
  const down = height / rows;
  const across = width / columns;
  const share = Math.fround(1 / (down * across));
  // Four pixels have a way of their own.
  const isQuarter = down === 2 && across === 2 && [1, 3, 4].includes(channels);
  return (image) => {
    const resized = new Uint8Array(rows * columns * channels);
    for (let to = 0; to < resized.length; to++) {
      const channel = to % channels;
      const column = Math.floor(to / channels) % columns;
      const row = Math.floor(to / (channels * columns));
      let sum = 0;
      for (let y = 0; y < down; y++) {
        let at = ((row * down + y) * width + column * across) * channels + channel;
        for (let x = 0; x < across; x++, at += channels) sum += image[at];
      }
      resized[to] = isQuarter ? (sum + 2) >> 2 : roundHalfToEven(Math.fround(sum * share));
    }
    return resized;
  };
}

/** A part that an old line has in a new one. */
interface Part {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/** The parts of all new lines, in their order. */
function partsOf(oldLength: number, newLength: number): Part[] {
  const scale = oldLength / newLength;
  const parts: Part[] = [];
  for (let to = 0; to < newLength; to++) {
    const start = to * scale;
    const end = start + scale;
    const size = Math.min(scale, oldLength - start);
    const last = Math.min(Math.floor(end), oldLength - 1);
    const first = Math.min(Math.ceil(start), last);
    const add = (from: number, weight: number) => parts.push({ from, to, weight: Math.fround(weight) });
    if (first - start > LEAST_PART) add(first - 1, (first - start) / size);
    for (let from = first; from < last; from++) add(from, 1 / size);
    if (end - last > LEAST_PART) add(last, Math.min(Math.min(end - last, 1), size) / size);
  }
  return parts;
}

/** New pixels of parts of old ones: across, then down, in single precision. */
function averagingParts({ height, width, channels }: Size, rows: number, columns: number): Resize {
  const across = partsOf(width, columns);
  const down = partsOf(height, rows);
  const line = new Float32Array(columns * channels);
  const sums = new Float32Array(columns * channels);
  return (image) => {
    const resized = new Uint8Array(rows * columns * channels);
    for (const [i, { from, to, weight }] of down.entries()) {
      line.fill(0);
      for (const part of across) {
        const source = (from * width + part.from) * channels;
        const target = part.to * channels;
        for (let channel = 0; channel < channels; channel++) {
          const share = Math.fround(image[source + channel] * part.weight);
          line[target + channel] += share;
        }
      }
      const isFirst = down[i - 1]?.to !== to;
      for (let j = 0; j < line.length; j++) {
        const share = Math.fround(weight * line[j]);
        sums[j] = isFirst ? share : sums[j] + share;
      }
      if (down[i + 1]?.to === to) continue;
      for (let j = 0; j < line.length; j++) resized[to * line.length + j] = roundHalfToEven(sums[j]);
    }
    return resized;
  };
}

/** A new line between two old ones: `weight` of 2048 belong to the second. */
interface Between {
  readonly first: number;
  readonly second: number;
  readonly weights: readonly [number, number];
}

function betweenOf(oldLength: number, newLength: number): Between[] {
  const scale = oldLength / newLength;
  const inverse = newLength / oldLength;
  return Array.from({ length: newLength }, (_, to) => {
    let first = Math.floor(to * scale);
    let share = Math.fround(to + 1 - (first + 1) * inverse);
    share = share <= 0 ? 0 : Math.fround(share - Math.floor(share));
    if (first >= oldLength - 1) {
      first = oldLength - 1;
      share = 0;
    }
    const one = 2 ** WEIGHT_BITS;
    const weights = [roundHalfToEven(Math.fround(1 - share) * one), roundHalfToEven(share * one)] as const;
    return { first, second: Math.min(first + 1, oldLength - 1), weights };
  });
}

/** Images that grow in one direction at least, in integers. */
function interpolating({ height, width, channels }: Size, rows: number, columns: number): Resize {
  const across = betweenOf(width, columns);
  const down = betweenOf(height, rows);
  return (image) => {
    const lines = Array.from({ length: height }, (_, y) => {
      const line = new Int32Array(columns * channels);
      for (const [x, { first, second, weights }] of across.entries()) {
        for (let channel = 0; channel < channels; channel++) {
          const left = image[(y * width + first) * channels + channel];
          const right = image[(y * width + second) * channels + channel];
          line[x * channels + channel] = left * weights[0] + right * weights[1];
        }
      }
      return line;
    });
    const resized = new Uint8Array(rows * columns * channels);
    for (const [y, { first, second, weights }] of down.entries()) {
      const [above, below] = [lines[first], lines[second]];
      for (let i = 0; i < above.length; i++) {
        const upper = (weights[0] * (above[i] >> 4)) >> 16;
        const lower = (weights[1] * (below[i] >> 4)) >> 16;
        resized[y * above.length + i] = (upper + lower + 2) >> 2;
      }
    }
    return resized;
  };
}

function roundHalfToEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down;
}
