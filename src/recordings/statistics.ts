import { DISCRETE_ACTIONS } from "../../envs/box2d/car-racing/car-racing.js";
import { labelsOf, type RecordedAction, type Recording } from "./recording.js";

/** Steering and pedals nearer to 0 count as not used. */
export const DEAD_BAND = 0.05;

/** How often something was done. */
export interface Count {
  readonly name: string;
  readonly steps: number;
}

/** How the values of one element of the actions are spread. */
export interface Histogram {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Steps whose value lies in each of the equally wide bins from `minimum` to `maximum`. */
  readonly bins: readonly number[];
}

/** The actions of episodes at a glance; of the labels, where the actions were disturbed. */
export interface ActionStatistics {
  /** Classes may overlap: one can steer left and brake. */
  readonly classes: readonly Count[];
  readonly histograms: readonly Histogram[];
}

const BINS = 11;
const CAR_AXES = [
  { name: "steer", minimum: -1, maximum: 1 },
  { name: "gas", minimum: 0, maximum: 1 },
  { name: "brake", minimum: 0, maximum: 1 },
];

/** @param recordings at least one, all of one environment */
export function actionStatistics(recordings: readonly Recording[]): ActionStatistics {
  const actions = recordings.flatMap(labelsOf);
  const isCar = recordings[0]!.environment.id.startsWith("CarRacing-");
  const discrete = actions.filter((action) => typeof action === "number");
  if (discrete.length > 0)
    return { classes: countValues(discrete, isCar ? DISCRETE_ACTIONS : []), histograms: [] };
  const vectors = actions as readonly (readonly number[])[];
  return {
    classes: isCar ? drivingClasses(vectors) : [],
    histograms: vectors[0]!.map((_, axis) => histogram(vectors, axis, isCar)),
  };
}

function countValues(values: readonly number[], names: readonly string[]): Count[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([value, steps]) => ({ name: names[value] ?? String(value), steps }));
}

/** How many steps steer left, straight and right, and how many press which pedal. */
export function drivingClasses(actions: readonly (readonly number[])[]): Count[] {
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

function histogram(actions: readonly (readonly number[])[], axis: number, isCar: boolean): Histogram {
  const values = actions.map((action) => action[axis]!);
  const range = (isCar && CAR_AXES[axis]) || {
    name: `action ${axis}`,
    minimum: values.reduce((a, b) => Math.min(a, b)),
    maximum: values.reduce((a, b) => Math.max(a, b)),
  };
  const width = (range.maximum - range.minimum) / BINS || 1;
  const bins = new Array<number>(BINS).fill(0);
  for (const value of values) {
    const bin = Math.floor((value - range.minimum) / width);
    bins[Math.min(BINS - 1, Math.max(0, bin))]!++;
  }
  return { ...range, bins };
}

/** A step of an episode in words that fit in a table: the parts of an action by their names. */
export function namedAction(id: string, action: RecordedAction): Record<string, number | string> {
  const isCar = id.startsWith("CarRacing-");
  if (typeof action === "number") return { action: (isCar && DISCRETE_ACTIONS[action]) || action };
  return Object.fromEntries(
    action.map((value, axis) => [(isCar && CAR_AXES[axis]?.name) || `action ${axis}`, value]),
  );
}
