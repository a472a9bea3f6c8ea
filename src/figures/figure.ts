import type { Experiment } from "./experiment.js";

/** One line of a figure's table: a CSV file holds them all. */
export type Row = Readonly<Record<string, string | number>>;

/** A point of a scene that can be turned. */
export interface ScenePoint {
  readonly x: number;
  readonly y: number;
  /** The height. */
  readonly z: number;
  /** A CSS colour. */
  readonly color: string;
  /** What is said of it where the pointer is. */
  readonly text: string;
  /** In pixels; default 3. */
  readonly radius?: number;
}

/** Points in space, and the way among some of them. */
export interface Scene {
  readonly points: readonly ScenePoint[];
  /** Numbers of points that a red line joins in this order. */
  readonly path?: readonly number[];
  /** What the height is. */
  readonly height: string;
}

/** An image of a figure: a drawing, points that can be turned, or a file beside the page. */
export interface Panel {
  readonly title: string;
  readonly svg?: string;
  readonly scene?: Scene;
  readonly image?: string;
  /** What the colours mean. */
  readonly legend?: readonly { readonly color: string; readonly text: string }[];
}

/** A number of the paper and ours. */
export interface Comparison {
  readonly what: string;
  readonly paper: string;
  readonly here: string;
}

/** All that a figure consists of. */
export interface Figure {
  readonly rows: readonly Row[];
  readonly panels: readonly Panel[];
  readonly numbers: readonly Comparison[];
  /** What was done, in a few sentences: data, sizes, what was assumed where the paper is silent. */
  readonly remarks: string;
}

/** Makes a figure. What takes long is kept by the experiment, so a figure that was interrupted goes on where it was. */
export type DrawFigure = (experiment: Experiment) => Promise<Figure>;
