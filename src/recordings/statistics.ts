import type { Env } from "../../envs/env.js";
import type { EnvAdapter } from "../policies/env-adapter.js";
import { kindOf } from "../policies/space-kind.js";
import { labelsOf, type RecordedAction, type Recording } from "./recording.js";

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

/** The actions of episodes at a glance; of the labels, where there are any. */
export interface ActionStatistics {
  /** Classes may overlap: one can steer left and brake. */
  readonly classes: readonly Count[];
  readonly histograms: readonly Histogram[];
}

/** What an environment's actions are called. */
export interface ActionNames {
  /** Of discrete actions, from the first one on. */
  readonly values: readonly string[];
  readonly start: number;
  /** Of the elements of continuous actions, with their ranges. */
  readonly elements: readonly { readonly name: string; readonly minimum: number; readonly maximum: number }[];
  /** Counts what was done in words of the environment. */
  readonly classes?: (actions: readonly (readonly number[])[]) => Count[];
}

const BINS = 11;

/** The names of an environment's actions. */
export function actionNamesOf(
  { actionSpace }: Env,
  { actionNames = [], actionCounts }: EnvAdapter,
): ActionNames {
  const known = kindOf(actionSpace);
  const values = known?.kind === "discrete" ? known.space.names : [];
  const start = known?.kind === "discrete" ? known.space.start : 0;
  const box = known?.kind === "box" ? known.space : undefined;
  const elements = Array.from({ length: box?.size ?? 0 }, (_, element) => ({
    name: actionNames[element] ?? `action ${element}`,
    minimum: Number(box!.low[element]),
    maximum: Number(box!.high[element]),
  }));
  return { values, start, elements, ...(box && { classes: actionCounts }) };
}

/** @param recordings at least one, all of one environment */
export function actionStatistics(recordings: readonly Recording[], names: ActionNames): ActionStatistics {
  const actions = recordings.flatMap(labelsOf);
  const discrete = actions.filter((action) => typeof action === "number");
  if (discrete.length > 0) return { classes: countValues(discrete, names), histograms: [] };
  const vectors = actions as readonly (readonly number[])[];
  return {
    classes: names.classes?.(vectors) ?? [],
    histograms: vectors[0].map((_, element) => histogram(vectors, element, names)),
  };
}

function countValues(values: readonly number[], names: ActionNames): Count[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([value, steps]) => ({ name: nameOf(value, names), steps }));
}

const nameOf = (value: number, { values, start }: ActionNames) => values[value - start] ?? String(value);

function histogram(
  actions: readonly (readonly number[])[],
  element: number,
  { elements }: ActionNames,
): Histogram {
  const values = actions.map((action) => action[element]);
  const range = elements[element] ?? {
    name: `action ${element}`,
    minimum: values.reduce((a, b) => Math.min(a, b)),
    maximum: values.reduce((a, b) => Math.max(a, b)),
  };
  const width = (range.maximum - range.minimum) / BINS || 1;
  const bins = new Array<number>(BINS).fill(0);
  for (const value of values) {
    const bin = Math.floor((value - range.minimum) / width);
    bins[Math.min(BINS - 1, Math.max(0, bin))]++;
  }
  return { ...range, bins };
}

/** A step of an episode in words that fit in a table: the parts of an action by their names. */
export function namedAction(action: RecordedAction, names: ActionNames): Record<string, number | string> {
  if (typeof action === "number") return { action: nameOf(action, names) };
  return Object.fromEntries(
    action.map((value, element) => [names.elements[element]?.name ?? `action ${element}`, value]),
  );
}
