import { setImmediate as nextTurn } from "node:timers/promises";
import { writeFileAtomic } from "../atomic-file.js";
import { InputError } from "../errors.js";
import { weightCount } from "../networks/architecture.js";
import type { Sparsity } from "../networks/sparsity.js";
import { packageVersion } from "../package-version.js";
import { percent } from "../percent.js";
import type { Task } from "../tasks/task.js";
import type { Checkpoint } from "../training/checkpoint.js";
import type { Progress } from "../training/progress.js";
import { type Recipe, STAGES } from "../training/recipe.js";
import { defineCommand, type GlobalOptions, type Outcome } from "./command.js";
import { threadsOption } from "./common-options.js";
import { envOption, envOptionsOption, physicsOption } from "./env-option.js";
import { choiceOption, pathOption, refuseUnused } from "./options.js";
import { defaultOutput, forceOption, withOutputs } from "./output-file.js";
import { formatScores } from "./scores.js";
import type { Session } from "./session.js";
import { parseSparsity, type SparsityRequest, sparsityFor } from "./sparsity-option.js";
import { subjectOf } from "./subject.js";
import {
  decoderOption,
  loadSplits,
  loadTaskOfOptions,
  recordingsOption,
  type TaskOptions,
  taskOption,
} from "./task-data.js";
import { curveLines, formatCurve } from "./training-curve.js";

const MASKS = ["dynamic", "fixed"] as const;
const BUDGETS = ["layer", "network"] as const;
const ENGINES = ["kernels", "tfjs"] as const;

interface TrainOptions extends GlobalOptions, TaskOptions {
  readonly sparsity: SparsityRequest;
  readonly budget: (typeof BUDGETS)[number];
  readonly out?: string;
  readonly log?: string;
  readonly epochs?: Readonly<Record<keyof Recipe["stages"], number>>;
  readonly mask: (typeof MASKS)[number];
  readonly engine: (typeof ENGINES)[number];
  readonly threads: number;
  readonly force: boolean;
  readonly resume: boolean;
}

/** `train`: p-SIREN, from pictures to a ternary policy. */
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
      .option("recordings", recordingsOption)
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
      .example(
        "$0 train --env CartPole-v1 --recordings demos --sparsity 80",
        "clone whoever acted in ./demos",
      )
      .example("$0 train --task mnist --sparsity 80 --out digits.json", "learn to read digits")
      .example("$0 train --task mnist --sparsity 99 --budget network", "289 weights, where they do most"),
  async run(options, session) {
    const task = await loadTaskOfOptions(options);
    if (!task.env) refuseUnused(options, ["recordings"], "for an environment", `for ${task.name}`);
    const asked = sparsityFor(task.architecture(0), options.sparsity);
    if (options.budget === "network" && typeof asked !== "number") {
      throw new InputError("option --budget: expected layer where --sparsity names layers, got network");
    }
    const out = options.out ?? (await defaultOutput("policy", task.name));
    return withOutputs([out, options.log], { ...options, sideFiles: [SIDE_FILE] }, () =>
      trainTask(task, asked, { ...options, out }, session),
    );
  },
});

/** What an interrupted run leaves beside its policy. */
const SIDE_FILE = ".training";

async function trainTask(
  task: Task,
  asked: Sparsity,
  options: TrainOptions & { readonly out: string },
  session: Session,
): Promise<Outcome> {
  const { out, log, mask, threads, seed } = options;
  const { Inference } = await import("../kernels/inference.js");
  const { trainedPolicy } = await import("../tasks/policies.js");
  const { openTfjsNode } = await import("../training/engines/tfjs.js");
  const { pSiren } = await import("../training/p-siren.js");
  const { writePolicy } = await import("../networks/policy-file.js");
  const { dataHash } = await import("../data/data-set.js");
  const { CheckpointFile } = await import("../training/checkpoint-file.js");
  const architecture = task.architecture(asked);
  const weights = architecture.layers.reduce((sum, layer) => sum + weightCount(layer), 0);
  const checkpoint = `${out}${SIDE_FILE}`;
  const checkpoints = new CheckpointFile(checkpoint);
  const resume: Checkpoint | undefined = options.resume
    ? await checkpoints.read("option --resume")
    : undefined;
  const { fit, validation } = await loadSplits(task, options.recordings, session);
  const recipe = withEpochs({ ...task.recipe(fit.count), mask }, options.epochs);
  const run = pSiren({
    ...{ architecture, sparsity: asked, loss: task.loss, recipe, fit, validation, seed, threads },
    ...{ checkpoint, resume },
    allocation: options.budget === "network" ? task : undefined,
    augment: task.augment,
    engine: options.engine === "tfjs" ? openTfjsNode : undefined,
  });
  const stages = Object.values(recipe.stages);
  const epochs = stages.reduce((sum, stage) => sum + stage.epochs, 0);
  let finished = resume ? epochsBefore(recipe, STAGES[resume.stage]) + resume.epoch : 0;
  let curve = resume?.history ?? [];
  const display = session.progress({ title: "Training", total: epochs, unit: "epochs", start: finished });
  const began = performance.now();
  try {
    // The run may have been killed between a checkpoint and its line here.
    if (log && resume) await writeFileAtomic(log, curveLines(curve));
    let next = await run.next();
    for (; !next.done; next = await run.next()) {
      const event = next.value;
      if (event.kind === "step") {
        display.update(finished + event.step / event.steps, describe(event, weights));
      } else {
        finished = epochsBefore(recipe, event.stage) + event.epoch;
        curve = event.checkpoint.history;
        if (log) await writeFileAtomic(log, curveLines(curve));
        display.update(finished, describe(event, weights));
      }
      await nextTurn(); // Lets Ctrl-C through.
      if (session.signal.aborted) {
        return {
          json: { interrupted: true, epochs: finished, curve },
          text: `Stopped after ${finished} epochs. Run the same command with --resume to go on.`,
        };
      }
    }
    const { epoch, sparsity } = next.value;
    const policy = trainedPolicy(task, next.value);
    const logits = await Inference.logitsOf(policy.network, validation.images, validation.count);
    const scores = { [`validation ${task.scoreName}`]: task.score(logits, validation, policy.action) };
    const origin = { command: session.command, package: packageVersion(), seed, data: dataHash(fit) };
    await writePolicy(out, { ...policy, provenance: { ...origin, scores } });
    await checkpoints.remove();
    const seconds = (performance.now() - began) / 1000;
    return {
      json: {
        ...{ ...subjectOf(task), out, sparsity, scores, examples: fit.count, seconds },
        ...{ epoch, curve, interrupted: false },
      },
      text: [
        formatCurve(curve, weights),
        formatScores(scores, task.observes),
        `The policy, of ternary epoch ${epoch}, is in ${out}. Next: aann-gym evaluate --policy ${out}`,
      ].join("\n"),
    };
  } finally {
    display.stop();
    await run.return(undefined as never);
  }
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

function withEpochs(recipe: Recipe, epochs: TrainOptions["epochs"]): Recipe {
  if (!epochs) return recipe;
  const stages = Object.fromEntries(
    STAGES.map((stage) => [stage, { ...recipe.stages[stage], epochs: epochs[stage] }]),
  ) as Recipe["stages"];
  return { ...recipe, stages };
}

function epochsBefore({ stages }: Recipe, stage: keyof Recipe["stages"]): number {
  const earlier = STAGES.slice(0, STAGES.indexOf(stage));
  return earlier.reduce((sum, name) => sum + stages[name].epochs, 0);
}
