import { createHash } from "node:crypto";
import type { Targets } from "../data/data-set.js";
import { normal, streamOf } from "../draws.js";
import { InputError } from "../errors.js";
import { KernelGradients } from "../kernels/gradients.js";
import { Inference } from "../kernels/inference.js";
import { type Architecture, fanIn, weightCount } from "../networks/architecture.js";
import type { Batch, GradientEngine } from "../networks/gradient-engine.js";
import { scales } from "../networks/scales.js";
import { type Sparsity, sparsityOf, totalZeros, zeroCounts } from "../networks/sparsity.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import { adam, type Moments, zeroMoments } from "./adam.js";
import { BatchReader } from "./batch-reader.js";
import type { BestEpoch, Checkpoint } from "./checkpoint.js";
import { unitSpreads } from "./divisors.js";
import { markLargest } from "./largest.js";
import { accuracy, meanLoss } from "./losses.js";
import type { PSirenOptions, Trained } from "./p-siren.js";
import type { EpochProgress, EpochRecord, Measure, StepProgress } from "./progress.js";
import { STAGES, type StageName } from "./recipe.js";
import { cosine, cubic } from "./schedule.js";
import { shareOut } from "./share-out.js";
import { rescaleLatents, ternarise } from "./ternarise.js";

/** The state of a training run, and what each stage does with it. */
export class TrainingRun {
  readonly #options: PSirenOptions;
  readonly #batches: BatchReader;
  readonly #fingerprint: string;
  #engine: GradientEngine;
  #architecture: Architecture;
  #sparsity: Sparsity;
  /** Zeros the finished network has in each layer. */
  #zeros: readonly number[];
  /** What a layer's sums are divided by; the last layer's only in the output scale. */
  #units: readonly number[];
  /** Latent weights layer by layer, then the logarithm of the output scale. */
  readonly #parameters: readonly Float32Array[];
  readonly #moments: Moments[];
  /** For each weight, whether it is kept. */
  readonly #marks: readonly Uint8Array[];
  readonly #ternary: readonly Float32Array[];
  readonly #history: EpochRecord[];
  #best: BestEpoch | undefined;
  #updates: number;
  /** Stages finished, and epochs finished in the next. */
  stage: number;
  epoch: number;

  static async start(options: PSirenOptions): Promise<TrainingRun> {
    const { architecture, sparsity, budget, resume } = options;
    const sharedOut = budget && resume && resume.stage >= STAGES.indexOf("sparsify");
    const shares = sharedOut ? sparsityOf(architecture, resume.zeros) : sparsity;
    const network = sharedOut ? budget.architecture(shares) : architecture;
    const engine = await openEngine(options, network);
    try {
      return new TrainingRun(options, network, shares, engine);
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  private constructor(
    options: PSirenOptions,
    architecture: Architecture,
    sparsity: Sparsity,
    engine: GradientEngine,
  ) {
    const { layers } = architecture;
    const { resume } = options;
    this.#options = options;
    this.#engine = engine;
    this.#batches = new BatchReader(options);
    this.#fingerprint = fingerprint(options);
    this.#architecture = architecture;
    this.#sparsity = sparsity;
    this.#zeros = zeroCounts(architecture, sparsity);
    if (options.budget) totalZeros(architecture, options.sparsity); // Refuses now what pruning would refuse later.
    this.#units = layerUnits(architecture, sparsity);
    this.#marks = layers.map((layer) => new Uint8Array(weightCount(layer)).fill(1));
    this.#ternary = layers.map((layer) => new Float32Array(weightCount(layer)));
    if (resume === undefined) {
      this.#parameters = [...this.#firstWeights(), new Float32Array(1)];
      this.#moments = this.#parameters.map(({ length }) => zeroMoments(length));
      this.#history = [];
      this.#updates = 0;
      this.stage = 0;
      this.epoch = 0;
      return;
    }
    if (resume.fingerprint !== this.#fingerprint) {
      throw new InputError("the checkpoint belongs to a run with other options, another seed or other data");
    }
    this.#parameters = resume.parameters.map((array) => array.slice());
    this.#moments = resume.means.map((mean, index) => ({
      mean: mean.slice(),
      square: resume.squares[index].slice(),
    }));
    this.#history = [...resume.history];
    this.#best = resume.best;
    this.#updates = resume.updates;
    this.stage = resume.stage;
    this.epoch = resume.epoch;
    if (this.stage > STAGES.indexOf("sparsify")) this.#choose(this.#zeros);
  }

  /** What changes once at the beginning of a stage. */
  async enter(stage: StageName): Promise<void> {
    if (stage === "sparsify") await this.#shareOut();
    if (stage === "fine-tune") {
      this.#choose(this.#zeros);
      this.#prune();
    }
    if (stage === "ternary") {
      this.#choose(this.#zeros);
      for (const [index, marks] of this.#marks.entries()) rescaleLatents(this.#parameters[index], marks);
      // Latent weights are in other units now, and so would the moments be.
      for (const [index, { length }] of this.#parameters.entries())
        this.#moments[index] = zeroMoments(length);
      this.#updates = 0;
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
        this.#choose(this.#zeros.map((zeros) => Math.round(zeros * share)));
        this.#prune();
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
    yield { kind: "epoch", ...record, checkpoint: this.#checkpoint() };
  }

  result(): Trained {
    const { epochs } = this.#options.recipe.stages.ternary;
    const { epoch, parameters } = this.#best ?? { epoch: epochs, parameters: this.#parameters };
    return {
      network: this.#network(parameters),
      sparsity: this.#sparsity,
      outputScale: this.#outputScaleOf(parameters),
      epoch,
    };
  }

  async close(): Promise<void> {
    await this.#engine.close();
  }

  /**
   * Keeps an epoch that is no worse than those before it. At high sparsity the last one need not be the best: a single swap
   * in a layer of a few weights changes what all the others read.
   */
  #compare(epoch: number, validation: Measure): void {
    const before = this.#best?.validation;
    const isWorse =
      before !== undefined &&
      (before.accuracy !== undefined && validation.accuracy !== undefined
        ? validation.accuracy < before.accuracy
        : validation.loss > before.loss);
    if (isWorse) return;
    this.#best = { epoch, validation, parameters: this.#parameters.map((array) => array.slice()) };
  }

  /** One batch: gradients at the weights the stage computes with, then a step of Adam on the latent ones. */
  async #learn(stage: StageName, batch: Batch, rate: number): Promise<Measure> {
    const fixed = this.#options.recipe.mask === "fixed";
    const ternary = stage === "ternary";
    if (ternary && !fixed) this.#choose(this.#zeros);
    this.#setParameters(stage);
    const gradients = await this.#engine.gradients(batch);
    const masked = ternary ? fixed : stage !== "dense";
    this.#updates++;
    // In the ternary stage magnitudes decide which weights are kept. Adam alone would let those that hardly matter grow
    // as fast as the others, so that chance would decide.
    for (const [index, gradient] of gradients.weights.entries()) {
      adam(this.#parameters[index], gradient, this.#moments[index], {
        rate: rate * (ternary ? this.#settling(index) : this.#units[index]),
        step: this.#updates,
        marks: masked ? this.#marks[index] : undefined,
        partial: ternary,
      });
    }
    const scale = this.#parameters.length - 1;
    const slope = Float32Array.of(gradients.logScale);
    adam(this.#parameters[scale], slope, this.#moments[scale], { rate, step: this.#updates });
    return { loss: gradients.loss, ...rightShare(gradients.outputs, batch.count, batch.targets) };
  }

  /** The share of the rate at which a layer learns in the ternary stage. */
  #settling(index: number): number {
    const { fullRateFrom = 1 } = this.#options.recipe;
    const kept = this.#marks[index].length - this.#zeros[index];
    return Math.sqrt(Math.min(1, kept / fullRateFrom));
  }

  #setParameters(stage: StageName): void {
    const latents = this.#parameters.slice(0, -1);
    if (stage !== "ternary") {
      this.#engine.setParameters(latents, this.#outputScale);
      return;
    }
    for (const [index, values] of latents.entries())
      ternarise(values, this.#marks[index], this.#ternary[index]);
    this.#engine.setParameters(this.#ternary, this.#outputScale);
  }

  /**
   * With a budget, finds what it leaves each layer and gives the network the divisors for that. Latent weights move into
   * the new units, which changes nothing of what the network computes.
   */
  async #shareOut(): Promise<void> {
    const { budget } = this.#options;
    if (budget === undefined) return;
    const { layers } = this.#architecture;
    const zeros = totalZeros(this.#architecture, this.#options.sparsity);
    const floors = layers.map((layer) => layer.out);
    this.#zeros = shareOut(this.#parameters.slice(0, -1), zeros, floors);
    this.#sparsity = sparsityOf(this.#architecture, this.#zeros);
    this.#architecture = budget.architecture(this.#sparsity);
    const old = this.#units;
    this.#units = layerUnits(this.#architecture, this.#sparsity);
    for (const [index, unit] of this.#units.entries()) {
      const factor = unit / old[index];
      scaleBy(this.#parameters[index], factor);
      scaleBy(this.#moments[index].mean, 1 / factor);
      scaleBy(this.#moments[index].square, factor ** -2);
    }
    await this.#engine.close();
    this.#engine = await openEngine(this.#options, this.#architecture);
  }

  /** Keeps the weights of largest magnitude, so that exactly `zeros` in each layer are not. */
  #choose(zeros: readonly number[]): void {
    for (const [index, marks] of this.#marks.entries()) {
      markLargest(this.#parameters[index], marks.length - zeros[index], marks);
    }
  }

  /** What is pruned stays so: it is 0 and does not move until the ternary stage. */
  #prune(): void {
    for (const [index, marks] of this.#marks.entries()) {
      const latents = this.#parameters[index];
      for (let at = 0; at < marks.length; at++) if (marks[at] === 0) latents[at] = 0;
    }
  }

  #countZeros(stage: StageName): number[] {
    if (stage === "dense") return this.#marks.map(() => 0);
    return this.#marks.map((marks) => marks.reduce((zeros, mark) => zeros + 1 - mark, 0));
  }

  get #outputScale(): number {
    return this.#outputScaleOf(this.#parameters);
  }

  #outputScaleOf(parameters: readonly Float32Array[]): number {
    return Math.exp(parameters[parameters.length - 1][0]) / this.#units[this.#units.length - 1];
  }

  #network(parameters = this.#parameters): TernaryNetwork {
    const weights = this.#marks.map((fixed, index) => {
      const latents = parameters[index];
      const marks = fixed.slice();
      if (this.#options.recipe.mask === "chosen-anew") {
        markLargest(latents, marks.length - this.#zeros[index], marks);
      }
      const ternary = new Int8Array(marks.length);
      ternarise(latents, marks, ternary);
      return ternary;
    });
    return { architecture: this.#architecture, weights };
  }

  async #validate(stage: StageName): Promise<Measure> {
    const { loss, validation } = this.#options;
    const { images, count, targets } = validation!;
    let outputs: Float32Array | Int32Array;
    let scale = this.#outputScale;
    if (stage === "ternary") {
      outputs = await Inference.logitsOf(this.#network(), images, count);
      scale /= scales(this.#architecture).at(-1)!;
    } else {
      this.#setParameters(stage);
      outputs = await this.#engine.forward(images, count);
    }
    return { loss: meanLoss(loss, outputs, scale, count, targets), ...rightShare(outputs, count, targets) };
  }

  /** v ~ N(0, 1) · divisor / √fan-in, so that sums are spread like the HardTanh's input. */
  #firstWeights(): Float32Array[] {
    const random = streamOf(this.#options.seed, 0);
    return this.#architecture.layers.map((layer, index) => {
      const spread = this.#units[index] / Math.sqrt(fanIn(layer));
      return Float32Array.from({ length: weightCount(layer) }, () => spread * normal(random));
    });
  }

  /** Epochs in all stages before this one, which number the shuffles. */
  #passes(stage: StageName): number {
    const before = STAGES.slice(0, STAGES.indexOf(stage));
    return before.reduce((sum, name) => sum + this.#options.recipe.stages[name].epochs, this.epoch);
  }

  #checkpoint(): Checkpoint {
    return {
      stage: this.stage,
      epoch: this.epoch,
      updates: this.#updates,
      fingerprint: this.#fingerprint,
      zeros: [...this.#zeros],
      history: [...this.#history],
      parameters: this.#parameters.map((array) => array.slice()),
      means: this.#moments.map(({ mean }) => mean.slice()),
      squares: this.#moments.map(({ square }) => square.slice()),
      ...(this.#best && { best: this.#best }),
    };
  }
}

async function openEngine(options: PSirenOptions, architecture: Architecture): Promise<GradientEngine> {
  const { loss, recipe, threads } = options;
  const open = options.engine ?? ((engineOptions) => new KernelGradients(engineOptions));
  return open({ architecture, loss, batch: recipe.batch, threads });
}

/** A layer's divisor; for the last layer, whose outputs are read as they are, the spread of its sums. */
function layerUnits(architecture: Architecture, sparsity: Sparsity): number[] {
  const spreads = unitSpreads(architecture, sparsity);
  return architecture.layers.map(({ divisor }, index) => divisor ?? spreads[index]);
}

function scaleBy(values: Float32Array, factor: number): void {
  for (let index = 0; index < values.length; index++) values[index] *= factor;
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
  const { architecture, sparsity, budget, loss, recipe, engine, seed, fit } = options;
  const { targets, count } = fit;
  const shared = budget !== undefined;
  const hash = createHash("sha256").update(
    JSON.stringify({ architecture, sparsity, shared, loss, recipe, engine: engine?.name, seed, count }),
  );
  return hash.update(targets.kind === "classes" ? targets.labels : targets.values).digest("hex");
}
