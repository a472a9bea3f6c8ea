import type { Random } from "../../envs/random.js";
import { checkDataSet, type DataSet } from "../data/data-set.js";
import { InputError } from "../errors.js";
import { type Architecture, dataShapeOf } from "../networks/architecture.js";
import type { Batch, EngineOptions, GradientEngine, Loss } from "../networks/gradient-engine.js";
import type { Sparsity } from "../networks/sparsity.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import type { Checkpoint } from "./checkpoint.js";
import { CheckpointFile } from "./checkpoint-file.js";
import type { Progress } from "./progress.js";
import { type Recipe, STAGES } from "./recipe.js";
import { TrainingRun } from "./training-run.js";

export type { EpochProgress, EpochRecord, Measure, Progress, StepProgress } from "./progress.js";
export type { Recipe, Stage, StageName } from "./recipe.js";

/** Changes a batch in place, so that more is seen than was recorded. */
export type Augment = (batch: Batch, random: Random) => void;

/** Opens an engine; the default is the SIMD kernels. */
export type OpenEngine = (options: EngineOptions) => GradientEngine | Promise<GradientEngine>;

export interface PSirenOptions {
  /** With a divisor for every layer but the last; see `withDivisors`. */
  readonly architecture: Architecture;
  /** Percent of zeros in each layer. With an `allocation` one percentage, over all weights together. */
  readonly sparsity: Sparsity;
  readonly allocation?: SparsityAllocation;
  readonly loss: Loss;
  readonly recipe: Recipe;
  /** Images to fit to. */
  readonly fit: DataSet;
  /** Images never fitted to, measured after each epoch. */
  readonly validation?: DataSet;
  /** Draws the first weights, the order of the images and what `augment` does. The same seed, the same network. */
  readonly seed: number;
  readonly augment?: Augment;
  /**
   * Dense weights to begin with instead of random ones, one array a layer: outputs are sums of inputs from −1 (or 0) to
   * 1, with HardTanh between layers. With a recipe without epochs of the dense stage, pruning begins at once.
   */
  readonly start?: readonly Float32Array[];
  readonly engine?: OpenEngine;
  /** For engines that use several; the result does not depend on it. */
  readonly threads?: number;
  /**
   * A file that keeps the state after every epoch, or a tenth of a second later, whole at any moment. It stays when
   * training ends, so that the network can be stored first: resuming a finished run returns its network at once.
   */
  readonly checkpoint?: string;
  /** Go on where an earlier run with the same options ended: true reads it from the file `checkpoint`. */
  readonly resume?: boolean | Checkpoint;
}

/**
 * Global allocation of a percentage of zeros among the layers, by the magnitudes that dense training gave their
 * weights: see `allocateSparsity`.
 */
export interface SparsityAllocation {
  /** The network with the divisors for the layers' sparsities. */
  architecture(shares: Sparsity): Architecture;
}

/** A trained network, and the factor on its real-valued outputs that the loss found best. */
export interface Trained {
  readonly network: TernaryNetwork;
  /** As asked for; with an allocation what each layer got. The counts are exact. */
  readonly sparsity: Sparsity;
  readonly outputScale: number;
  /** The ternary stage's epoch that it is from; the last without validation images. */
  readonly epoch: number;
}

/**
 * p-SIREN (paper, Algorithm 1): trains a network densely, prunes it little by little to exactly the number of zeros
 * asked for in each layer, trains what is left, and makes its weights −1, 0 or +1 while training on with
 * straight-through gradients. Yields how it goes, after every step and every epoch; returns the network. Leaving the
 * loop early frees the engine.
 * @throws InputError when data do not fit the architecture, the sparsity does not fit, the checkpoint is missing or
 * another run's, or training diverges.
 */
export async function* pSiren(options: PSirenOptions): AsyncGenerator<Progress, Trained, void> {
  const { fit, validation, architecture } = options;
  const targets = options.loss.kind === "cross-entropy" ? "classes" : "values";
  const shape = { ...dataShapeOf(architecture), targets } as const;
  checkDataSet(fit, shape, "the images to fit to");
  if (validation) checkDataSet(validation, shape, "the validation images");
  const file = options.checkpoint === undefined ? undefined : new CheckpointFile(options.checkpoint);
  const from = await resumed(options.resume, file);
  const run = await TrainingRun.start(options, from);
  try {
    // So that a run that is stopped in its first epoch can be resumed like any other.
    if (!from) await file?.keep(run.checkpoint());
    for (const stage of STAGES.slice(run.stage)) {
      // A checkpoint from within a stage is after its beginning.
      if (run.epoch === 0) await run.enter(stage);
      while (run.epoch < options.recipe.stages[stage].epochs) {
        for await (const event of run.runEpoch(stage)) {
          if (event.kind === "epoch") await file?.keep(event.checkpoint);
          yield event;
        }
      }
      run.leave();
    }
    return run.result();
  } finally {
    await run.close();
    await file?.flush();
  }
}

async function resumed(
  resume: PSirenOptions["resume"],
  file: CheckpointFile | undefined,
): Promise<Checkpoint | undefined> {
  if (typeof resume !== "boolean") return resume;
  if (resume && !file) throw new InputError("option resume: expected a checkpoint file to read, got none");
  return resume ? file?.read() : undefined;
}
