import type { RenderFrame } from "../../env.js";
import { blit, type Image } from "../../rendering/image.js";
import { rgb, Surface } from "../../rendering/surface.js";
import {
  BIG_DIGITS,
  CARD_BACK,
  card,
  LABEL_DEALER,
  LABEL_PLAYER,
  LABEL_USABLE_ACE,
  SMALL_DIGITS,
} from "./sprites/blackjack.js";

const WIDTH = 384;
const FELT_COLOR = rgb(196, 216, 158);

export interface BlackjackScene {
  readonly playerSum: number;
  /** The value of the dealer's open card, an ace as 1. */
  readonly dealerCard: number;
  readonly usableAce: boolean;
  /** The open card: A, 2 to 9, J, Q or K, and C, D, H or S. */
  readonly rank: string;
  readonly suit: string;
}

/** The table, 384 × 376, as Gymnasium draws it with pygame-ce. */
export function drawBlackjack({ playerSum, dealerCard, usableAce, rank, suit }: BlackjackScene): RenderFrame {
  const surface = new Surface(WIDTH, 376);
  surface.fill(FELT_COLOR);
  blit(surface, LABEL_DEALER, 40, 32);
  drawDigits(surface, dealerCard, SMALL_DIGITS, 4, 40 + LABEL_DEALER.width + 12, 32);
  blit(surface, card(rank, suit), 96, 72);
  blit(surface, CARD_BACK, 208, 72);
  blit(surface, LABEL_PLAYER, 40, 208);
  const digits = String(playerSum).length;
  const width = digits * BIG_DIGITS[0].width + (digits - 1) * 12;
  drawDigits(surface, playerSum, BIG_DIGITS, 12, centered(width), 248);
  if (usableAce) blit(surface, LABEL_USABLE_ACE, centered(LABEL_USABLE_ACE.width), 328);
  return surface.frame();
}

/** The left edge of what is in the middle, on a pixel of the art. */
const centered = (width: number): number => Math.floor((WIDTH - width) / 2 / 4) * 4;

function drawDigits(
  surface: Surface,
  number: number,
  digits: readonly Image[],
  gap: number,
  left: number,
  top: number,
): void {
  let x = left;
  for (const digit of String(number)) {
    const image = digits[Number(digit)];
    blit(surface, image, x, top);
    x += image.width + gap;
  }
}
