import type { DataSet, Splits } from "../data/data-set.js";
import type { PolicyFile } from "../networks/policy-file.js";
import type { Evaluation } from "./evaluation.js";
import type { Objective } from "./objective.js";
import type { SurveyRecipe } from "./survey.js";

/** All that SENSE needs to know of what it improves a network for. Tasks make one; see `src/tasks`. */
export interface Problem {
  /** Examples to fit to, and those that choose among networks. */
  readonly splits: Splits;
  /** What `score` is called: "accuracy", "agreement". */
  readonly scoreName: string;
  /** How SENSE surveys single-weight changes. */
  readonly survey: SurveyRecipe;
  /** How SENSE races neighbours, where its defaults are not the best. */
  readonly races?: RaceRecipe;

  /** What is made small on some examples. @throws InputError when there is no such objective */
  objective(kind: ObjectiveKind, data: DataSet, action: PolicyFile["action"]): Objective;

  /** The share of examples that a network answers rightly. */
  score(logits: Int32Array, data: DataSet, action: PolicyFile["action"]): number;

  /** How networks are ranked on validation data, where the score alone is not the best guide. */
  rank?(logits: Int32Array, data: DataSet, action: PolicyFile["action"]): Evaluation;

  /** How outputs are read with another divisor, where that needs saying. */
  action?(outputDivisor: number): PolicyFile["action"];
}

export type ObjectiveKind = "loss" | "score" | "cvar";

/** Settings of SENSE by races. */
export interface RaceRecipe {
  /** Names of the layers to change, in turn. */
  readonly layers: readonly string[];
  /** Neighbours to look at in a layer before the next one has its turn, for each of them. */
  readonly iterations: Readonly<Record<string, number>>;
  /** First temperature of annealing from a random network, in units of the mean cost. */
  readonly temperature: number;
}

/** Runs policies in an environment, in worker threads, to choose among them. */
export interface Rollouts {
  /**
   * The policy's mean return over the seeds.
   * @param options above: what it has to beat; undefined comes as soon as it certainly does not
   */
  meanReturn(
    policy: PolicyFile,
    options?: { readonly above?: number; readonly signal?: AbortSignal },
  ): Promise<number | undefined>;
  close(): Promise<void>;
}
