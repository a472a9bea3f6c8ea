import { describe } from "./describe.js";
import { EXPONENTIAL, NORMAL } from "./ziggurat.js";

/**
 * numpy's default random numbers: `SeedSequence` → `PCG64` → `Generator`, equal to the bit.
 *
 * Gymnasium seeds every environment this way, so the same seed gives the same track here and there. The
 * arithmetic is on 32-bit limbs: exact in doubles, and several times faster than BigInt.
 *
 * Sources: M. O'Neill, PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random
 * Number Generation (PCG XSL RR 128/64, and the seeding that SeedSequence follows); D. Lemire, Fast Random
 * Integer Generation in an Interval.
 */
export class Random {
  /** The 128-bit state and increment of PCG64 as 32-bit limbs, least significant first. */
  readonly #state = new Uint32Array(4);
  readonly #increment = new Uint32Array(4);
  /** The unused upper half of a 64-bit output; numpy keeps it for the next 32-bit draw. */
  #spare = 0;
  #hasSpare = false;

  /**
   * @param seed A non-negative integer of any size; numbers must be safe integers. Without it the generator
   * starts from 128 bits of fresh entropy.
   * @throws {RangeError} when the seed is negative, fractional or not a safe integer.
   */
  constructor(seed?: number | bigint) {
    const words = seedSequence(seed === undefined ? freshEntropy() : entropyOf(seed), 8);
    // PCG takes two 128-bit numbers, each as its upper and then its lower 64 bits, and starts with:
    // increment = 2 · sequence + 1; state = 0; advance; state += start; advance.
    const limbs = (at: number) => [words[at + 2], words[at + 3], words[at], words[at + 1]];
    let carry = 1;
    for (const [i, limb] of limbs(4).entries()) {
      this.#increment[i] = (limb << 1) | carry;
      carry = limb >>> 31;
    }
    this.#advance();
    addLimbs(this.#state, limbs(0));
    this.#advance();
  }

  /** A number from [0, 1) with 53 random bits. */
  random(): number {
    this.#advance();
    return (this.#outputHigh() * 2 ** 21 + (this.#outputLow() >>> 11)) * 2 ** -53;
  }

  /**
   * A number from [low, high).
   * @throws {RangeError} when high is less than low, or the range is too wide for a number.
   */
  uniform(low: number, high: number): number {
    const width = high - low;
    if (!(width >= 0 && width < Infinity)) {
      throw new RangeError(`expected low ≤ high and a finite range between, got ${low} and ${high}`);
    }
    return low + width * this.random();
  }

  /** An integer from 0 to 2³² − 1. */
  uint32(): number {
    if (this.#hasSpare) {
      this.#hasSpare = false;
      return this.#spare;
    }
    this.#advance();
    this.#spare = this.#outputHigh();
    this.#hasSpare = true;
    return this.#outputLow();
  }

  /**
   * An integer from [0, high) or, with two arguments, from [low, high), without bias.
   * @throws {RangeError} when a bound is not a safe integer, or the range is empty or wider than 2³².
   */
  integers(high: number): number;
  integers(low: number, high: number): number;
  integers(lowOrHigh: number, end?: number): number {
    const low = end === undefined ? 0 : lowOrHigh;
    const high = end ?? lowOrHigh;
    const count = high - low;
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || count < 1 || count > 2 ** 32) {
      throw new RangeError(
        `expected integer bounds low < high at most 2^32 apart, got low ${low} and high ${high}`,
      );
    }
    if (count === 1) return low;
    if (count === 2 ** 32) return low + this.uint32();
    let draw = this.uint32();
    if (Math.imul(draw, count) >>> 0 < count) {
      const threshold = (2 ** 32 - count) % count;
      while (Math.imul(draw, count) >>> 0 < threshold) draw = this.uint32();
    }
    return low + upperHalf(draw, count);
  }

  /**
   * One of the elements, each as likely as the others, or as the probabilities say, which sum to 1.
   * @throws {RangeError} when there is no element, or not one probability for each.
   */
  choice<T>(elements: readonly T[], probabilities?: readonly number[]): T {
    if (elements.length === 0 || (probabilities && probabilities.length !== elements.length)) {
      throw new RangeError(
        `expected elements${probabilities ? " and a probability for each" : ""}, got ${describe(elements)}`,
      );
    }
    if (!probabilities) return elements[this.integers(elements.length)];
    let sum = 0;
    const sums = probabilities.map((probability) => (sum += probability));
    const draw = this.random();
    const index = sums.findIndex((bound) => draw < bound / sum);
    return elements[index < 0 ? elements.length - 1 : index];
  }

  /** A number of the normal distribution with mean 0 and variance 1. */
  standardNormal(): number {
    const { scale, inside, density, tail } = NORMAL;
    for (;;) {
      this.#advance();
      const low = this.#outputLow();
      const magnitude = (low >>> 9) + (this.#outputHigh() & 0x1fffffff) * 2 ** 23;
      const layer = low & 0xff;
      const x = (low & 0x100 ? -magnitude : magnitude) * scale[layer];
      if (magnitude < inside[layer]) return x;
      if (layer === 0) {
        for (;;) {
          const beyond = -Math.log1p(-this.random()) / tail;
          const height = -Math.log1p(-this.random());
          if (height + height > beyond * beyond) return low & 0x20000 ? -(tail + beyond) : tail + beyond;
        }
      }
      const height = (density[layer - 1] - density[layer]) * this.random() + density[layer];
      if (height < Math.exp(-0.5 * x * x)) return x;
    }
  }

  /** A number of the exponential distribution with mean 1. */
  standardExponential(): number {
    const { scale, inside, density, tail } = EXPONENTIAL;
    for (;;) {
      this.#advance();
      const low = this.#outputLow();
      const magnitude = (low >>> 11) + this.#outputHigh() * 2 ** 21;
      const layer = (low >>> 3) & 0xff;
      const x = magnitude * scale[layer];
      if (magnitude < inside[layer]) return x;
      if (layer === 0) return tail - Math.log1p(-this.random());
      const height = (density[layer - 1] - density[layer]) * this.random() + density[layer];
      if (height < Math.exp(-x)) return x;
    }
  }

  /**
   * How many tries it takes until one succeeds: 1 or more.
   * @param p Probability that a try succeeds, above 0 and at most 1.
   */
  geometric(p: number): number {
    if (p < 1 / 3) return Math.ceil(-this.standardExponential() / Math.log1p(-p));
    const draw = this.random();
    let tries = 1;
    let share = p;
    for (let sum = p; draw > sum; sum += share) {
      share *= 1 - p;
      tries++;
    }
    return tries;
  }

  /**
   * Integers from 0 to below their bounds, which are used in turns, without bias: numpy's 8-bit integers, of which four
   * are taken from a draw.
   * @param highs each from 1 to 256
   */
  bytes(count: number, highs: readonly number[]): Uint8Array {
    const bytes = new Uint8Array(count);
    let draw = 0;
    let left = 0;
    for (let i = 0; i < count; i++) {
      const high = highs[i % highs.length];
      if (high === 1) continue;
      let product: number;
      do {
        draw = left === 0 ? this.uint32() : draw >>> 8;
        left = left === 0 ? 3 : left - 1;
        product = (draw & 0xff) * high;
      } while ((product & 0xff) < (256 - high) % high);
      bytes[i] = product >> 8;
    }
    return bytes;
  }

  /** state = state · 0x2360ED051FC65DA44385DF649FCCF645 + increment, modulo 2¹²⁸. */
  #advance(): void {
    const state = this.#state;
    const increment = this.#increment;
    const s0 = state[0];
    const s1 = state[1];
    const s2 = state[2];
    const s3 = state[3];
    // Rows of 16 bits. A limb of 32 bits times 16 bits of the multiplier has 48 bits, and at most four such
    // products meet in a row, so the sums stay below 2^53.
    const r0 = s0 * 0xf645 + increment[0];
    const r1 = s0 * 0x9fcc + Math.floor(r0 / 65536);
    const r2 = s0 * 0xdf64 + s1 * 0xf645 + Math.floor(r1 / 65536) + increment[1];
    const r3 = s0 * 0x4385 + s1 * 0x9fcc + Math.floor(r2 / 65536);
    const r4 = s0 * 0x5da4 + s1 * 0xdf64 + s2 * 0xf645 + Math.floor(r3 / 65536) + increment[2];
    const r5 = s0 * 0x1fc6 + s1 * 0x4385 + s2 * 0x9fcc + Math.floor(r4 / 65536);
    const r6 = s0 * 0xed05 + s1 * 0x5da4 + s2 * 0xdf64 + s3 * 0xf645 + Math.floor(r5 / 65536) + increment[3];
    const r7 = s0 * 0x2360 + s1 * 0x1fc6 + s2 * 0x4385 + s3 * 0x9fcc + Math.floor(r6 / 65536);
    state[0] = (r0 & 0xffff) | (r1 << 16);
    state[1] = (r2 & 0xffff) | (r3 << 16);
    state[2] = (r4 & 0xffff) | (r5 << 16);
    state[3] = (r6 & 0xffff) | (r7 << 16);
  }

  // The output is the exclusive or of the state's halves, rotated right by the state's top 6 bits.
  #outputLow(): number {
    return this.#rotated(0);
  }

  #outputHigh(): number {
    return this.#rotated(1);
  }

  #rotated(half: 0 | 1): number {
    const state = this.#state;
    const rotation = state[3] >>> 26;
    const swap = half ^ (rotation >>> 5);
    const low = swap ? state[1] ^ state[3] : state[0] ^ state[2];
    const high = swap ? state[0] ^ state[2] : state[1] ^ state[3];
    const shift = rotation & 31;
    return (shift === 0 ? low : (low >>> shift) | (high << (32 - shift))) >>> 0;
  }
}

/** Upper 32 bits of the product of two 32-bit numbers. */
function upperHalf(a: number, b: number): number {
  return Math.floor(((a >>> 16) * b + Math.floor(((a & 0xffff) * b) / 65536)) / 65536);
}

function addLimbs(sum: Uint32Array, limbs: readonly number[]): void {
  let carry = 0;
  for (let i = 0; i < 4; i++) {
    const total = sum[i] + limbs[i] + carry;
    sum[i] = total;
    carry = total >= 2 ** 32 ? 1 : 0;
  }
}

/** @throws {RangeError} when a seed is negative, fractional or not a safe integer. */
export function expectSeed(seed: unknown): void {
  if ((typeof seed === "bigint" || Number.isSafeInteger(seed)) && (seed as number | bigint) >= 0) return;
  throw new RangeError(
    `expected a seed that is a non-negative safe integer or bigint, got ${describe(seed)}`,
  );
}

/** 32-bit words of a seed, least significant first; at least one. */
function entropyOf(seed: number | bigint): number[] {
  expectSeed(seed);
  const words: number[] = [];
  let rest = BigInt(seed);
  do {
    words.push(Number(rest & 0xffffffffn));
    rest >>= 32n;
  } while (rest > 0n);
  return words;
}

function freshEntropy(): number[] {
  return [...crypto.getRandomValues(new Uint32Array(4))];
}

/** numpy's SeedSequence: spreads entropy over a pool of 4 words and draws `count` 32-bit words from it. */
function seedSequence(entropy: readonly number[], count: number): Uint32Array {
  const pool = new Uint32Array(4);
  let hashConstant = 0x43b0d7e5;
  const hash = (word: number): number => {
    let value = word ^ hashConstant;
    hashConstant = Math.imul(hashConstant, 0x931e8875);
    value = Math.imul(value, hashConstant);
    return value ^ (value >>> 16);
  };
  const mix = (a: number, b: number): number => {
    const value = Math.imul(a, 0xca01f9dd) - Math.imul(b, 0x4973f715);
    return value ^ (value >>> 16);
  };
  for (let i = 0; i < 4; i++) pool[i] = hash(entropy[i] ?? 0);
  for (let from = 0; from < 4; from++) {
    for (let to = 0; to < 4; to++) {
      if (from !== to) pool[to] = mix(pool[to], hash(pool[from]));
    }
  }
  for (const word of entropy.slice(4)) {
    for (let to = 0; to < 4; to++) pool[to] = mix(pool[to], hash(word));
  }
  let drawConstant = 0x8b51f9dd;
  return Uint32Array.from({ length: count }, (_, i) => {
    let value = pool[i % 4] ^ drawConstant;
    drawConstant = Math.imul(drawConstant, 0x58f38ded);
    value = Math.imul(value, drawConstant);
    return value ^ (value >>> 16);
  });
}
