import type { Random } from "../../../envs/random.js";
import type { ActionDecoder } from "../../policies/action-decoder.js";
import type { ObservationEncoder } from "../../policies/observation-encoder.js";
import type { Augment } from "../../training/p-siren.js";
import { SIDE } from "./frame.js";

/** Below this row are the indicators. */
const STRIP_ROW = 84;
const WHOLE_ROW = [[0, SIDE]] as const;
/** The steering bar grows from column 48 to either side, the yaw bar from column 72. */
const BARS = [
  [36, 60],
  [60, 84],
] as const;

/** Mirrors about every other image of a batch, at random: left bends are then as frequent as right ones. */
export function mirrorSome(decoder: ActionDecoder, { bytes }: Pick<ObservationEncoder, "bytes">): Augment {
  return ({ images, count, targets }, random: Random) => {
    for (let index = 0; index < count; index++) {
      if (random.random() < 0.5) continue;
      mirrorFrame(images.subarray(index * bytes, (index + 1) * bytes));
      decoder.mirror?.(targets, index);
    }
  };
}

/**
 * The same frame (96×96 pixels of any number of channels) as the driver of a mirrored track would see it: the road is
 * flipped, and of the indicators below it the bars that have a direction.
 */
export function mirrorFrame(frame: Uint8Array): void {
  const channels = frame.length / (SIDE * SIDE);
  for (let row = 0; row < SIDE; row++) {
    for (const [start, end] of row < STRIP_ROW ? WHOLE_ROW : BARS) flip(frame, channels, row, start, end);
  }
}

function flip(frame: Uint8Array, channels: number, row: number, start: number, end: number): void {
  for (let left = start, right = end - 1; left < right; left++, right--) {
    const a = (row * SIDE + left) * channels;
    const b = (row * SIDE + right) * channels;
    for (let channel = 0; channel < channels; channel++) {
      const value = frame[a + channel];
      frame[a + channel] = frame[b + channel];
      frame[b + channel] = value;
    }
  }
}
