import type { Image } from "../../../rendering/image.js";
import { rgb } from "../../../rendering/surface.js";
import { overlaid, pixelArt } from "./pixel-art.js";

// The images of Blackjack, from Gymnasium (MIT licence), toy_text/img/blackjack.

/** Letters of the colours. */
const PALETTE = {
  a: rgb(150, 152, 160),
  b: rgb(253, 253, 251),
  c: rgb(200, 116, 106),
  d: rgb(176, 94, 86),
  e: rgb(56, 58, 70),
  f: rgb(190, 80, 74),
};

export const BLANK_CARD = pixelArt(`.18a. 26*a18ba .18a.`, PALETTE);

export const CARD_BACK = pixelArt(`.18a. 2*a18ca a2c14d2ca 20*a2cd12cd2ca a2c14d2ca 2*a18ca .18a.`, PALETTE);

export const LABEL_DEALER = pixelArt(
  `2e2.3e2.e2.e3.3e.3e4. e.e.e3.e.e.e3.e3.e.e2.e. e.e.2e2.3e.e3.2e2.3e4. e.e.e3.e.e.e3.e3.2e3.e.
2e2.3e.e.e.3e.3e.e.e4.`,
  PALETTE,
);

export const LABEL_PLAYER = pixelArt(
  `3e.e4.e2.e.e.3e.3e e.e.e3.e.e.e.e.e3.e.e 3e.e3.3e2.e2.2e2.3e e3.e3.e.e2.e2.e3.2e.
e3.3e.e.e2.e2.3e.e.e`,
  PALETTE,
);

export const LABEL_USABLE_ACE = pixelArt(
  `e.e.3e2.e2.2e2.e3.3e6.e2.3e.3e e.e.e3.e.e.e.e.e3.e7.e.e.e3.e2. e.e.3e.3e.2e2.e3.2e6.3e.e3.2e.
e.e3.e.e.e.e.e.e3.e7.e.e.e3.e2. 3e.3e.e.e.2e2.3e.3e5.e.e.3e.3e`,
  PALETTE,
);

/** 0 to 9. */
export const BIG_DIGITS = [
  `3*9e 9*3e3.3e 3*9e`,
  `3*3.3e3. 3*6e3. 6*3.3e3. 3*9e`,
  `3*9e 3*6.3e 3*9e 3*3e6. 3*9e`,
  `3*9e 3*6.3e 3*3.6e 3*6.3e 3*9e`,
  `6*3e3.3e 3*9e 6*6.3e`,
  `3*9e 3*3e6. 3*9e 3*6.3e 3*9e`,
  `3*9e 3*3e6. 3*9e 3*3e3.3e 3*9e`,
  `3*9e 6*6.3e 6*3.3e3.`,
  `3*9e 3*3e3.3e 3*9e 3*3e3.3e 3*9e`,
  `3*9e 3*3e3.3e 3*9e 3*6.3e 3*9e`,
].map((art) => pixelArt(art, PALETTE));

/** 0 to 9. */
export const SMALL_DIGITS = [
  `3e 3*e.e 3e`,
  `.e. 2e. 2*.e. 3e`,
  `3e 2.e 3e e2. 3e`,
  `3e 2.e .2e 2.e 3e`,
  `2*e.e 3e 2*2.e`,
  `3e e2. 3e 2.e 3e`,
  `3e e2. 3e e.e 3e`,
  `3e 2*2.e 2*.e.`,
  `3e e.e 3e e.e 3e`,
  `3e e.e 3e 2.e 3e`,
].map((art) => pixelArt(art, PALETTE));

/** In the colour of the black suits. */
const RANKS = {
  A: `.e. e.e 3e 2*e.e`,
  "2": `3e 2.e 3e e2. 3e`,
  "3": `3e 2.e .2e 2.e 3e`,
  "4": `2*e.e 3e 2*2.e`,
  "5": `3e e2. 3e 2.e 3e`,
  "6": `3e e2. 3e e.e 3e`,
  "7": `3e 2*2.e 2*.e.`,
  "8": `3e e.e 3e e.e 3e`,
  "9": `3e e.e 3e 2.e 3e`,
  J: `3*2.e e.e 3e`,
  Q: `3e 2*e.e 3e 2.e`,
  K: `2*e.e 2e. 2*e.e`,
};

const SUITS = {
  C: `2*.3e. 2*5e 2.e2. .3e.`,
  D: `2.f2. .3f. 5f .3f. 2.f2. 5.`,
  H: `.f.f. 2*5f .3f. 2.f2. 5.`,
  S: `2.e2. .3e. 2*5e 2.e2. .3e.`,
};

const isRed = (suit: string): boolean => suit === "D" || suit === "H";

/**
 * An open card.
 * @param rank A, 2 to 9, J, Q or K.
 * @param suit C, D, H or S: clubs, diamonds, hearts, spades.
 */
export function card(rank: string, suit: string): Image {
  const rankArt = RANKS[rank as keyof typeof RANKS];
  const inked = isRed(suit) ? rankArt.replaceAll("e", "f") : rankArt;
  const withRank = overlaid(BLANK_CARD, pixelArt(inked, PALETTE), 8, 8);
  return overlaid(withRank, pixelArt(SUITS[suit as keyof typeof SUITS], PALETTE), 28, 52);
}
