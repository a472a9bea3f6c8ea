import { existsSync } from "node:fs";
import type { Splits } from "../data/data-set.js";
import { InputError, inFile } from "../errors.js";
import type { ImageCorruption } from "../imitation/image-corruptions.js";
import type { EnvReference } from "../networks/policy.js";
import type { Task } from "../tasks/task.js";
import {
  ENV_OPTIONS,
  type EnvOptions,
  environmentOfOptions,
  environmentOrDefault,
  expectNoneForDataSet,
  overridesOf,
} from "./env-option.js";
import { choiceOption, didYouMean, pathOption } from "./options.js";
import { RECORDINGS } from "./recordings/path.js";
import type { Session } from "./session.js";

/** `--task`, as yargs takes it. */
export const taskOption = {
  requiresArg: true,
  coerce: pathOption("task", "a task"),
  describe:
    "Data set: mnist, fashion-mnist, or a module of yours such as ./my-data.js; short names of environments too",
} as const;

/** `--decoder`: how the outputs of a policy that acts become an action. */
export const decoderOption = {
  type: "string",
  alias: "encoding",
  requiresArg: true,
  describe:
    "What outputs mean, where an environment has several ways: for the default one control (steer, gas, brake), aim (direction and speed), aim-true (is told the true motion), turn (left, straight on, right) or turn-to-aim",
} as const;

/** `--encoder`: how observations become what the network reads. */
export const encoderOption = {
  type: "string",
  requiresArg: true,
  describe:
    "What the network sees, where an environment has several ways: for the default one contrast, which looks alike in any colours",
} as const;

/** `--architecture`: another network than the task's. */
export const architectureOption = {
  requiresArg: true,
  coerce: pathOption("architecture", "a JSON file"),
  describe:
    "JSON file with the layers of another network, as policy files have them under `architecture` (default: the task's)",
} as const;

const AUGMENTS = ["blur", "noise"] as const satisfies readonly ImageCorruption[];

/** `--augment`: corruptions that a policy shall see through. */
export const augmentOption = {
  requiresArg: true,
  coerce: (words: string) => words.split(",").map(choiceOption("augment", AUGMENTS)),
  describe: "Learn from images as they are and, each as often, from blurred and noisy ones: blur,noise",
} as const;

/** `--recordings`: what policies that act learn from. */
export const recordingsOption = {
  requiresArg: true,
  coerce: pathOption("recordings", "a folder of recordings"),
  describe: `Demonstrations to learn from, for environments (default: ${RECORDINGS})`,
} as const;

/** What says which task is meant. */
export interface TaskOptions extends EnvOptions {
  readonly task?: string;
  readonly decoder?: string;
  readonly encoder?: string;
  readonly architecture?: string;
  readonly recordings?: string;
  readonly augment?: readonly ImageCorruption[];
}

/**
 * Loads the task that the options name: a data set by `--task`, an environment by `--env`, or the one that the
 * recordings are of; with the network that they name.
 * @throws InputError when there is none, or the network does not fit
 */
export async function loadTaskOfOptions(options: TaskOptions): Promise<Task> {
  const task = await loadNamedTask(options);
  const { architecture: file } = options;
  if (file === undefined) return task;
  const { readArchitecture } = await import("../networks/architecture-file.js");
  const { withArchitecture } = await import("../tasks/with-architecture.js");
  const architecture = await readArchitecture(file, task.architecture(0).input);
  return inFile(file, async () => withArchitecture(task, architecture));
}

async function loadNamedTask(options: TaskOptions): Promise<Task> {
  const { task, decoder, encoder, recordings } = options;
  const { isTask, loadTask, shortNames, taskNames } = await import("../tasks/tasks.js");
  if (task !== undefined && options.env !== undefined) {
    throw new InputError("option --task: expected it without --env, got both");
  }
  if (task !== undefined) {
    if (!isTask(task)) {
      throw new InputError(
        `option --task: expected ${taskNames.join(", ")}, a module such as ./my-data.js or the short name of an environment such as cart-pole, got ${task}${didYouMean(task, [...taskNames, ...shortNames()])}`,
      );
    }
    if (/\.m?js$/.test(task) && !existsSync(task)) {
      throw new InputError(`option --task: expected a module, got no such file: ${task}`);
    }
    const loaded = await loadTask({
      task,
      env: { id: "", options: overridesOf(options) },
      decoder,
      encoder,
      recordings,
    });
    if (!loaded.env) expectNoneForDataSet(ENV_OPTIONS, options, loaded.name);
    return loaded;
  }
  const env = (await environmentOfOptions(options)) ?? (await environmentOfRecordings(options));
  return loadTask({ env, decoder, encoder, recordings });
}

/** The environment that recordings are of; the default one when there are none. */
async function environmentOfRecordings(options: TaskOptions): Promise<EnvReference> {
  const { findRecordings, readRecording } = await import("../recordings/recording-folder.js");
  const { checkModule } = await import("../adapters/environments.js");
  const [file] = await findRecordings(options.recordings ?? RECORDINGS).catch(() => []);
  const fallback = await environmentOrDefault(options);
  if (file === undefined) return fallback;
  const { environment } = await readRecording(file);
  checkModule(environment, file);
  return environment.id === fallback.id
    ? fallback
    : { ...environment, options: { ...environment.options, ...fallback.options } };
}

/** Reads a task's examples, and shows how far it is where that takes time. */
export function loadSplits(
  task: Task,
  { recordings = RECORDINGS, augment }: Pick<TaskOptions, "recordings" | "augment">,
  session: Session,
): Promise<Splits> {
  const { onProgress, stop } = session.follow("Reading", "episodes");
  return task.load({ recordings, augment, signal: session.signal, onProgress }).finally(stop);
}
