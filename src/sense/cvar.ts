/** The share of frames whose mean is the tail. */
export const TAIL = 0.05;

/**
 * The mean of the worst twentieth: what a driver does wrong on few frames ends a lap, so this foretells returns better than
 * the mean of all does.
 */
export function tailMean(losses: Float64Array): number {
  const worst = losses
    .slice()
    .sort()
    .subarray(-Math.max(1, Math.round(TAIL * losses.length)));
  return worst.reduce((sum, loss) => sum + loss, 0) / worst.length;
}
