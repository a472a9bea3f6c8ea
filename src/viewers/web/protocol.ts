import type { EnvReference, PolicyFile } from "../../networks/policy.js";
import type { EpisodeSummary } from "../../rollout/rollout.js";
import type { EpisodeSeed } from "../../rollout/seeds.js";

/** The watch page's questions: what to show, and the news that an episode has been driven to its end. */
export type WatchRequest =
  | { readonly kind: "look" }
  | ({ readonly kind: "finished"; readonly agent: string } & EpisodeSummary);

/** Who acts on the watch page: a policy file's text, or without it the scripted expert. */
export interface ViewedAgent {
  /** For people: a file's name, or "expert". */
  readonly name: string;
  readonly policy?: string;
}

/** What the watch page shows. The episodes run in the page. */
export interface WatchSetting {
  /** One, or two side by side with one seed. */
  readonly agents: readonly ViewedAgent[];
  /** The first seed. */
  readonly seed: number;
  /** The speed to begin with; 1 is natural. */
  readonly speed: number;
  readonly env: EnvReference;
}

/** The live page's questions: where to start, and the news of a better net. */
export type LiveNews = { readonly kind: "look" } | BetterNet;

/** A net that agrees with the expert more than any before, and what the search has done until then. */
export interface BetterNet {
  readonly kind: "better";
  /** The text of a policy file. */
  readonly policy: string;
  readonly seconds: number;
  readonly evaluations: number;
  readonly accepted: number;
}

/** Where the live page starts: with a policy, or with a random net. */
export interface LiveSetting {
  /** The text of a policy file; a random net without it. */
  readonly start?: string;
  /** What the outputs mean, and percent of zeros, of a net randomly initialised. */
  readonly action?: PolicyFile["action"];
  readonly sparsity: number;
  readonly seed: number;
}

/**
 * The learn page's questions, where the command steps the environment and searches: `start` begins another search,
 * `episode` an episode, in which with `isFrozen` the net does not change.
 */
export type LearnRequest =
  | { readonly kind: "look" | "pause" | "resume" }
  | { readonly kind: "start"; readonly seed: number; readonly sparsity: number }
  | { readonly kind: "episode"; readonly seed: EpisodeSeed; readonly isFrozen: boolean }
  | { readonly kind: "step"; readonly count: number };

/** What the learn page needs to know before it begins: the answer to `look`. */
export interface LearnSetting {
  /** The environment's id. */
  readonly env: string;
  /** Steps a second at natural speed. */
  readonly rate: number;
  /** Names of the network's outputs, where they have some. */
  readonly outputs: readonly string[];
  /** The return from which an episode counts as solved, and the returns at the ends of the chart's axis. */
  readonly solved: number;
  readonly range: readonly [min: number, max: number];
  readonly seed: number;
  /** Percent of zeros to begin with; undefined where a policy is given to begin with. */
  readonly sparsity?: number;
}

/** How things stand on the learn page: the answer to all else. */
export interface LearnState {
  /** In the answer to `start`: the text of the policy that the search begins with. */
  readonly start?: string;
  readonly seed: EpisodeSeed;
  readonly view: PlayView;
  /** The bytes that the network reads of the observation, in base64. */
  readonly input: string;
  /** What the search has done since the last answer: see `packEvent`. */
  readonly events: readonly object[];
}

/** Steering −1 to 1, gas 0 to 1, brake 0 to 1. */
export type Controls = readonly [steer: number, gas: number, brake: number];

/** One step that the record page has driven, and what it saw: the server drives it again and compares. */
export interface DrivenStep<Action = Controls> {
  readonly action: Action;
  readonly reward: number;
  /** `observationHash` of the observation after the step. */
  readonly frame: string;
  /** What to imitate, where a policy drives and is corrected: in all steps of an episode or in none. */
  readonly label?: Action;
  /** Whether the policy was overruled. */
  readonly corrected?: true;
}

/**
 * How an episode that is being recorded is left: `save` keeps it and starts the next seed, `again` drops it and starts
 * the same seed, `skip` drops it and starts the next seed, `undo` brings back the one dropped last, `finish` ends the
 * session and leaves the episode on disk for the next one.
 */
export type Leave = "save" | "again" | "skip" | "undo" | "finish";

/** The record page's questions. `drive` tells the steps from number `from` on. */
export type RecordRequest =
  | { readonly kind: "look" | Leave }
  | {
      readonly kind: "drive";
      /** The episode's id. */
      readonly id: string;
      readonly from: number;
      readonly steps: readonly DrivenStep[];
    };

/** An episode of the session's set. */
export interface SavedEpisode {
  readonly seed: EpisodeSeed;
  readonly steps: number;
  readonly return: number;
  /** The recording's name. */
  readonly name?: string;
}

/** Who may overrule a policy: the person on the page, or the scripted expert. */
export type Intervention = "person" | "expert";

/** How things stand. The episode itself is driven in the page. */
export interface RecordState<Action = Controls> {
  readonly env: EnvReference;
  /** The policy that drives, where one does: its name, its file's text, and who may overrule it. */
  readonly policy?: { readonly name: string; readonly text: string; readonly intervention: Intervention };
  /** The folder that the recordings go to. */
  readonly folder: string;
  /** The episodes that it holds by this agent, and how many are wanted. */
  readonly saved: readonly SavedEpisode[];
  readonly wanted: number;
  /** How many steps of the saved episodes belong to each class. */
  readonly classes: readonly { readonly name: string; readonly steps: number }[];
  /** The episode under way: its id, its track, and how many of its steps are on disk. */
  readonly id: string;
  readonly seed: number;
  readonly held: number;
  /** The steps on disk, in the answer to `look` and `undo`: the page goes on from there. */
  readonly driven?: readonly DrivenStep<Action>[];
  /** Whether `undo` can bring an episode back. */
  readonly canUndo: boolean;
  /** What went wrong with the disk or a replay; nothing that was driven is lost by it. */
  readonly trouble?: string;
  /** Whether all wanted episodes are saved, or the person has finished. */
  readonly finished: boolean;
}

/**
 * The play page's questions. The command steps the environment: `step` asks for `count` steps with the keys `held`, as
 * `KeyboardEvent.key` writes them. `next` goes on to the next seed; the others are the record page's.
 */
export type PlayRequest =
  | { readonly kind: "look" | "next" | Leave }
  | { readonly kind: "step"; readonly count: number; readonly held: readonly string[] };

/** A number between two ends, where they are known. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** One agent's episode on the play page. */
export interface PlayView {
  readonly agent: string;
  readonly step: number;
  readonly return: number;
  readonly ended: boolean;
  /** The last action in words; empty after the reset. */
  readonly action: string;
  /** Whether the person has overruled the policy in the last step. */
  readonly corrected: boolean;
  /** The observation, where it is a short row of numbers. */
  readonly observation?: readonly Bar[];
  /** The last action: a bar for each of its elements, or for each discrete action, where 1 is the one taken. */
  readonly gauges: readonly Bar[];
  /** A PNG in base64, where the environment draws, else what it writes. */
  readonly image?: string;
  readonly text?: string;
}

/** How things stand on the play page. */
export interface PlayState {
  readonly env: string;
  /** Steps a second at natural speed. */
  readonly rate: number;
  /** The speed to begin with; 1 is natural. */
  readonly speed: number;
  readonly seed: EpisodeSeed;
  /** One, or two side by side with one seed. */
  readonly views: readonly PlayView[];
  /** What the keys do, where a person acts, and whether time stands still while none is held. */
  readonly keys?: { readonly help: readonly string[]; readonly waits: boolean };
  /** Episodes that have ended, or are saved. */
  readonly episodes: readonly (SavedEpisode & { readonly agent: string })[];
  /** While recording. */
  readonly record?: Pick<RecordState, "folder" | "wanted" | "canUndo" | "trouble" | "finished">;
}
