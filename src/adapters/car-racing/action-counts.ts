/** Steering and pedals nearer to 0 count as not used. */
export const DEAD_BAND = 0.05;

/** How many steps steer left, straight and right, and how many press which pedal. */
export function actionCounts(actions: readonly (readonly number[])[]) {
  const count = (name: string, belongs: (steer: number, gas: number, brake: number) => boolean) => ({
    name,
    steps: actions.filter(([steer, gas, brake]) => belongs(steer!, gas!, brake!)).length,
  });
  return [
    count("left", (steer) => steer < -DEAD_BAND),
    count("straight", (steer) => Math.abs(steer) <= DEAD_BAND),
    count("right", (steer) => steer > DEAD_BAND),
    count("gas", (_, gas) => gas > DEAD_BAND),
    count("brake", (_, __, brake) => brake > DEAD_BAND),
    count("coast", (_, gas, brake) => gas <= DEAD_BAND && brake <= DEAD_BAND),
  ];
}
