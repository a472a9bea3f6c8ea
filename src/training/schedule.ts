/**
 * Cosine decay (Loshchilov & Hutter, SGDR): from 1 at the start to `end` at the end.
 * @param progress 0 to 1
 */
export function cosine(progress: number, end: number): number {
  return end + (1 - end) * 0.5 * (1 + Math.cos(Math.PI * progress));
}

/**
 * How much of the pruning is done: fast while there is much to choose from, slow towards the end
 * (Zhu & Gupta, To prune, or not to prune, equation 1).
 * @param progress 0 to 1
 */
export function cubic(progress: number): number {
  return 1 - (1 - progress) ** 3;
}
