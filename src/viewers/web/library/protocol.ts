import type { ActionStatistics } from "../../../recordings/statistics.js";
import type { Summary } from "../../../recordings/summary.js";
import type { ViewedAgent } from "../protocol.js";

/** One episode as the page to browse lists it. */
export interface Episode extends Omit<Summary, "file"> {
  /** Who drove, for people. */
  readonly by: string;
  /** Of what is to be imitated. */
  readonly statistics: ActionStatistics;
  readonly flagged: boolean;
}

/** A folder of recordings. */
export interface Library {
  readonly folder: string;
  readonly episodes: readonly Episode[];
  /** One sentence for each file that is no whole recording. */
  readonly damaged: readonly string[];
  /** Names of the episodes that `restore` takes back, the last one first to come. */
  readonly deleted: readonly string[];
  /** Whose agreement with the expert is of interest, if the command was told. */
  readonly policy?: ViewedAgent;
}

/**
 * What the page asks for. `open` wants the text of a recording's file, `export` the
 * steps of recordings as comma-separated values, `trim` makes a new recording of the first steps,
 * `delete` moves one aside, `restore` takes back the one deleted last.
 */
export type LibraryRequest =
  | { readonly kind: "look" | "restore" }
  | { readonly kind: "open" | "delete"; readonly name: string }
  | { readonly kind: "export"; readonly names: readonly string[] }
  | { readonly kind: "flag"; readonly name: string; readonly flagged: boolean }
  | { readonly kind: "trim"; readonly name: string; readonly steps: number };

/** The answers, by what was asked; `refused` says why nothing was done. */
export type LibraryAnswer =
  | { readonly kind: "library"; readonly library: Library }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "episode"; readonly episode: Episode }
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly reason: string };
