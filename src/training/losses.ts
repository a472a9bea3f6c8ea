import { labelsOf, type Targets, valuesOf } from "../data/data-set.js";
import type { Loss } from "../networks/gradient-engine.js";

/**
 * The mean loss of outputs (count × outputs), as the engines compute it.
 * @param scale what the outputs are multiplied by first
 * @throws TypeError when the targets are not what the loss compares with.
 */
export function meanLoss(
  loss: Loss,
  outputs: Float32Array | Int32Array,
  scale: number,
  count: number,
  targets: Targets,
): number {
  return imageLosses(loss, outputs, scale, count, targets).reduce((sum, own) => sum + own, 0) / count;
}

/** The loss of each image; see `meanLoss`. */
export function imageLosses(
  loss: Loss,
  outputs: Float32Array | Int32Array,
  scale: number,
  count: number,
  targets: Targets,
): Float64Array {
  const width = outputs.length / count;
  const losses = new Float64Array(count);
  if (loss.kind === "cross-entropy") {
    const labels = labelsOf(targets);
    for (let index = 0; index < count; index++) {
      const own = outputs.subarray(index * width, (index + 1) * width);
      losses[index] = crossEntropy(own, scale, labels[index]);
    }
    return losses;
  }
  const values = valuesOf(targets);
  for (let place = 0; place < count * width; place++) {
    const { weight, beta } = loss.terms[place % width];
    losses[Math.floor(place / width)] += weight * smoothL1(outputs[place] * scale, values[place], beta);
  }
  return losses;
}

function crossEntropy(outputs: Float32Array | Int32Array, scale: number, label: number): number {
  let largest = -Infinity;
  for (const output of outputs) largest = Math.max(largest, output * scale);
  let sum = 0;
  for (const output of outputs) sum += Math.exp(output * scale - largest);
  return Math.log(sum) + largest - outputs[label] * scale;
}

function smoothL1(output: number, value: number, beta: number): number {
  const target = Math.max(-1, Math.min(1, value));
  if ((target === 1 && output > 1) || (target === -1 && output < -1)) return 0;
  const size = Math.abs(output - target);
  return size < beta ? (size * size) / (2 * beta) : size - beta / 2;
}

/** The share of images whose largest output, the first of equals, is that of their class. */
export function accuracy(outputs: Float32Array | Int32Array, count: number, labels: Uint8Array): number {
  const width = outputs.length / count;
  let right = 0;
  for (let index = 0; index < count; index++) {
    if (argMax(outputs, index * width, width) === labels[index]) right++;
  }
  return right / count;
}

/** The place of the largest of `width` values from `offset` on; the first one on a tie. */
export function argMax(values: ArrayLike<number>, offset: number, width: number): number {
  let best = 0;
  for (let place = 1; place < width; place++) {
    if (values[offset + place] > values[offset + best]) best = place;
  }
  return best;
}
