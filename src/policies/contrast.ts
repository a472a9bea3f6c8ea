/** How `contrast` looks at an image. */
export interface Contrast {
  /** The image's rows from the top to which it applies; of those below, each pixel's brightest channel is taken. */
  readonly rows: number;
  /** What a pixel as far from the background as the mean pixel becomes, 1 to 255. */
  readonly gain: number;
}

const LEVELS = 256;

/**
 * How far each pixel is from the image's background, relative to how far the pixels are on average: min(255, ⌊gain ·
 * distance · pixels / sum of all distances⌋). The background is the median of each channel, the distance the sum of the
 * differences of the channels. So a road looks alike in any colours, and noise alike everywhere. Whole numbers below
 * 2³¹, for up to 10,000 pixels.
 * @param image height × width × channels bytes
 * @param out receives height × width bytes from `offset` on
 */
export function contrastOf(
  image: Uint8Array,
  { height, width, channels }: { readonly height: number; readonly width: number; readonly channels: number },
  { rows, gain }: Contrast,
  out: Uint8Array,
  offset: number,
): void {
  const pixels = rows * width;
  const background = Array.from({ length: channels }, (_, channel) =>
    medianOf(image, channel, channels, pixels),
  );
  const distances = new Uint16Array(pixels);
  let total = 0;
  for (let pixel = 0, at = 0; pixel < pixels; pixel++) {
    let distance = 0;
    for (let channel = 0; channel < channels; channel++, at++) {
      distance += Math.abs(image[at] - background[channel]);
    }
    distances[pixel] = distance;
    total += distance;
  }
  for (let pixel = 0; pixel < pixels; pixel++) {
    const share = total === 0 ? 0 : Math.floor((gain * distances[pixel] * pixels) / total);
    out[offset + pixel] = Math.min(255, share);
  }
  for (let pixel = pixels; pixel < height * width; pixel++) {
    let brightest = 0;
    for (let channel = 0; channel < channels; channel++) {
      brightest = Math.max(brightest, image[pixel * channels + channel]);
    }
    out[offset + pixel] = brightest;
  }
}

/** The lower median of one channel of the first pixels. */
function medianOf(image: Uint8Array, channel: number, channels: number, pixels: number): number {
  const counts = new Uint32Array(LEVELS);
  for (let at = channel; at < pixels * channels; at += channels) counts[image[at]]++;
  let level = 0;
  for (let below = counts[0]; 2 * below < pixels; below += counts[level]) level++;
  return level;
}
