import type { DataSet } from "../../../data/data-set.js";
import type { ActionDecoder, Decision } from "../../../policies/action-decoder.js";

/** Observations of an expert's episodes, and what it wanted to do in each: what a network learns from. */
export interface Demonstrations {
  readonly count: number;
  /** The bytes that a network reads, of each observation. */
  readonly images: Uint8Array;
  readonly decisions: readonly Decision[];
}

/** With the targets of a network whose outputs mean what a decoder says. */
export const examplesOf = (
  { count, images, decisions }: Demonstrations,
  decoder: ActionDecoder,
): DataSet => ({ count, images, targets: decoder.targetsOf(decisions) });
