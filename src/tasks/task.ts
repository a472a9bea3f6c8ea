import type { Physics } from "../../envs/box2d/car-racing/physics/physics.js";
import type { DataSet, Splits } from "../data/data-set.js";
import type { Architecture } from "../networks/architecture.js";
import type { Loss } from "../networks/gradient-engine.js";
import type { Policy } from "../networks/policy-file.js";
import type { Sparsity } from "../networks/sparsity.js";
import type { Family } from "../sense/families/family.js";
import type { Judgement } from "../sense/judgement.js";
import type { Objective } from "../sense/objective.js";
import type { SurveyRecipe } from "../sense/survey.js";
import type { Augment } from "../training/p-siren.js";
import type { Recipe } from "../training/recipe.js";

/**
 * All that training, search and evaluation need to know of a task. Adding a data set means writing one of these; see
 * `classification.ts` for pictures in classes, `car-racing/` for a driver.
 */
export interface Task {
  /** As in `--task`. */
  readonly name: string;
  /** What `score` is called: the share of right answers, 0 to 1. */
  readonly scoreName: string;
  /** What a policy that drives gets to see, in words. */
  readonly sees?: string;
  /** What training makes small. */
  readonly loss: Loss;
  /** How p-SIREN trains for this task. */
  readonly recipe: Recipe;
  /** How SENSE races neighbours for this task, where its defaults are not the best. */
  readonly races?: RaceRecipe;
  /** How SENSE surveys half moves for this task. */
  readonly survey: SurveyRecipe;
  /** Changes a batch in place, so that more is seen than was recorded. */
  readonly augment?: Augment;

  /** The network for this task, with divisors that suit the sparsity. */
  architecture(sparsity: Sparsity): Architecture;

  /** Reads the pictures to fit to, and those that choose among networks. */
  load(options: LoadOptions): Promise<Splits>;

  /** How outputs are read, where that needs saying. Logits ÷ `outputDivisor` are the outputs. */
  encoding?(outputDivisor: number): Policy["encoding"];

  /** Where there are several ways to read outputs: the same task with each of them by name, the default first. */
  readonly encodings?: Readonly<Record<string, Task>>;

  /**
   * The same task with outputs read as a policy file says.
   * @throws InputError when there is no such way
   */
  withEncoding?(encoding: Policy["encoding"]): Task;

  /** The share of pictures that the policy answers as its teacher did. */
  score(logits: Int32Array, data: DataSet, encoding: Policy["encoding"]): number;

  /**
   * What SENSE chooses among networks by, on validation data, where the score alone is not the best guide.
   * @param logits count × outputs
   */
  judge?(logits: Int32Array, data: DataSet, encoding: Policy["encoding"]): Judgement;

  /**
   * What SENSE makes small: `loss` has a slope everywhere, `score` is the paper's, `tail` is the loss of the worst pictures
   * alone.
   * @throws InputError when the task has no such objective
   */
  objective(kind: "loss" | "score" | "tail", data: DataSet, encoding: Policy["encoding"]): Objective;

  /** Drives policies on tracks that are for choosing among policies, where the task is an environment. */
  openRollouts?(options: RolloutOptions): Rollouts;

  /** Measures a policy on what no network was fitted to or chosen on. */
  evaluate(policy: Policy, options: EvaluateOptions): Promise<Evaluation>;

  /** Measures the vote of a family on the same, and its members beside it, where the task has votes. */
  evaluateVote?(family: Family, options: EvaluateOptions): Promise<Evaluation>;
}

/** Settings of SENSE by races that suit a task. */
export interface RaceRecipe {
  /** Names of the layers to visit, in turn. */
  readonly layers: readonly string[];
  /** Neighbours to look at in a layer before the next one has its turn, for each of them. */
  readonly visits: Readonly<Record<string, number>>;
  /** First temperature of annealing from a network wired by chance, in units of the mean cost. */
  readonly temperature: number;
}

export interface LoadOptions {
  /** Folder of recordings, for tasks that learn from them. */
  readonly recordings: string;
  readonly onProgress?: ProgressListener;
}

export interface RolloutOptions {
  /** Seeds of the tracks to drive. */
  readonly tracks: readonly number[];
  readonly physics: Physics["name"];
  readonly threads: number;
}

/** Worker threads that drive. */
export interface Rollouts {
  /**
   * The policy's mean return over the tracks.
   * @param options above: what it has to beat; undefined comes as soon as it certainly does not
   */
  meanReturn(
    policy: Policy,
    options?: { readonly above?: number; readonly signal?: AbortSignal },
  ): Promise<number | undefined>;
  close(): Promise<void>;
}

export interface EvaluateOptions extends RolloutOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** How far a longer piece of work is. */
export type ProgressListener = (done: number, total: number, note?: string) => void;

/** Figures by name, ready to be printed. */
export interface Evaluation {
  readonly scores: Readonly<Record<string, number>>;
  /** More than figures, for `--json`. */
  readonly details?: object;
}
