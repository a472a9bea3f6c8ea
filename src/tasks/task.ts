import type { Splits } from "../data/data-set.js";
import type { ImageCorruption } from "../imitation/image-corruptions.js";
import type { Workers } from "../jobs/job-pool.js";
import type { Architecture } from "../networks/architecture.js";
import type { Loss } from "../networks/gradient-engine.js";
import type { EnvReference, PolicyFile } from "../networks/policy-file.js";
import type { Sparsity } from "../networks/sparsity.js";
import type { EncoderSettings } from "../policies/observation-encoder.js";
import type { RolloutResult } from "../rollout/rollout-job.js";
import type { Family } from "../sense/families/family.js";
import type { Problem, Rollouts } from "../sense/problem.js";
import type { Augment } from "../training/p-siren.js";
import type { Recipe } from "../training/recipe.js";

/**
 * All that training, search and evaluation need to know of what a network is for: a data set (see `classification.ts`),
 * or imitation in an environment (`imitation.ts`).
 */
export interface Task extends Omit<Problem, "splits"> {
  /** As in `--task`, or the environment's id. */
  readonly name: string;
  /** The environment, where the task is to act in one. */
  readonly env?: EnvReference;
  /** How observations become bytes, where the task is to act. */
  readonly observation?: EncoderSettings;
  /** What a policy that acts uses, in words. */
  readonly observes?: string;
  /** What training makes small. */
  readonly loss: Loss;
  /** How p-SIREN trains on so many examples. */
  recipe(examples: number): Recipe;
  /** Changes a batch in place, so that more is seen than was recorded. */
  readonly augment?: Augment;

  /** The network for this task, with divisors that suit the sparsity. */
  architecture(sparsity: Sparsity): Architecture;

  /** Another architecture for this task with divisors that suit the sparsity. Default: `withUsualDivisors`. */
  withDivisors?(architecture: Architecture, sparsity: Sparsity): Architecture;

  /** A smaller network, for searches by reward alone, which climb small networks fastest. */
  readonly small?: SmallNetwork;

  /** No episode returns more, where that is known. */
  readonly returnBound?: number;

  /** Reads the examples to fit to, and those that choose among networks. */
  load(options: LoadOptions): Promise<Splits>;

  /** Runs policies on seeds that are for choosing among them, where the task is to act. */
  openRollouts?(options: RolloutOptions): Rollouts;

  /** Measures a policy on what no network was fitted to or chosen on. */
  evaluate(policy: PolicyFile, options: EvaluateOptions): Promise<Measurement>;

  /** Measures the vote of a family on the same, and its members beside it, where the task has votes. */
  evaluateVote?(family: Family, options: EvaluateOptions): Promise<Measurement>;
}

/** A network, and the percentage of zeros that suits it. */
export interface SmallNetwork {
  readonly sparsity: number;
  /** @param hidden units of each hidden layer; default: as suits the environment */
  architecture(hidden?: readonly number[]): Architecture;
}

/** What SENSE sees of a task. */
export const problemOf = (task: Task, splits: Splits): Problem => ({ ...task, splits });

export interface LoadOptions {
  /** Folder of recordings, for tasks that learn from them. */
  readonly recordings: string;
  /** Corruptions that some of the images get, so that a policy learns to see through them. */
  readonly augment?: readonly ImageCorruption[];
  /** Rejects with its reason when it comes. */
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

export interface RolloutOptions extends Workers {
  /** One episode for each. */
  readonly seeds: readonly number[];
  /** Options of the environment that replace the task's. */
  readonly envOptions?: Readonly<Record<string, unknown>>;
}

export interface EvaluateOptions extends RolloutOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** How far a longer piece of work is. */
export type ProgressListener = (done: number, total: number, note?: string) => void;

/** Figures by name, ready to be printed. */
export interface Measurement {
  readonly scores: Readonly<Record<string, number>>;
  /** More than figures, for `--json`. */
  readonly details?: { readonly episodes?: readonly RolloutResult[] } & object;
}
