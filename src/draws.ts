import { Random } from "../envs/random.js";

/** A generator of its own for each part of a seeded run, so that a part can be repeated without those before it. */
export function streamOf(seed: number | bigint, stream: number): Random {
  return new Random((BigInt(seed) << 32n) | BigInt(stream));
}

/** A number from the standard normal distribution (Box and Muller's transform). */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.random()));
  return radius * Math.cos(2 * Math.PI * random.random());
}

/** 0 to count − 1 in random order (Fisher and Yates). */
export function permutation(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = random.integers(last + 1);
    const index = order[last];
    order[last] = order[other];
    order[other] = index;
  }
  return order;
}
