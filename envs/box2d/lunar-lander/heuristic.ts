const f = Math.fround;

/**
 * A scripted pilot, Gymnasium's `heuristic`: points the lander at the pad, hovers while it is aside of it,
 * and brakes. Lands with a return above 200 on most terrains. In float32, as numpy computes it.
 *
 * @param observation Of LunarLander-v3.
 * @returns How much to turn (left positive) and to rise.
 */
function plan(observation: ArrayLike<number>): { turn: number; rise: number } {
  const x = observation[0];
  const y = observation[1];
  const vx = observation[2];
  const vy = observation[3];
  if (observation[6] || observation[7]) return { turn: 0, rise: f(-vy * 0.5) };
  const target = Math.max(f(-0.4), Math.min(f(0.4), f(f(x * 0.5) + vx)));
  const hover = f(f(0.55) * Math.abs(x));
  return {
    turn: f(f(f(target - observation[4]) * 0.5) - observation[5]),
    rise: f(f(f(hover - y) * 0.5) - f(vy * 0.5)),
  };
}

/** The pilot's action for the discrete environment: one of `ENGINE_ACTIONS`. */
export function chooseEngine(observation: ArrayLike<number>): number {
  const { turn, rise } = plan(observation);
  if (rise > Math.abs(turn) && rise > f(0.05)) return 2;
  if (turn < f(-0.05)) return 3;
  return turn > f(0.05) ? 1 : 0;
}

/** The pilot's action for the continuous environment: [main, side]. */
export function chooseThrottle(observation: ArrayLike<number>): [main: number, side: number] {
  const { turn, rise } = plan(observation);
  const clip = (value: number) => Math.max(-1, Math.min(1, value));
  return [clip(f(f(rise * 20) - 1)), clip(f(-turn * 20))];
}
