import type { Env } from "../../../envs/env.js";
import { type Column, columnsOf } from "../space-columns.js";
import { frameSize } from "../write-trajectory.js";
import { ImageStatistics, NumberStatistics, type StatisticsCollector } from "./statistics.js";

/** Where images go, and other observations. */
export const IMAGE = "observation.image";
export const STATE = "observation.state";

/** What each frame has: a list of numbers, kept in a table, or an image, kept in a video. */
export interface Feature {
  readonly key: string;
  readonly dtype: "float32" | "int64" | "bool" | "video";
  readonly shape: readonly number[];
  readonly names: readonly string[] | null;
}

/** A feature that is read from a value of a space. */
export interface ReadFeature extends Feature {
  read(value: unknown): readonly number[];
}

/** Every data set has these, and LeRobot reads them by their names. */
export const INDEX_FEATURES: readonly Feature[] = [
  { key: "timestamp", dtype: "float32", shape: [1], names: null },
  ...["frame_index", "episode_index", "index", "task_index"].map(
    (key): Feature => ({ key, dtype: "int64", shape: [1], names: null }),
  ),
];

/** What comes of a frame's action. */
export const OUTCOME_FEATURES: readonly Feature[] = [
  { key: "next.reward", dtype: "float32", shape: [1], names: null },
  { key: "next.done", dtype: "bool", shape: [1], names: null },
];

/** An environment's observations: a video where they are RGB images, else all their numbers in one list. */
export function observationFeature({ observationSpace }: Env): ReadFeature {
  const size = frameSize(observationSpace);
  if (!size) return listFeature(STATE, columnsOf(observationSpace, "observations"));
  // H.264 halves the resolution of colours, so the encoder leaves out an odd row or column.
  const [height, width] = [size.height - (size.height % 2), size.width - (size.width % 2)];
  const names = ["height", "width", "channels"];
  return { key: IMAGE, dtype: "video", shape: [height, width, 3], names, read: () => [] };
}

/** Actions, or labels, which are in the same space. */
export function actionFeature(key: string, { actionSpace }: Env): ReadFeature {
  return listFeature(key, columnsOf(actionSpace, "actions"));
}

/** Integers stay what they are; everything else is in single precision, as LeRobot's policies want it. */
function listFeature(key: string, columns: readonly Column[]): ReadFeature {
  const isInteger = columns.every(({ dtype }) => !dtype.startsWith("float"));
  const size = columns.reduce((sum, column) => sum + column.size, 0);
  return {
    ...{ key, dtype: isInteger ? "int64" : "float32", shape: [size], names: null },
    read: (value) => columns.flatMap((column) => Array.from(column.read(value))),
  };
}

export function collectorFor({ dtype, shape }: Feature): StatisticsCollector {
  return dtype === "video" ? new ImageStatistics() : new NumberStatistics(shape[0]!);
}
