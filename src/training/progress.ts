import type { Checkpoint } from "./checkpoint.js";
import { epochsOf, type Recipe, type StageName } from "./recipe.js";

/** Loss and, where the targets are classes, the share of right answers. */
export interface Measure {
  readonly loss: number;
  readonly accuracy?: number;
}

/** Where a run is. Epochs and steps count from 1. */
interface Position {
  readonly stage: StageName;
  readonly epoch: number;
  readonly epochs: number;
  /** Zero weights in each layer, as the network computes with them. */
  readonly zeros: readonly number[];
  /** The stage's rate just now, before it is multiplied by a layer's divisor. */
  readonly rate: number;
}

/** After each batch. */
export interface StepProgress extends Position, Measure {
  readonly kind: "step";
  readonly step: number;
  /** Steps in an epoch. */
  readonly steps: number;
}

/**
 * A point of the training curve: the mean over an epoch, and the validation set; in the ternary stage in exact
 * integers.
 */
export interface EpochRecord extends Position, Measure {
  readonly validation?: Measure;
}

/** After each epoch. */
export interface EpochProgress extends EpochRecord {
  readonly kind: "epoch";
  /** To go on from here another time. Holds copies. */
  readonly checkpoint: Checkpoint;
}

export type Progress = StepProgress | EpochProgress;

/** Epochs of the whole recipe that are over at an event; the one under way counts by its steps. */
export function epochsDone(recipe: Recipe, event: Progress): number {
  const own = event.kind === "epoch" ? event.epoch : event.epoch - 1 + event.step / event.steps;
  return epochsOf(recipe, event.stage) + own;
}
