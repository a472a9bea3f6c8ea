import { readFile } from "node:fs/promises";
import { writeFileAtomic } from "../../atomic-file.js";
import type { DataSet } from "../../data/data-set.js";
import { carRacing } from "../../tasks/imitation.js";
import type { ProgressListener } from "../../tasks/task.js";
import { decodeCheckpoint, encodeCheckpoint } from "../../training/checkpoint.js";
import { pSiren } from "../../training/p-siren.js";
import type { RealWheel } from "./wheel.js";

export interface DenseOptions {
  /** Keeps the training's checkpoint, so that a stopped one goes on, and in the end the network. */
  readonly file: string;
  readonly fit: DataSet;
  readonly epochs: number;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
}

/** The network that p-SIREN begins with: its first step alone, nothing pruned, weights real. */
export async function trainDense(options: DenseOptions): Promise<RealWheel> {
  const { file, fit, epochs, threads, signal, onProgress } = options;
  const architecture = carRacing.architecture(0);
  const { loss, augment, recipe } = carRacing;
  const { stages } = recipe;
  const bytes = await readFile(file).catch(() => undefined);
  let state = bytes && decodeCheckpoint(bytes, file);
  if (!state || state.epoch < epochs) {
    const run = pSiren({
      ...{ architecture, sparsity: 0, loss, fit, seed: 0, augment, threads, resume: state },
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
  return {
    kind: "real",
    architecture,
    weights: parameters.slice(0, -1),
    outputScale: Math.exp(parameters.at(-1)?.[0] ?? 0),
  };
}
