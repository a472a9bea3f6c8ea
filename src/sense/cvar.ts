/** The share of examples whose mean loss is the CVaR. */
export const CVAR_SHARE = 0.05;

/**
 * The conditional value at risk: the mean of the worst twentieth. What a policy does wrong on few frames can end an episode, so
 * this foretells returns better than the mean of all does.
 */
export function cvar(losses: Float64Array): number {
  const worst = losses
    .slice()
    .sort()
    .subarray(-Math.max(1, Math.round(CVAR_SHARE * losses.length)));
  return worst.reduce((sum, loss) => sum + loss, 0) / worst.length;
}
