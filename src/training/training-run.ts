import { createHash } from "node:crypto";
import type { Targets } from "../data/data-set.js";
import { InputError } from "../errors.js";
import { KernelGradients } from "../kernels/gradients.js";
import { Inference } from "../kernels/inference.js";
import { type Architecture, weightCount } from "../networks/architecture.js";
import type { Batch, GradientEngine } from "../networks/gradient-engine.js";
import { scales } from "../networks/scales.js";
import { sparsityOf, totalZeros } from "../networks/sparsity.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import { BatchReader } from "./batch-reader.js";
import type { BestEpoch, Checkpoint } from "./checkpoint.js";
import { LatentNetwork } from "./latent-network.js";
import { accuracy, meanLoss } from "./losses.js";
import type { PSirenOptions, Trained } from "./p-siren.js";
import type { EpochProgress, EpochRecord, Measure, StepProgress } from "./progress.js";
import { STAGES, type StageName } from "./recipe.js";
import { cosine, cubic } from "./schedule.js";
import { allocateSparsity } from "./sparsity-allocation.js";

/** Where a training run is, and what each stage does with the latent weights. */
export class TrainingRun {
  readonly #options: PSirenOptions;
  readonly #batches: BatchReader;
  readonly #fingerprint: string;
  readonly #latent: LatentNetwork;
  #engine: GradientEngine;
  readonly #history: EpochRecord[];
  #best: BestEpoch | undefined;
  /** Stages finished, and epochs finished in the next. */
  stage: number;
  epoch: number;

  /** @param resume the state of an earlier run with the same options */
  static async start(options: PSirenOptions, resume: Checkpoint | undefined): Promise<TrainingRun> {
    const { architecture, sparsity, allocation } = options;
    checkStart(options);
    // Another run's numbers mean nothing here.
    if (resume && resume.fingerprint !== fingerprint(options)) throw anothersCheckpoint();
    const isAllocated = allocation && resume && resume.stage >= STAGES.indexOf("sparsify");
    const shares = isAllocated ? sparsityOf(architecture, resume.zeros) : sparsity;
    const network = isAllocated ? allocation.architecture(shares) : architecture;
    if (resume) checkFits(resume, network);
    const engine = await openEngine(options, network);
    try {
      const latent = new LatentNetwork(network, shares, resume ?? options.start ?? options.seed);
      return new TrainingRun(options, latent, engine, resume);
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  private constructor(
    options: PSirenOptions,
    latent: LatentNetwork,
    engine: GradientEngine,
    resume: Checkpoint | undefined,
  ) {
    this.#options = options;
    this.#latent = latent;
    this.#engine = engine;
    this.#batches = new BatchReader(options);
    this.#fingerprint = fingerprint(options);
    // Refuses now what pruning would refuse later.
    if (options.allocation) totalZeros(latent.architecture, options.sparsity);
    this.#history = [...(resume?.history ?? [])];
    this.#best = resume?.best;
    this.stage = resume?.stage ?? 0;
    this.epoch = resume?.epoch ?? 0;
    if (this.stage > STAGES.indexOf("sparsify")) latent.mask();
  }

  /** What changes once at the beginning of a stage. */
  async enter(stage: StageName): Promise<void> {
    if (stage === "sparsify") await this.#allocateSparsity();
    if (stage === "fine-tune") {
      this.#latent.mask();
      this.#latent.prune();
    }
    if (stage === "ternary") {
      this.#latent.mask();
      this.#latent.rescale();
    }
  }

  leave(): void {
    this.stage++;
    this.epoch = 0;
  }

  async *runEpoch(stage: StageName): AsyncGenerator<StepProgress | EpochProgress, void, void> {
    const { epochs, rate: firstRate, decay } = this.#options.recipe.stages[stage];
    const { steps } = this.#batches;
    const epoch = this.epoch + 1;
    let seen = 0;
    let loss = 0;
    let right = 0;
    let last: StepProgress | undefined;
    let step = 0;
    for (const batch of this.#batches.epoch(this.#passes(stage))) {
      const progress = (this.epoch * steps + step) / (epochs * steps);
      const rate = firstRate * cosine(progress, decay);
      if (stage === "sparsify") {
        const share = cubic((this.epoch * steps + step + 1) / (epochs * steps));
        this.#latent.mask(share);
        this.#latent.prune();
      }
      const result = await this.#learn(stage, batch, rate);
      if (!Number.isFinite(result.loss)) {
        throw new InputError(`training diverged in the ${stage} stage at a rate of ${rate}: try a lower one`);
      }
      step++;
      seen += batch.count;
      loss += result.loss * batch.count;
      right += (result.accuracy ?? 0) * batch.count;
      const zeros = this.#countZeros(stage);
      last = { kind: "step", stage, epoch, epochs, step, steps, rate, zeros, ...result };
      yield last;
    }
    this.epoch = epoch;
    const validation = this.#options.validation && (await this.#validate(stage));
    const { result } = this.#options.recipe;
    if (validation && stage === "ternary" && result === "best-epoch") this.#compare(epoch, validation);
    const record = {
      stage,
      epoch,
      epochs,
      rate: last!.rate,
      zeros: last!.zeros,
      loss: loss / seen,
      ...(last!.accuracy !== undefined && { accuracy: right / seen }),
      ...(validation && { validation }),
    };
    this.#history.push(record);
    yield { kind: "epoch", ...record, checkpoint: this.checkpoint() };
  }

  result(): Trained {
    const { epochs } = this.#options.recipe.stages.ternary;
    const { epoch, parameters } = this.#best ?? { epoch: epochs, parameters: this.#latent.copyParameters() };
    return {
      network: this.#network(parameters),
      sparsity: this.#latent.sparsity,
      outputScale: this.#latent.outputScaleOf(parameters),
      epoch,
    };
  }

  async close(): Promise<void> {
    await this.#engine.close();
  }

  /**
   * Keeps an epoch that is no worse than those before it. At high sparsity the last one need not be the best: a single
   * swap in a layer of a few weights changes what all the others read.
   */
  #compare(epoch: number, validation: Measure): void {
    const before = this.#best?.validation;
    const isWorse =
      before !== undefined &&
      (before.accuracy !== undefined && validation.accuracy !== undefined
        ? validation.accuracy < before.accuracy
        : validation.loss > before.loss);
    if (isWorse) return;
    this.#best = { epoch, validation, parameters: this.#latent.copyParameters() };
  }

  /** One batch: gradients at the weights the stage computes with, then a step of Adam on the latent ones. */
  async #learn(stage: StageName, batch: Batch, rate: number): Promise<Measure> {
    const { mask, fullRateFrom } = this.#options.recipe;
    const fixed = mask === "fixed";
    const ternary = stage === "ternary";
    if (ternary && !fixed) this.#latent.mask();
    this.#setParameters(stage);
    const gradients = await this.#engine.gradients(batch);
    const masked = ternary ? fixed : stage !== "dense";
    this.#latent.update(gradients, { rate, ternary, masked, fullRateFrom });
    return { loss: gradients.loss, ...rightShare(gradients.outputs, batch.count, batch.targets) };
  }

  #setParameters(stage: StageName): void {
    const latent = this.#latent;
    const weights = stage === "ternary" ? latent.ternaryWeights() : latent.latents;
    this.#engine.setParameters(weights, latent.outputScale);
  }

  /** With a allocation, finds what it leaves each layer and gives the network the divisors for that. */
  async #allocateSparsity(): Promise<void> {
    const { allocation, sparsity } = this.#options;
    if (allocation === undefined) return;
    const { architecture, latents } = this.#latent;
    const floors = architecture.layers.map((layer) => layer.out);
    const zeros = allocateSparsity(latents, totalZeros(architecture, sparsity), floors);
    const shares = sparsityOf(architecture, zeros);
    this.#latent.setSparsity(allocation.architecture(shares), shares);
    await this.#engine.close();
    this.#engine = await openEngine(this.#options, this.#latent.architecture);
  }

  #countZeros(stage: StageName): number[] {
    const zeros = this.#latent.maskedCounts();
    return stage === "dense" ? zeros.map(() => 0) : zeros;
  }

  #network(parameters: readonly Float32Array[]): TernaryNetwork {
    return this.#latent.network(parameters, this.#options.recipe.mask === "dynamic");
  }

  async #validate(stage: StageName): Promise<Measure> {
    const { loss, validation } = this.#options;
    const { images, count, targets } = validation!;
    let outputs: Float32Array | Int32Array;
    let scale = this.#latent.outputScale;
    if (stage === "ternary") {
      outputs = await Inference.logitsOf(this.#network(this.#latent.copyParameters()), images, count);
      scale /= scales(this.#latent.architecture).at(-1)!;
    } else {
      this.#setParameters(stage);
      outputs = await this.#engine.forward(images, count);
    }
    return { loss: meanLoss(loss, outputs, scale, count, targets), ...rightShare(outputs, count, targets) };
  }

  /** Epochs in all stages before this one, which number the shuffles. */
  #passes(stage: StageName): number {
    const before = STAGES.slice(0, STAGES.indexOf(stage));
    return before.reduce((sum, name) => sum + this.#options.recipe.stages[name].epochs, this.epoch);
  }

  /** All that the run needs to go on from here. */
  checkpoint(): Checkpoint {
    return {
      stage: this.stage,
      epoch: this.epoch,
      fingerprint: this.#fingerprint,
      history: [...this.#history],
      ...this.#latent.state(),
      ...(this.#best && { best: this.#best }),
    };
  }
}

/** @throws InputError when dense weights to begin with do not fit the layers */
function checkStart({ architecture: { layers }, start }: PSirenOptions): void {
  if (!start) return;
  const expected = layers.map(weightCount).join(", ");
  const given = start.map(({ length }) => length).join(", ");
  if (given !== expected) {
    throw new InputError(`expected ${expected} dense weights in the layers to begin with, got ${given}`);
  }
}

async function openEngine(options: PSirenOptions, architecture: Architecture): Promise<GradientEngine> {
  const { loss, recipe, threads } = options;
  const open = options.engine ?? ((engineOptions) => new KernelGradients(engineOptions));
  return open({ architecture, loss, batch: recipe.batch, threads });
}

function rightShare(
  outputs: Float32Array | Int32Array,
  count: number,
  targets: Targets,
): Pick<Measure, "accuracy"> {
  return targets.kind === "classes" ? { accuracy: accuracy(outputs, count, targets.labels) } : {};
}

/** A digest of all that decides how a run goes. */
function fingerprint(options: PSirenOptions): string {
  const { architecture, sparsity, allocation, loss, recipe, engine, seed, fit, start = [] } = options;
  const { targets, count } = fit;
  const shared = allocation !== undefined;
  const hash = createHash("sha256").update(
    JSON.stringify({ architecture, sparsity, shared, loss, recipe, engine: engine?.name, seed, count }),
  );
  for (const { buffer, byteOffset, byteLength } of start) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.update(targets.kind === "classes" ? targets.labels : targets.values).digest("hex");
}

const anothersCheckpoint = () =>
  new InputError("the checkpoint belongs to a run with other options, another seed or other data");

/**
 * @throws InputError when a checkpoint's arrays are not those of the architecture, with one number more: the output's
 * scale
 */
function checkFits({ parameters, zeros }: Checkpoint, { layers }: Architecture): void {
  const lengths = [...layers.map(weightCount), 1];
  const fits =
    zeros.length === layers.length &&
    parameters.length === lengths.length &&
    parameters.every(({ length }, index) => length === lengths[index]);
  if (!fits) throw anothersCheckpoint();
}
