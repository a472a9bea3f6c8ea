import type { ClipFormat } from "./messages.js";

/** Turns what is drawn on a canvas into a file, frame by frame. */
export interface ClipEncoder {
  readonly format: ClipFormat;
  /** Draw here, then add the frame. */
  readonly context: OffscreenCanvasRenderingContext2D;
  /** Frames a second. */
  readonly rate: number;
  /** Adds what the canvas shows, for so many seconds. */
  add(seconds: number): Promise<void>;
  /** Completes the file. */
  finish(): Promise<Uint8Array<ArrayBuffer>>;
}

/** An encoder for frames of one shape: H.264 where the browser encodes it, else GIF. */
export async function openEncoder(aspect: number): Promise<ClipEncoder> {
  const { Mp4Encoder } = await import("./mp4-encoder.js");
  const encoder = await Mp4Encoder.open(aspect);
  if (encoder) return encoder;
  const { GifEncoder } = await import("./gif-encoder.js");
  return new GifEncoder(aspect);
}
