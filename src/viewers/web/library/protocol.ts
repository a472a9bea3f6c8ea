import type { ActionStatistics } from "../../../recordings/statistics.js";
import type { Summary } from "../../../recordings/summary.js";
import type { Bar, ViewedAgent } from "../protocol.js";

/** One episode as the page to browse lists it. */
export interface Episode extends Omit<Summary, "file"> {
  /** Who drove, for people. */
  readonly by: string;
  /** Of what is to be imitated. */
  readonly statistics: ActionStatistics;
  readonly flagged: boolean;
  /** What an action consists of. */
  readonly axes: readonly ActionAxis[];
  /** Steps a second at natural speed. */
  readonly rate: number;
  /** Whether the page replays it by itself; else it asks for frames. */
  readonly isDriven: boolean;
}

/** One element of an action. */
export interface ActionAxis {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  /** The names of discrete actions, from `minimum` on. */
  readonly values?: readonly string[];
}

/** What is to be seen after so many steps of an episode that the command replays. */
export interface ReplayedFrame {
  readonly step: number;
  /** The observation, where it is a short row of numbers. */
  readonly observation?: readonly Bar[];
  /** A PNG in base64, where the environment draws, else what it writes. */
  readonly image?: string;
  readonly text?: string;
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
 * What the page asks for. `open` wants the text of a recording's file, `frame` what is to be seen after some of its
 * steps, `prove` whether a replay gives the recorded rewards, `compare` what a policy would have done, `export` the
 * steps of recordings as comma-separated values, `trim` makes a new recording of the first steps, `delete` moves one
 * aside, `restore` takes back the one deleted last.
 */
export type LibraryRequest =
  | { readonly kind: "look" | "restore" }
  | { readonly kind: "open" | "delete" | "prove"; readonly name: string }
  | { readonly kind: "frame"; readonly name: string; readonly step: number }
  | { readonly kind: "compare"; readonly name: string; readonly agent: string; readonly policy: string }
  | { readonly kind: "export"; readonly names: readonly string[] }
  | { readonly kind: "flag"; readonly name: string; readonly flagged: boolean }
  | { readonly kind: "trim"; readonly name: string; readonly steps: number };

/** The answers, by what was asked; `refused` says why nothing was done. */
export type LibraryAnswer =
  | { readonly kind: "library"; readonly library: Library }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "episode"; readonly episode: Episode }
  | { readonly kind: "frame"; readonly frame: ReplayedFrame }
  /** `difference` is the first step with another reward than recorded; null where there is none. */
  | { readonly kind: "proof"; readonly difference: number | null }
  /** For each step the policy's action, and how far it is from the label; see `Agreement`. */
  | {
      readonly kind: "agreement";
      readonly actions: readonly number[];
      readonly differences: readonly number[];
    }
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly reason: string };
