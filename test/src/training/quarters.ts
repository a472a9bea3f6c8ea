import { Random } from "../../../envs/random.js";
import type { DataSet } from "../../../src/data/data-set.js";

/** Images of 12×10 in four classes that a small network can tell apart: noise with one bright quarter. */
export function quarters(count: number, seed: number): DataSet {
  const random = new Random(seed);
  const images = Uint8Array.from({ length: count * 120 }, () => random.integers(120));
  const labels = Uint8Array.from({ length: count }, () => random.integers(4));
  for (const [index, label] of labels.entries()) {
    const top = label < 2 ? 0 : 6;
    const left = label % 2 === 0 ? 0 : 5;
    for (let pixel = 0; pixel < 12; pixel++) {
      const row = top + random.integers(6);
      images[index * 120 + row * 10 + left + random.integers(5)] = 255;
    }
  }
  return { count, images, targets: { kind: "classes", labels } };
}
