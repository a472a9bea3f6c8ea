import { InputError } from "../errors.js";

/**
 * Allocates a number of zeros to layers by magnitude over all layers, and returns how many each gets.
 *
 * Layers differ in the size of their weights, so plain magnitudes would empty some and spare others. They are compared
 * by LAMP instead (Lee et al. 2021, Layer-adaptive sparsity for the magnitude-based pruning, equation 1): w² divided
 * by the sum of the squares of all weights of the layer that are not smaller. A factor on a layer changes nothing.
 * @param floors non-zeros that each layer keeps at least, whatever its magnitudes
 * @throws InputError when so many zeros leave less than the floors
 */
export function allocateSparsity(
  layers: readonly Float32Array[],
  zeros: number,
  floors: readonly number[],
): number[] {
  const weights = layers.reduce((sum, { length }) => sum + length, 0);
  const smallest = floors.reduce((sum, floor, index) => sum + Math.min(floor, layers[index].length), 0);
  if (weights - zeros < smallest) {
    throw new InputError(
      `a budget of ${weights - zeros} weights is too small: expected at least ${smallest}, one for each unit`,
    );
  }
  const scores = layers.map(scoresFromLargest);
  const kept = floors.map((floor, index) => Math.min(floor, layers[index].length));
  for (let left = weights - zeros - smallest; left > 0; left--) {
    let best = -1;
    for (const [index, own] of scores.entries()) {
      if (kept[index] === own.length) continue;
      if (best < 0 || own[kept[index]] > scores[best][kept[best]]) best = index;
    }
    kept[best]++;
  }
  return layers.map(({ length }, index) => length - kept[index]);
}

/**
 * LAMP's score of each weight of a layer, from the largest weight to the smallest; the scores fall as the weights do.
 */
function scoresFromLargest(weights: Float32Array): Float64Array {
  const squares = Float64Array.from(weights, (weight) => weight * weight)
    .sort()
    .reverse();
  let sum = 0;
  return squares.map((square) => {
    sum += square;
    return sum > 0 ? square / sum : 0;
  });
}
