import { expectAction } from "../action.js";
import type { Env, RenderFrame, ResetOptions, ResetResult, StepResult } from "../env.js";
import { checkOptions, oneOf } from "../options.js";
import { Random } from "../random.js";
import { Discrete, Tuple } from "../spaces.js";
import { drawBlackjack } from "./rendering/blackjack.js";

export interface BlackjackOptions {
  /** Whether winning with an ace and a ten at once gives 1.5. Default false. */
  readonly natural?: boolean;
  /** Whether the rules are those of Sutton and Barto's book; `natural` is ignored then. Default: see `make`'s id. */
  readonly sab?: boolean;
}

/** An ace is 1; the last three are jack, queen and king. */
const DECK = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 10] as const;
const SUITS = ["C", "D", "H", "S"] as const;
const FACES = ["J", "Q", "K"] as const;

/** The player's sum, the dealer's card that lies open (1 is an ace), and whether the player has a usable ace. */
type BlackjackSpace = Tuple<readonly [Discrete, Discrete, Discrete]>;

/**
 * Cards are drawn to come nearer to 21 than the dealer, but not above (Example 5.1 of Sutton and Barto's book).
 * Episodes are equal to those of Gymnasium's Blackjack-v1. Documented in docs/environments/blackjack.md.
 */
export class Blackjack implements Env<BlackjackSpace, Discrete<"stick" | "hit">> {
  readonly actionSpace = new Discrete(2, { names: ["stick", "hit"] });
  readonly observationSpace: BlackjackSpace = new Tuple([
    new Discrete(32),
    new Discrete(11),
    new Discrete(2),
  ]);
  readonly metadata = { renderModes: ["rgb_array"], renderFps: 4 };

  readonly #natural: boolean;
  readonly #sab: boolean;
  #random: Random | undefined;
  #dealer: number[] = [];
  #player: number[] = [];
  /** The dealer's open card: rank and suit. */
  #openCard: readonly [rank: string, suit: string] = ["A", "S"];

  /** @throws {TypeError | RangeError} when an option is unknown or has a value it cannot have. */
  constructor(options: BlackjackOptions = {}) {
    const flag = oneOf(true, false);
    checkOptions("Blackjack", { natural: flag, sab: flag }, options);
    this.#natural = options.natural ?? false;
    this.#sab = options.sab ?? false;
  }

  get npRandom(): Random {
    this.#random ??= new Random();
    return this.#random;
  }

  /** @throws {TypeError} when an option is given: there is none. */
  reset({ seed, options = {} }: ResetOptions = {}): ResetResult<[number, number, number], object> {
    checkOptions("Blackjack's reset", {}, options);
    if (seed !== undefined) this.#random = new Random(seed);
    const random = this.npRandom;
    this.#dealer = [random.choice(DECK), random.choice(DECK)];
    this.#player = [random.choice(DECK), random.choice(DECK)];
    const suit = random.choice(SUITS);
    const value = this.#dealer[0];
    this.#openCard = [value === 1 ? "A" : value === 10 ? random.choice(FACES) : String(value), suit];
    return [this.#observation(), {}];
  }

  step(action: number): StepResult<[number, number, number], object> {
    expectAction(this.actionSpace, action);
    const random = this.#random;
    if (!random) throw new Error("expected an environment that was reset, got step() first");
    if (action === 1) {
      this.#player.push(random.choice(DECK));
      const isBust = sumOf(this.#player) > 21;
      return [this.#observation(), isBust ? -1 : 0, isBust, false, {}];
    }
    while (sumOf(this.#dealer) < 17) this.#dealer.push(random.choice(DECK));
    return [this.#observation(), this.#outcome(), true, false, {}];
  }

  /** The reward of the player who sticks. */
  #outcome(): number {
    const reward = Math.sign(score(this.#player) - score(this.#dealer));
    if (this.#sab) return isNatural(this.#player) && !isNatural(this.#dealer) ? 1 : reward;
    return this.#natural && isNatural(this.#player) && reward === 1 ? 1.5 : reward;
  }

  #observation(): [number, number, number] {
    return [sumOf(this.#player), this.#dealer[0], Number(hasUsableAce(this.#player))];
  }

  /** 384 × 376. The pixels are Gymnasium's with pygame-ce. */
  render(mode = "rgb_array"): RenderFrame {
    if (mode !== "rgb_array") throw new RangeError(`expected render mode rgb_array, got ${mode}`);
    const [playerSum, dealerCard, usableAce] = this.#observation();
    const [rank, suit] = this.#openCard;
    return drawBlackjack({ playerSum, dealerCard, usableAce: usableAce === 1, rank, suit });
  }

  close(): void {}
}

/** Whether an ace can count as 11. */
function hasUsableAce(hand: readonly number[]): boolean {
  return hand.includes(1) && plainSum(hand) + 10 <= 21;
}

function sumOf(hand: readonly number[]): number {
  return plainSum(hand) + (hasUsableAce(hand) ? 10 : 0);
}

function plainSum(hand: readonly number[]): number {
  return hand.reduce((sum, card) => sum + card, 0);
}

/** 0 above 21. */
function score(hand: readonly number[]): number {
  const sum = sumOf(hand);
  return sum > 21 ? 0 : sum;
}

function isNatural(hand: readonly number[]): boolean {
  return hand.length === 2 && hand.includes(1) && hand.includes(10);
}
