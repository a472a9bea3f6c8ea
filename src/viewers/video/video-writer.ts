import type { RenderFrame } from "../../../envs/env.js";

/** Turns frames into a file, here or in a thread of its own. All must have one size. */
export interface VideoWriter {
  add(image: RenderFrame): void | Promise<void>;
  /** Completes the file. @returns its size in bytes */
  close(): number | Promise<number>;
  /** Gives up: leaves nothing behind. */
  discard(): void | Promise<void>;
}

export const VIDEO_FORMATS = ["gif", "mp4", "png"] as const;
export type VideoFormat = (typeof VIDEO_FORMATS)[number];

/** The format that a file's name tells, if it is one of ours. */
export function formatOf(file: string): VideoFormat | undefined {
  return VIDEO_FORMATS.find((format) => file.toLowerCase().endsWith(`.${format}`));
}

/**
 * Opens a video; its name tells the format: an animated GIF, an MP4 (H.264), or a sheet of frames as PNG.
 * @throws the system's error when the file cannot be written
 */
export async function openVideo(
  file: string,
  { width, height }: Pick<RenderFrame, "width" | "height">,
  framesPerSecond: number,
): Promise<VideoWriter> {
  switch (formatOf(file)) {
    case "mp4": {
      const { Mp4Writer } = await import("./mp4-writer.js");
      return new Mp4Writer(file, width, height, framesPerSecond);
    }
    case "png": {
      const { SheetWriter } = await import("./sheet-writer.js");
      return new SheetWriter(file, framesPerSecond);
    }
    default: {
      const { GifWriter } = await import("../../../envs/video/gif-writer.js");
      return new GifWriter(file, framesPerSecond);
    }
  }
}
