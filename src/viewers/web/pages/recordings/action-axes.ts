import type { RecordedAction } from "../../../../recordings/recording.js";
import type { ActionAxis } from "../../library/protocol.js";
import type { Bar } from "../../protocol.js";
import { formatNumber } from "../document.js";

/** The elements of an action; a discrete action has one. */
export const elementsOf = (action: RecordedAction): readonly number[] =>
  typeof action === "number" ? [action] : action;

/** An action as people say it: "push right", or "steering −0.32, brake 0.40"; what rounds to 0 is not said. */
export function inWords(action: ArrayLike<number>, axes: readonly ActionAxis[]): string {
  const said = axes.flatMap(({ name, values, minimum }, axis) => {
    const value = action[axis];
    if (values) return [values[value - minimum] ?? String(value)];
    return Math.abs(value) < 0.005 ? [] : [`${name} ${formatNumber(value, 2)}`];
  });
  return said.join(", ") || "nothing";
}

/** A bar for each element, or for each discrete action, where 1 is the one taken. */
export function actionBars(action: RecordedAction | undefined, axes: readonly ActionAxis[]): Bar[] {
  const elements = action === undefined ? [] : elementsOf(action);
  return axes.flatMap(({ name, minimum, maximum, values }, axis) =>
    values
      ? values.map((each, index) => ({
          name: each,
          value: Number(elements[axis] === minimum + index),
          ...{ minimum: 0, maximum: 1 },
        }))
      : [{ name, minimum, maximum, value: elements[axis] ?? 0 }],
  );
}
