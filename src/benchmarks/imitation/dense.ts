import { readFile } from "node:fs/promises";
import { writeFileAtomic } from "../../atomic-file.js";
import type { DataSet } from "../../data/data-set.js";
import type { ProgressListener, Task } from "../../tasks/task.js";
import { decodeCheckpoint, encodeCheckpoint } from "../../training/checkpoint.js";
import { pSiren } from "../../training/p-siren.js";
import type { DenseActor } from "./entry-policy.js";

export interface DenseOptions {
  /** Keeps the training's checkpoint, so that a stopped one goes on, and in the end the network. */
  readonly file: string;
  readonly task: Task;
  readonly fit: DataSet;
  readonly epochs: number;
  readonly seed: number;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
}

/** The network that p-SIREN begins with: its first step alone, nothing pruned, weights real. */
export async function trainDense(options: DenseOptions): Promise<DenseActor> {
  const { file, task, fit, epochs, seed, threads, signal, onProgress } = options;
  const architecture = task.architecture(0);
  const { loss, augment } = task;
  const recipe = task.recipe(fit.count);
  const { stages } = recipe;
  const bytes = await readFile(file).catch(() => undefined);
  let state = bytes && decodeCheckpoint(bytes, file);
  if (!state || state.epoch < epochs) {
    const run = pSiren({
      ...{ architecture, sparsity: 0, loss, fit, seed, augment, threads, resume: state },
      recipe: { ...recipe, stages: { ...stages, dense: { ...stages.dense, epochs } } },
    });
    for await (const event of run) {
      signal.throwIfAborted();
      if (event.kind === "step") {
        onProgress(event.epoch - 1 + event.step / event.steps, epochs, `loss ${event.loss.toFixed(4)}`);
        continue;
      }
      state = event.checkpoint;
      await writeFileAtomic(file, encodeCheckpoint(state));
      // The steps after the first one prune and round: not wanted here.
      if (event.epoch === epochs) break;
    }
  }
  const parameters = state?.parameters ?? [];
  // Its outputs have a scale instead.
  const { outputDivisor, ...action } = task.action!(1)!;
  return {
    kind: "dense",
    observation: task.observation!,
    action,
    architecture,
    weights: parameters.slice(0, -1),
    outputScale: Math.exp(parameters.at(-1)?.[0] ?? 0),
  };
}
