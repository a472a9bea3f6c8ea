import { deflateSync } from "node:zlib";
import type { RenderFrame } from "../../../envs/env.js";

/** The protocol's limit for one piece of an image, in base64. */
const PIECE = 4096;

/** Small enough to be quick; drawings pack well all the same. */
const LEVEL = 1;

/**
 * An image by the graphics protocol of the terminal kitty, at the cursor, scaled to a number of cells. The next image
 * takes its place. See "Terminal graphics protocol" in kitty's documentation.
 */
export function kittyImage({ width, height, data }: RenderFrame, columns: number, rows: number): string {
  const text = deflateSync(data, { level: LEVEL }).toString("base64");
  const pieces = text.match(new RegExp(`.{1,${PIECE}}`, "g")) ?? [];
  return pieces
    .map((piece, index) => {
      const more = index < pieces.length - 1 ? 1 : 0;
      const what =
        index === 0 ? `a=T,f=24,o=z,s=${width},v=${height},c=${columns},r=${rows},i=1,p=1,C=1,q=2,` : "";
      return `\x1b_G${what}m=${more};${piece}\x1b\\`;
    })
    .join("");
}

/** Removes the image and frees it. */
export const KITTY_CLEAR = "\x1b_Ga=d,d=I,i=1,q=2\x1b\\";
