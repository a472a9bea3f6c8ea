/** Steering and pedals nearer to 0 count as not used. */
export const DEAD_BAND = 0.05;

/** Classes an action can have: left, straight or right; gas on or off; brake on or off. */
export const ACTION_CLASSES = 12;

/**
 * The class of an action (steer −1 left to 1 right, gas and brake 0 to 1), 0 to 11. Two policies agree on a step when
 * their actions have the same class.
 */
export function actionClass(action: ArrayLike<number>): number {
  const steer = action[0] < -DEAD_BAND ? 0 : action[0] > DEAD_BAND ? 2 : 1;
  return steer * 4 + (action[1] > DEAD_BAND ? 2 : 0) + (action[2] > DEAD_BAND ? 1 : 0);
}

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
