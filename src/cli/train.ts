import { setImmediate as nextTurn } from "node:timers/promises";
import { InputError } from "../errors.js";
import { packageVersion } from "../package-version.js";
import type { DataSet } from "../tasks/data-set.js";
import type { Task } from "../tasks/task.js";
import type { Checkpoint } from "../training/checkpoint.js";
import type { Trained } from "../training/p-siren.js";
import { type Recipe, STAGES } from "../training/recipe.js";
import { defineCommand, type GlobalOptions } from "./command.js";
import { threadsOption } from "./common-options.js";
import { choiceOption, pathOption, percentageOption } from "./options.js";
import { prepareOutputFile } from "./output-file.js";
import { formatScores } from "./scores.js";
import { checkSparsity, loadSplits, recordingsOption, taskOption } from "./task-data.js";

const MASKS = ["chosen-anew", "fixed"] as const;

interface TrainOptions extends GlobalOptions {
  readonly task: string;
  readonly sparsity: number;
  readonly out: string;
  readonly recordings: string;
  readonly epochs?: Readonly<Record<keyof Recipe["stages"], number>>;
  readonly mask: (typeof MASKS)[number];
  readonly threads: number;
  readonly resume: boolean;
}

/** `train`: p-SIREN, from pictures to a ternary policy. */
export const train = defineCommand<TrainOptions>({
  words: "train",
  describe: "p-SIREN: train, prune, fine-tune and ternarise a policy",
  builder: (parser) =>
    parser
      .option("task", { ...taskOption, demandOption: true })
      .option("sparsity", {
        default: 90,
        requiresArg: true,
        coerce: percentageOption("sparsity"),
        describe: "Percent of zeros in each layer",
      })
      .option("out", {
        default: "policy.json",
        requiresArg: true,
        coerce: pathOption("out", "a file to write"),
        describe: "Where the policy goes; its folder is made when missing",
      })
      .option("recordings", recordingsOption)
      .option("epochs", {
        requiresArg: true,
        coerce: epochsOption,
        describe: "Epochs of the four steps, for instance 4,2,1,6 (default: the task's recipe)",
      })
      .option("mask", {
        default: "chosen-anew" as const,
        requiresArg: true,
        coerce: choiceOption("mask", MASKS),
        describe:
          "Weights that the ternary step keeps: chosen-anew at every step, or fixed as the paper's step 4 reads",
      })
      .option("threads", threadsOption)
      .option("resume", {
        type: "boolean",
        default: false,
        describe: "Go on where an interrupted run with the same options stopped",
      })
      .example("$0 train --task car-racing --recordings laps --sparsity 90", "clone the driver of ./laps")
      .example("$0 train --task mnist --sparsity 80 --out digits.json", "learn to read digits"),
  async run(options, session) {
    const { task: name, sparsity, out, mask, threads, seed } = options;
    const { loadTask } = await import("../tasks/tasks.js");
    const { pSiren } = await import("../training/p-siren.js");
    const { writePolicy } = await import("../networks/policy-file.js");
    const { dataHash } = await import("../tasks/data-set.js");
    const { CheckpointFile } = await import("../training/checkpoint-file.js");
    const task = await loadTask(name);
    const architecture = task.architecture(sparsity);
    checkSparsity(architecture, sparsity);
    await prepareOutputFile(out);
    const checkpoints = new CheckpointFile(`${out}.training`);
    const resume: Checkpoint | undefined = options.resume ? await checkpoints.read() : undefined;
    const { fit, validation } = await loadSplits(task, options.recordings, session);
    const recipe = withEpochs({ ...task.recipe, mask }, options.epochs);
    const run = pSiren({
      ...{ architecture, sparsity, loss: task.loss, recipe, fit, validation, seed, threads, resume },
      augment: task.augment,
    });
    const stages = Object.values(recipe.stages);
    const epochs = stages.reduce((sum, stage) => sum + stage.epochs, 0);
    const start = resume ? epochsBefore(recipe, STAGES[resume.stage]) + resume.epoch : 0;
    const display = session.progress({ title: "Training", total: epochs, unit: "epochs", start });
    const curve: object[] = [];
    const began = performance.now();
    try {
      let finished = start;
      let next = await run.next();
      for (; !next.done; next = await run.next()) {
        const event = next.value;
        const note = `${event.stage}: loss ${event.loss.toFixed(4)}`;
        if (event.kind === "step") {
          display.update(finished + event.step / event.steps, note);
        } else {
          finished = epochsBefore(recipe, event.stage) + event.epoch;
          const { checkpoint, kind: _, ...point } = event;
          curve.push(point);
          await checkpoints.write(checkpoint);
          display.update(finished, `${note}, validation ${event.validation?.loss.toFixed(4)}`);
        }
        await nextTurn(); // Lets Ctrl-C through.
        if (session.signal.aborted) {
          const kept = curve.length > 0 || resume !== undefined;
          return {
            json: { interrupted: true, epochs: finished, curve },
            text: kept
              ? `Stopped after ${finished} epochs. Run the same command with --resume to go on.`
              : "Stopped in the first epoch: there is nothing to go on from yet.",
          };
        }
      }
      const { encoding, scores } = await measure(task, next.value, validation);
      const origin = { command: session.command, package: packageVersion(), seed, data: dataHash(fit) };
      const provenance = { ...origin, scores };
      await writePolicy(out, { task: name, sparsity, encoding, network: next.value.network, provenance });
      await checkpoints.remove();
      const seconds = (performance.now() - began) / 1000;
      return {
        json: { task: name, out, sparsity, scores, pictures: fit.count, seconds, curve, interrupted: false },
        text: `${formatScores(scores)}\nThe policy is in ${out}. Next: aann-gym evaluate --policy ${out}`,
      };
    } finally {
      display.stop();
      await run.return(undefined as never);
    }
  },
});

/** How a trained network's outputs are read, and what it is worth on pictures that it was not fitted to. */
async function measure(task: Task, { network, outputScale }: Trained, validation: DataSet) {
  const { Inference } = await import("../kernels/inference.js");
  const { scales } = await import("../networks/scales.js");
  const outputDivisor = Math.max(1, Math.round(scales(network.architecture).at(-1)! / outputScale));
  const encoding = task.encoding?.(outputDivisor);
  const inference = await Inference.create(network);
  const logits = inference.logits(validation.images, validation.count);
  inference.close();
  return { encoding, scores: { [`validation ${task.scoreName}`]: task.score(logits, validation, encoding) } };
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
