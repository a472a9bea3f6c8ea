/**
 * A scripted pilot, Gymnasium's `heuristic`: points the lander at the pad, hovers while it is aside of it, and brakes.
 * Lands with a return above 200 on most terrains.
 *
 * @param observation Of LunarLander-v3.
 * @returns How much to turn (left positive) and to rise.
 */
function plan(observation: ArrayLike<number>): { turn: number; rise: number } {
  const [x, y, vx, vy, angle, angularVelocity, left, right] = Array.from(observation) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (left || right) return { turn: 0, rise: -vy * 0.5 };
  const target = Math.max(-0.4, Math.min(0.4, x * 0.5 + vx));
  return {
    turn: (target - angle) * 0.5 - angularVelocity,
    rise: (0.55 * Math.abs(x) - y) * 0.5 - vy * 0.5,
  };
}

/** The pilot's action for the discrete environment: one of `ENGINE_ACTIONS`. */
export function chooseEngine(observation: ArrayLike<number>): number {
  const { turn, rise } = plan(observation);
  if (rise > Math.abs(turn) && rise > 0.05) return 2;
  if (turn < -0.05) return 3;
  return turn > 0.05 ? 1 : 0;
}

/** The pilot's action for the continuous environment: [main, side]. */
export function chooseThrottle(observation: ArrayLike<number>): [main: number, side: number] {
  const { turn, rise } = plan(observation);
  const clip = (value: number) => Math.max(-1, Math.min(1, value));
  return [clip(rise * 20 - 1), clip(-turn * 20)];
}
