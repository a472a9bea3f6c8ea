import type { Architecture, Layer } from "../../../src/networks/architecture.js";
import { outputShapes, weightCount } from "../../../src/networks/architecture.js";
import type { TernaryNetwork } from "../../../src/networks/ternary-network.js";

/** A small generator of test cases (xorshift32), so that every run sees the same networks. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed * 2654435761 + 1;
  }

  /** A whole number from `low` to `high`, both included. */
  roll(low: number, high: number): number {
    let x = this.#state | 0;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return low + ((x >>> 0) % (high - low + 1));
  }

  chance(percent: number): boolean {
    return this.roll(0, 99) < percent;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.roll(0, values.length - 1)];
  }
}

/** Any chain of convolutions and dense layers: odd shapes, crops, paddings, strides, pools, divisors up to extremes. */
export function randomArchitecture(dice: Dice): Architecture {
  for (;;) {
    const architecture = guess(dice);
    try {
      outputShapes(architecture);
      return architecture;
    } catch {
      // Windows larger than their image: guess again.
    }
  }
}

function guess(dice: Dice): Architecture {
  const height = dice.roll(1, 14);
  const width = dice.roll(1, 14);
  const channels = dice.roll(1, 3);
  const row = dice.roll(0, height - 1);
  const column = dice.roll(0, width - 1);
  const crop = dice.chance(30)
    ? { row, column, height: dice.roll(1, height - row), width: dice.roll(1, width - column) }
    : null;
  const input = { height, width, channels, crop, centred: dice.chance(50) };
  const layers: Layer[] = [];
  const convolutions = dice.roll(0, 3);
  const count = convolutions + dice.roll(convolutions === 0 ? 1 : 0, 2);
  const divisors = dice.pick([
    [1, 3],
    [1, 20],
    [100, 400],
    [3000, 9000],
  ]);
  for (let index = 0; index < count; index++) {
    const shape = index === 0 ? { channels, ...(crop ?? input) } : outputShapes({ input, layers }).at(-1)!;
    const divisor = index < count - 1 ? { divisor: dice.roll(divisors[0], divisors[1]) } : {};
    const pool = dice.pick([
      undefined,
      { size: 2, stride: 2 },
      { size: 3, stride: 2 },
      { size: 2, stride: 1 },
      { size: 1, stride: 2 },
    ]);
    const out = dice.roll(1, 6);
    if (index < convolutions) {
      layers.push({
        name: `layer${index}`,
        kind: "conv",
        in: shape.channels,
        out,
        kernel: dice.roll(1, 5),
        stride: dice.roll(1, 3),
        padding: dice.roll(0, 2),
        ...divisor,
        ...(pool ? { pool } : {}),
      });
    } else {
      const features = shape.channels * shape.height * shape.width;
      layers.push({ name: `layer${index}`, kind: "dense", in: features, out, ...divisor });
    }
    try {
      outputShapes({ input, layers });
    } catch {
      break;
    }
  }
  return { input, layers };
}

/** Weights with one of several densities; some units may have none. */
export function randomWeights(dice: Dice, architecture: Architecture): Int8Array[] {
  return architecture.layers.map((layer) => {
    const percent = dice.pick([5, 10, 20, 50, 100]);
    return Int8Array.from({ length: weightCount(layer) }, () =>
      dice.chance(percent) ? dice.pick([-1, 1]) : 0,
    );
  });
}

export function randomNetwork(dice: Dice): TernaryNetwork {
  const architecture = randomArchitecture(dice);
  return { architecture, weights: randomWeights(dice, architecture) };
}

/** Whole images one after the other; a part of them all black or all white. */
export function randomImages(dice: Dice, { input }: Architecture, count: number): Uint8Array {
  const bytes = input.height * input.width * input.channels;
  const images = new Uint8Array(count * bytes);
  for (let image = 0; image < count; image++) {
    const kind = dice.roll(0, 9);
    for (let i = image * bytes; i < (image + 1) * bytes; i++) {
      images[i] = kind === 0 ? 0 : kind === 1 ? 255 : dice.roll(0, 255);
    }
  }
  return images;
}
