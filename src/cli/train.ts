import { setImmediate as nextTurn } from "node:timers/promises";
import { SIDE_FILES } from "../atomic-file.js";
import { InputError, inFile } from "../errors.js";
import { weightCount } from "../networks/architecture.js";
import type { Sparsity } from "../networks/sparsity.js";
import type { Task } from "../tasks/task.js";
import { percent } from "../text.js";
import type { Checkpoint } from "../training/checkpoint.js";
import { epochsDone, type Progress } from "../training/progress.js";
import { epochsOf, type Recipe, STAGES, withEpochs } from "../training/recipe.js";
import { defineCommand, type GlobalOptions, type Outcome } from "./command.js";
import { threadsOption } from "./common-options.js";
import { envOption, envOptionsOption, physicsOption } from "./env-option.js";
import { choiceOption, pathOption, refuseUnused } from "./options.js";
import { defaultOutput, forceOption, withOutputs } from "./output-file.js";
import { formatScores, subjectOf } from "./scores.js";
import type { Session } from "./session.js";
import { parseSparsity, type SparsityRequest, sparsityFor } from "./sparsity-option.js";
import {
  architectureOption,
  augmentOption,
  decoderOption,
  encoderOption,
  loadSplits,
  loadTaskOfOptions,
  recordingsOption,
  type TaskOptions,
  taskOption,
} from "./task-data.js";
import { formatCurve } from "./training-curve.js";

const MASKS = ["dynamic", "fixed"] as const;
const BUDGETS = ["layer", "network"] as const;
const ENGINES = ["kernels", "tfjs"] as const;

interface TrainOptions extends GlobalOptions, TaskOptions {
  readonly sparsity: SparsityRequest;
  readonly budget: (typeof BUDGETS)[number];
  readonly out?: string;
  readonly log?: string;
  readonly from?: string;
  readonly epochs?: Readonly<Record<keyof Recipe["stages"], number>>;
  readonly mask: (typeof MASKS)[number];
  readonly engine: (typeof ENGINES)[number];
  readonly threads: number;
  readonly force: boolean;
  readonly resume: boolean;
}

/** `train`: p-SIREN, from images to a ternary policy. */
export const train = defineCommand<TrainOptions>({
  words: "train",
  describe: "p-SIREN: train, prune, fine-tune and ternarise a policy",
  builder: (parser) =>
    parser
      .option("task", taskOption)
      .option("env", envOption)
      .option("env-options", envOptionsOption)
      .option("physics", physicsOption)
      .option("decoder", decoderOption)
      .option("encoder", encoderOption)
      .option("architecture", architectureOption)
      .option("sparsity", {
        default: "90",
        requiresArg: true,
        coerce: parseSparsity,
        describe: "Percent of zeros in each layer; layer1.0=50,95: 50 in layer1.0, 95 in the others",
      })
      .option("budget", {
        default: "layer" as const,
        requiresArg: true,
        coerce: choiceOption("budget", BUDGETS),
        describe:
          "layer: each layer gets the percentage; network: all together do, and magnitudes decide what each layer keeps",
      })
      .option("out", {
        requiresArg: true,
        coerce: pathOption("out", "a file to write"),
        describe:
          "Where the policy goes; its folder is made when missing (default: policy.json, for other tasks policy-mnist.json and so on)",
      })
      .option("log", {
        requiresArg: true,
        coerce: pathOption("log", "a file to write"),
        describe: "Where the training curve goes as it grows: one JSON object a line and epoch",
      })
      .option("from", {
        requiresArg: true,
        coerce: pathOption("from", "a file of policy import"),
        describe:
          "Dense weights to begin pruning with, instead of the first step (default of --epochs: 0 for it)",
      })
      .option("recordings", recordingsOption)
      .option("augment", augmentOption)
      .option("epochs", {
        requiresArg: true,
        coerce: epochsOption,
        describe: "Epochs of the four steps, for instance 4,2,1,6 (default: the task's recipe)",
      })
      .option("mask", {
        default: "dynamic" as const,
        requiresArg: true,
        // 0.1.0 called it chosen-anew.
        coerce: (given: string) => choiceOption("mask", MASKS)(given === "chosen-anew" ? "dynamic" : given),
        describe:
          "Weights that the ternary step keeps: dynamic, chosen again at every step, or fixed as the paper's step 4 reads",
      })
      .option("engine", {
        default: "kernels" as const,
        requiresArg: true,
        coerce: choiceOption("engine", ENGINES),
        describe:
          "What computes gradients: the kernels that come along, or tfjs, with @tensorflow/tfjs-node installed",
      })
      .option("threads", threadsOption)
      .option("force", forceOption)
      .option("resume", {
        type: "boolean",
        default: false,
        describe: "Go on where an interrupted run with the same options stopped",
      })
      .conflicts("from", "architecture")
      .example(
        "$0 train --env CartPole-v1 --recordings demos --sparsity 80",
        "clone whoever acted in ./demos",
      )
      .example("$0 train --task mnist --sparsity 80 --out digits.json", "learn to read digits")
      .example("$0 train --from dense.json --sparsity 90", "prune what policy import took out of PyTorch")
      .example("$0 train --task mnist --sparsity 99 --budget network", "289 weights, where they do most"),
  async run(options, session) {
    const { task, start } = await startOf(options);
    if (!task.env) refuseUnused(options, ["recordings", "augment"], "for an environment", `for ${task.name}`);
    const sparsity = sparsityFor(task.architecture(0), options.sparsity);
    if (options.budget === "network" && typeof sparsity !== "number") {
      throw new InputError("option --budget: expected layer where --sparsity names layers, got network");
    }
    const out = options.out ?? (await defaultOutput("policy", task.name));
    return withOutputs([out, options.log], { ...options, sideFiles: [SIDE_FILES.training] }, () =>
      trainTask({ task, start, sparsity }, { ...options, out }, session),
    );
  },
});

interface Training {
  readonly task: Task;
  /** Dense weights to begin with. */
  readonly start: readonly Float32Array[] | undefined;
  readonly sparsity: Sparsity;
}

async function trainTask(
  { task, start, sparsity }: Training,
  options: TrainOptions & { readonly out: string },
  session: Session,
): Promise<Outcome> {
  const { out, log, mask, budget, threads, seed } = options;
  const { trainingFile, trainPolicy } = await import("../tasks/train-policy.js");
  const { openTfjsNode } = await import("../training/engines/tfjs-node.js");
  const resume = options.resume ? await trainingFile(out).read("option --resume") : undefined;
  const splits = await loadSplits(task, options, session);
  const usual = { ...task.recipe(splits.fit.count), mask };
  const own = start ? withoutDense(usual) : usual;
  const recipe = options.epochs ? withEpochs(own, options.epochs) : own;
  const run = trainPolicy({
    ...{ task, splits, sparsity, budget, recipe, seed, threads, out, log, resume, start },
    command: session.command,
    engine: options.engine === "tfjs" ? openTfjsNode : undefined,
  });
  const weights = task.architecture(sparsity).layers.reduce((sum, layer) => sum + weightCount(layer), 0);
  const began = performance.now();
  const { trained, epochs, curve } = await follow(run, recipe, weights, resume, session);
  if (!trained) {
    return {
      json: { interrupted: true, epochs, curve },
      text: `Stopped after ${epochs} epochs. Run the same command with --resume to go on.`,
    };
  }
  const { policy, epoch } = trained;
  const { scores = {} } = policy.provenance;
  const seconds = (performance.now() - began) / 1000;
  return {
    json: {
      ...{ ...subjectOf(task), out, sparsity: policy.sparsity, scores, examples: splits.fit.count, seconds },
      ...{ epoch, curve, interrupted: false },
    },
    text: [
      formatCurve(curve, weights),
      formatScores(scores, task.observes),
      `The policy, of ternary epoch ${epoch}, is in ${out}. Next: aann-gym evaluate --policy ${out}`,
    ].join("\n"),
  };
}

/** Shows how far a training is. @returns what came of it; nothing trained when it was stopped */
async function follow(
  run: ReturnType<typeof import("../tasks/train-policy.js").trainPolicy>,
  recipe: Recipe,
  weights: number,
  resume: Checkpoint | undefined,
  { progress, signal }: Session,
) {
  let epochs = resume ? epochsOf(recipe, STAGES[resume.stage]) + resume.epoch : 0;
  let curve = resume?.history ?? [];
  const display = progress({ title: "Training", total: epochsOf(recipe), unit: "epochs", start: epochs });
  try {
    let next = await run.next();
    for (; !next.done; next = await run.next()) {
      const event = next.value;
      if (event.kind === "epoch") {
        epochs = epochsDone(recipe, event);
        curve = event.checkpoint.history;
      }
      display.update(epochsDone(recipe, event), describe(event, weights));
      await nextTurn(); // Lets Ctrl-C through.
      if (signal.aborted) return { epochs, curve };
    }
    return { trained: next.value, epochs, curve };
  } finally {
    display.stop();
    await run.return(undefined as never);
  }
}

/**
 * The task, and the dense weights that pruning begins with, where some are given. Their file says what they are for.
 */
async function startOf(options: TrainOptions): Promise<{ task: Task; start?: readonly Float32Array[] }> {
  const { from, task: name, env, envOptions, decoder } = options;
  if (from === undefined) return { task: await loadTaskOfOptions(options) };
  const { readDense } = await import("../training/dense-file.js");
  const { withArchitecture } = await import("../tasks/with-architecture.js");
  const { checkModule } = await import("../adapters/environments.js");
  const dense = await readDense(from);
  if (name === undefined && env === undefined && dense.env) checkModule(dense.env, from);
  const task = await loadTaskOfOptions({
    ...options,
    ...(name === undefined && env === undefined
      ? {
          task: dense.task,
          env: dense.env?.module ?? dense.env?.id,
          envOptions: dense.env && { ...dense.env.options, ...envOptions },
        }
      : {}),
    decoder: decoder ?? dense.decoder,
  });
  return {
    task: await inFile(from, async () => withArchitecture(task, dense.architecture)),
    start: dense.weights,
  };
}

/** Dense weights that were trained elsewhere need no training here. */
function withoutDense(recipe: Recipe): Recipe {
  const { stages } = recipe;
  return { ...recipe, stages: { ...stages, dense: { ...stages.dense, epochs: 0 } } };
}

/** What stands at the end of the progress line: the step of Algorithm 1 and how it goes. */
function describe(event: Progress, weights: number): string {
  const { stage, epoch, epochs, loss, accuracy } = event;
  const zeros = percent(event.zeros.reduce((sum, count) => sum + count) / weights, 1);
  const validation = event.kind === "epoch" ? event.validation : undefined;
  return [
    `${stage} ${epoch}/${epochs}: ${zeros} zeros`,
    `loss ${loss.toFixed(4)}`,
    ...(accuracy === undefined ? [] : [`accuracy ${percent(accuracy, 1)}`]),
    ...(validation ? [`validation ${validation.loss.toFixed(4)}`] : []),
    ...(validation?.accuracy === undefined ? [] : [percent(validation.accuracy, 1)]),
  ].join(", ");
}

function epochsOption(word: string) {
  const counts = word.split(",").map(Number);
  if (!/^\d+(,\d+){3}$/.test(word) || !counts.every(Number.isSafeInteger)) {
    throw new InputError(
      `option --epochs: expected four whole numbers like 4,2,1,6, got ${word || "nothing"}`,
    );
  }
  return Object.fromEntries(STAGES.map((stage, index) => [stage, counts[index]])) as TrainOptions["epochs"];
}
