import type { Picture } from "../../../envs/env.js";

/** Turns pictures into a file. All must have one size. */
export interface FilmWriter {
  add(picture: Picture): void;
  /** Completes the file. @returns its size in bytes */
  close(): number;
  /** Gives up: leaves nothing behind. */
  discard(): void;
}

export const FILM_FORMATS = ["gif", "mp4", "png"] as const;
export type FilmFormat = (typeof FILM_FORMATS)[number];

/** The format that a file's name tells, if it is one of ours. */
export function formatOf(file: string): FilmFormat | undefined {
  return FILM_FORMATS.find((format) => file.toLowerCase().endsWith(`.${format}`));
}

/**
 * Opens a film; its name tells the format: an animated GIF, an MP4 (H.264), or a strip of stills as PNG.
 * @throws the system's error when the file cannot be written
 */
export async function openFilm(
  file: string,
  { width, height }: Pick<Picture, "width" | "height">,
  framesPerSecond: number,
): Promise<FilmWriter> {
  switch (formatOf(file)) {
    case "mp4": {
      const { Mp4Writer } = await import("./mp4-writer.js");
      return Mp4Writer.create(file, width, height, framesPerSecond);
    }
    case "png": {
      const { StripWriter } = await import("./strip-writer.js");
      return new StripWriter(file, framesPerSecond);
    }
    default: {
      const { GifWriter } = await import("../../../envs/video/gif-writer.js");
      return new GifWriter(file, framesPerSecond);
    }
  }
}
