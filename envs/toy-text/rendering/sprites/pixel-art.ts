import type { Image } from "../../../rendering/image.js";
import type { PackedColor } from "../../../rendering/surface.js";

/** How many pixels wide and high a pixel of the art is. */
const SIZE = 4;

/**
 * An image from its description: rows apart by spaces, each a list of letters of the palette, `.` for what is not
 * covered. `12a` are twelve pixels of colour a, `3*` before a row draws it three times.
 */
export function pixelArt(art: string, palette: Readonly<Record<string, PackedColor>>): Image {
  const rows = art.split(/\s+/).flatMap((text) => {
    const [, times, runs] = /^(?:(\d+)\*)?(.+)$/.exec(text)!;
    const row = runs!.replace(/(\d+)(\D)/g, (_, length, letter) => letter.repeat(length));
    return Array.from({ length: Number(times ?? 1) }, () => row);
  });
  const width = rows[0].length * SIZE;
  const height = rows.length * SIZE;
  const colors = new Uint32Array(width * height);
  const alpha = new Uint8Array(width * height);
  for (let i = 0; i < colors.length; i++) {
    const letter = rows[Math.floor(i / width / SIZE)][Math.floor((i % width) / SIZE)];
    if (letter === ".") continue;
    colors[i] = palette[letter];
    alpha[i] = 255;
  }
  return { width, height, colors, alpha };
}

/** An image with another one over it, whose upper left corner is at (left, top). */
export function overlaid(image: Image, over: Image, left: number, top: number): Image {
  const result = { ...image, colors: image.colors.slice(), alpha: image.alpha.slice() };
  for (let y = 0; y < over.height; y++) {
    for (let x = 0; x < over.width; x++) {
      const from = y * over.width + x;
      if (over.alpha[from] === 0) continue;
      const to = (top + y) * image.width + left + x;
      result.colors[to] = over.colors[from];
      result.alpha[to] = 255;
    }
  }
  return result;
}
