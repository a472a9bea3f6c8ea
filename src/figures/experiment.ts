import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type DataSet, labelsOf, type Splits, slice } from "../data/data-set.js";
import type { JobPool, Workers } from "../jobs/job-pool.js";
import { Inference } from "../kernels/inference.js";
import { formatPolicy, type PolicyFile, parsePolicy } from "../networks/policy-file.js";
import { findRecordings } from "../recordings/recording-folder.js";
import { trainedPolicy } from "../tasks/policies.js";
import type { Task } from "../tasks/task.js";
import { pSiren, type Trained } from "../training/p-siren.js";
import { type Recipe, withEpochs } from "../training/recipe.js";
import { type DatasetName, demonstrationFolders, loadDataset } from "./dataset.js";
import type { NetworkRequest } from "./network-job.js";
import type { Protocol } from "./protocol.js";
import type { RunKey, Runs } from "./runs.js";

/** A task with all its images. */
export interface Dataset extends Splits {
  readonly name: DatasetName;
  readonly task: Task;
  /** Never fitted to, never chosen on. */
  readonly test: DataSet;
}

export interface ExperimentOptions extends Workers {
  readonly protocol: Protocol;
  readonly runs: Runs;
  /** Where the page and its files go. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Told what is being worked on, and how much of it is done: 0 to 1. */
  readonly onWork: (work: string, share: number) => void;
  /** Told that a run was found in the folder. */
  readonly onKept?: () => void;
}

/**
 * Tells how far a run is, and lets Ctrl-C through.
 * @param what what is counted: "epoch"
 * @throws the signal's reason when the work is interrupted
 */
export type Tell = (what: string, done: number, total: number) => Promise<void>;

/** What figures are made in: data, trained networks, and a memory of finished runs. */
export class Experiment {
  readonly protocol: Protocol;
  readonly runs: Runs;
  readonly folder: string;
  readonly threads: number;
  readonly cluster: JobPool | undefined;
  readonly signal: AbortSignal;
  readonly #onWork: ExperimentOptions["onWork"];
  readonly #onKept: ExperimentOptions["onKept"];
  readonly #datasets = new Map<DatasetName, Promise<Dataset>>();

  constructor({ protocol, runs, folder, threads, cluster, signal, onWork, onKept }: ExperimentOptions) {
    this.protocol = protocol;
    this.runs = runs;
    this.folder = folder;
    this.threads = threads;
    this.cluster = cluster;
    this.signal = signal;
    this.#onWork = onWork;
    this.#onKept = onKept;
  }

  /** A task with its images, those to fit to cut to what the protocol allows. */
  dataset(name: DatasetName): Promise<Dataset> {
    const known = this.#datasets.get(name) ?? this.#load(name);
    this.#datasets.set(name, known);
    return known;
  }

  /**
   * As `Runs.once`. Says what is worked on, and stops between runs.
   * @param work what it is, for people: "training a network with 90 % zeros"
   * @param compute is given what tells how far it is
   * @throws the signal's reason when the work is interrupted
   */
  async once<Result>(
    { name, work }: { readonly name: string; readonly work: string },
    key: RunKey,
    compute: (tell: Tell) => Promise<Result>,
  ): Promise<Result> {
    this.signal.throwIfAborted();
    let isKept = true;
    const result = await this.runs.once(name, key, () => {
      isKept = false;
      this.#onWork(work, 0);
      return compute(async (what, done, total) => {
        this.#onWork(
          `${work}, ${what} ${formatCount(done)} of ${formatCount(total)}`,
          Math.min(done / total, 0.999),
        );
        await nextTurn();
        this.signal.throwIfAborted();
      });
    });
    if (isKept) this.#onKept?.();
    else this.#onWork(work, 1);
    return result;
  }

  /** The images on which the paper's search tries its neighbours: the first of those to fit to. */
  tried({ fit }: Dataset): DataSet {
    return slice(fit, 0, Math.min(this.protocol.fitness, fit.count));
  }

  /** A network out of p-SIREN. */
  async trained(name: DatasetName, sparsity: number, seed: number): Promise<PolicyFile> {
    const { task } = await this.dataset(name);
    const recipe = this.#recipe(task, (await this.dataset(name)).fit.count);
    const { images, episodes } = this.protocol;
    const amount = name === "driving" ? { episodes } : { images };
    const run = { name: "p-siren", work: `training a network with ${sparsity} % zeros on ${name}` };
    const text = await this.once(run, { task: name, sparsity, seed, ...amount, recipe }, async (tell) => {
      if (this.cluster) return this.#trainElsewhere(this.cluster, name, { sparsity, seed });
      return formatPolicy(await this.#train(await this.dataset(name), sparsity, seed, recipe, tell));
    });
    return parsePolicy(text, "a kept run");
  }

  /** Has networks trained at the same time where there is a cluster; else each is trained when it is asked for. */
  async trainAll(name: DatasetName, requests: readonly NetworkRequest[]): Promise<void> {
    if (!this.cluster) return;
    await Promise.all(requests.map(({ sparsity, seed }) => this.trained(name, sparsity, seed)));
  }

  /** The share of images that a policy answers rightly. */
  async score(
    { task }: Dataset,
    { network, action }: Pick<PolicyFile, "network" | "action">,
    data: DataSet,
  ): Promise<number> {
    return task.score(await Inference.logitsOf(network, data.images, data.count), data, action);
  }

  async #load(name: DatasetName): Promise<Dataset> {
    this.#onWork(`getting the examples of ${name}`, 0);
    const { fit, validation, test, ...rest } = await loadDataset(name, this);
    const { images, tested } = this.protocol;
    const first = (data: DataSet, most: number) => slice(data, 0, Math.min(most, data.count));
    return {
      ...rest,
      // How much there is to learn driving from is a matter of episodes.
      fit: rest.task.races ? fit : first(fit, images),
      validation: first(validation, tested),
      test: first(test, tested),
    };
  }

  #recipe(task: Task, examples: number): Recipe {
    const recipe = task.recipe(examples);
    const { epochs } = this.protocol;
    return epochs ? withEpochs(recipe, epochs) : recipe;
  }

  async #trainElsewhere(cluster: JobPool, dataset: DatasetName, request: NetworkRequest): Promise<string> {
    // Makes sure that the episodes are there.
    await this.dataset(dataset);
    const { NETWORK } = await import("./network-job.js");
    const { protocol, signal } = this;
    const episodes: Record<string, string> = {};
    for (const folder of demonstrationFolders(dataset)) {
      for (const file of await findRecordings(join(this.folder, folder))) {
        episodes[`${folder}/${basename(file)}`] = await readFile(file, "utf8");
      }
    }
    const [text] = await cluster.run(NETWORK, { protocol, dataset, episodes }, [request], { signal });
    return text;
  }

  async #train(
    dataset: Dataset,
    sparsity: number,
    seed: number,
    recipe: Recipe,
    tell: Tell,
  ): Promise<PolicyFile> {
    const { task, fit } = dataset;
    const { augment, loss } = task;
    const architecture = task.architecture(sparsity);
    const { threads } = this;
    const run = pSiren({ architecture, sparsity, loss, recipe, fit, seed, threads, augment });
    const epochs = Object.values(recipe.stages).reduce((sum, stage) => sum + stage.epochs, 0);
    let steps = 0;
    let next = await run.next();
    try {
      while (!next.done) {
        const { value } = next;
        if (value.kind === "step") {
          await tell("step", ++steps, epochs * value.steps);
        }
        next = await run.next();
      }
    } finally {
      await run.return(undefined as never);
    }
    return trainedPolicy(task, next.value as Trained);
  }
}

const formatCount = (count: number) => count.toLocaleString("en-US");

/** The share of images that are in the most frequent class: what a network scores that always says the same. */
export function mostFrequent({ targets, count }: DataSet): number {
  const counts = new Map<number, number>();
  for (const label of labelsOf(targets)) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Math.max(...counts.values()) / count;
}
