import { SIDE_FILES, writeFileAtomic } from "../atomic-file.js";
import { dataHash, type Splits } from "../data/data-set.js";
import { jsonLines } from "../json.js";
import { Inference } from "../kernels/inference.js";
import { type PolicyFile, writePolicy } from "../networks/policy-file.js";
import type { Sparsity } from "../networks/sparsity.js";
import type { Checkpoint } from "../training/checkpoint.js";
import { CheckpointFile } from "../training/checkpoint-file.js";
import {
  type EpochRecord,
  type OpenEngine,
  type Progress,
  type PSirenOptions,
  pSiren,
} from "../training/p-siren.js";
import type { Recipe } from "../training/recipe.js";
import { packageVersion } from "../version.js";
import { trainedPolicy } from "./policies.js";
import type { Task } from "./task.js";

export interface TrainPolicyOptions {
  readonly task: Task;
  /** What `task.load` reads. */
  readonly splits: Pick<Splits, "fit" | "validation">;
  /** Percent of zeros: of all weights together where the budget is the network's. */
  readonly sparsity: Sparsity;
  /** Whether each layer gets the percentage, or magnitudes share it out among all. Default layer. */
  readonly budget?: "layer" | "network";
  /** Default: the task's for so many examples. */
  readonly recipe?: Recipe;
  /** Dense weights to begin with; see `PSirenOptions`. */
  readonly start?: PSirenOptions["start"];
  readonly seed: number;
  readonly threads?: number;
  readonly engine?: OpenEngine;
  /**
   * Where the policy goes. Until it is there, `<out>.training` beside it keeps the state after every epoch, or a tenth
   * of a second later.
   */
  readonly out: string;
  /** Where the training curve goes as it grows: one JSON object a line and epoch. */
  readonly log?: string;
  /** Go on where an earlier run with the same options ended: true reads it from `<out>.training`. */
  readonly resume?: boolean | Checkpoint;
  /** The command that asked for it, for the policy file. */
  readonly command?: string;
}

/** A policy as it lies in its file. */
export interface TrainedPolicy {
  readonly policy: PolicyFile;
  /** The ternary step's epoch that it is from. */
  readonly epoch: number;
  readonly curve: readonly EpochRecord[];
}

/** The file beside a policy that keeps its training. */
export const trainingFile = (out: string) => new CheckpointFile(`${out}${SIDE_FILES.training}`);

/**
 * p-SIREN on a task's examples, kept: see `pSiren`. Yields how it goes, writes the policy with its validation score,
 * and returns it. Leaving the loop early keeps what is needed to go on.
 * @throws InputError when the sparsity does not fit, there is nothing to resume, or training diverges
 */
export async function* trainPolicy(
  options: TrainPolicyOptions,
): AsyncGenerator<Progress, TrainedPolicy, void> {
  const { task, splits, sparsity, budget, seed, threads, engine, out, log, resume, command } = options;
  const { fit, validation } = splits;
  const { loss, augment } = task;
  const state = resume === true ? await trainingFile(out).read() : resume || undefined;
  const run = pSiren({
    ...{
      architecture: task.architecture(sparsity),
      sparsity,
      loss,
      augment,
      fit,
      validation,
      seed,
      threads,
      engine,
    },
    ...{ checkpoint: `${out}${SIDE_FILES.training}`, resume: state, start: options.start },
    recipe: options.recipe ?? task.recipe(fit.count),
    allocation: budget === "network" ? task : undefined,
  });
  let curve: readonly EpochRecord[] = state?.history ?? [];
  try {
    // The run may have been killed between a checkpoint and its line here.
    if (log && state) await writeFileAtomic(log, jsonLines(curve));
    let next = await run.next();
    for (; !next.done; next = await run.next()) {
      if (next.value.kind === "epoch") {
        curve = next.value.checkpoint.history;
        if (log) await writeFileAtomic(log, jsonLines(curve));
      }
      yield next.value;
    }
    const trained = trainedPolicy(task, next.value);
    const logits = await Inference.logitsOf(trained.network, validation.images, validation.count);
    const scores = { [`validation ${task.scoreName}`]: task.score(logits, validation, trained.action) };
    const provenance = { command, package: packageVersion(), seed, data: dataHash(fit), scores };
    const policy = { ...trained, provenance };
    await writePolicy(out, policy);
    await trainingFile(out).remove();
    return { policy, epoch: next.value.epoch, curve };
  } finally {
    await run.return(undefined as never);
  }
}
