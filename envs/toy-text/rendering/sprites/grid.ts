import { rgb } from "../../../rendering/surface.js";
import { pixelArt } from "./pixel-art.js";

// The images of FrozenLake and CliffWalking, from Gymnasium (MIT licence), toy_text/img.

/** Letters of the colours. */
const PALETTE = {
  a: rgb(174, 205, 230),
  b: rgb(198, 224, 242),
  c: rgb(172, 194, 130),
  d: rgb(196, 216, 158),
  e: rgb(184, 212, 236),
  f: rgb(70, 112, 164),
  g: rgb(92, 138, 190),
  h: rgb(130, 170, 214),
  i: rgb(56, 58, 70),
  j: rgb(198, 156, 110),
  k: rgb(126, 90, 58),
  l: rgb(168, 124, 82),
  m: rgb(74, 70, 78),
  n: rgb(208, 210, 216),
  o: rgb(202, 102, 92),
};

export const ICE = pixelArt(`16a 15*a15b`, PALETTE);

export const GROUND = pixelArt(`16c 15*c15d`, PALETTE);

export const ICE_CRACK_A = pixelArt(`16a 6*a15b a6be8b a4b2e9b a3be11b a15b a9b2e4b 4*a15b`, PALETTE);

export const ICE_CRACK_B = pixelArt(
  `16a 3*a15b a8be6b a9b2e4b a11be3b 5*a15b a3be11b a4be10b 2*a15b`,
  PALETTE,
);

export const HOLE = pixelArt(
  `16a a15b a2b10f3b 4*ab12g2b ab2g3h7g2b 2*ab12g2b ab6g3h3g2b 2*ab12g2b a2b10g3b 2*a15b`,
  PALETTE,
);

export const CLIFF_LEFT = pixelArt(
  `i2j13i i2jk3l2k3l2k2l 3*i2j13l 5*i2j10lk2l i2j13l 3*i2j13k 2*i2j13m`,
  PALETTE,
);

export const CLIFF_MIDDLE_A = pixelArt(`16i 2k3l2k3l2k3lk 2*16l 6*3lk12l 16l 3*16k 2*16m`, PALETTE);

export const CLIFF_MIDDLE_B = pixelArt(`16i 2l2k3l2k3l2k2l 3*16l 5*10lk5l 16l 3*16k 2*16m`, PALETTE);

export const CLIFF_RIGHT = pixelArt(
  `13i2ji 2l2k3l2k3lk2ji 3*13l2ji 5*2lk10l2ji 13l2ji 3*13k2ji 2*13m2ji`,
  PALETTE,
);

export const AGENT = pixelArt(`3.4i3. 2.i4ni2. 2.2i2n2i2. 2*2.i4ni2. 3.4i3. 2*3.i2.i3. 2.2i2.2i2.`, PALETTE);

export const GOAL_FLAG = pixelArt(`i4o. i5o i4o. 5*i5.`, PALETTE);

export const LETTER_S = pixelArt(`3i i2. 3i 2.i 3i`, PALETTE);

export const LETTER_G = pixelArt(`3i i2. 2*i.i 3i`, PALETTE);
