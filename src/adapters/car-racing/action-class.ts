/** Classes an action can have: left, straight or right; gas on or off; brake on or off. */
export const ACTION_CLASSES = 12;

const DEAD_BAND = 0.05;

/** The class of an action (steer −1 left to 1 right, gas and brake 0 to 1), 0 to 11. Two policies agree on a step when their actions have the same class. */
export function actionClass(action: ArrayLike<number>): number {
  const steer = action[0] < -DEAD_BAND ? 0 : action[0] > DEAD_BAND ? 2 : 1;
  return steer * 4 + (action[1] > DEAD_BAND ? 2 : 0) + (action[2] > DEAD_BAND ? 1 : 0);
}
