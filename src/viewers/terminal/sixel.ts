import { FINALIZER, introducer, sixelEncodeIndexed } from "sixel/lib/SixelEncoder.js";
import type { RenderFrame } from "../../../envs/env.js";
import { toPalette } from "../../../envs/video/palette.js";

/** An image in sixels (DEC STD 070), at the cursor, a pixel a pixel, in up to 256 colours of its own. */
export function sixelImage(image: RenderFrame): string {
  const { palette, indices } = toPalette(image);
  const colors = palette.map(([red, green, blue]): [number, number, number] => [red, green, blue]);
  const pixels = sixelEncodeIndexed(Uint16Array.from(indices), image.width, image.height, colors);
  return introducer(1) + pixels + FINALIZER;
}
