import { registered } from "../../envs/index.js";
import {
  environmentNamed,
  environmentOf,
  importFile,
  isBelow,
  modulePath,
  slugOf,
} from "../adapters/environments.js";
import { loadSplits } from "../data/load-data.js";
import { InputError } from "../errors.js";
import type { EnvReference, PolicyFile } from "../networks/policy.js";
import { told } from "../user-calls.js";
import { imitationTask } from "./imitation.js";
import { checkNetwork } from "./policies.js";
import type { Task } from "./task.js";

const modules: Readonly<Record<string, () => Promise<Task>>> = {
  "fashion-mnist": async () => (await import("./stored-images.js")).fashionMnist,
  mnist: async () => (await import("./stored-images.js")).mnist,
};

/** Names of the static tasks: data sets. */
export const taskNames: readonly string[] = Object.keys(modules);

/** What `--task` and `--env` ask for. */
export interface TaskRequest {
  /** A data set's name, a module that exports one as `task`, or the short name of a built-in environment. */
  readonly task?: string;
  readonly env?: EnvReference;
  readonly decoder?: string;
  readonly encoder?: string;
  /** Demonstrations that open ranges of vectors are fitted to. */
  readonly recordings?: string;
}

/**
 * Loads a task.
 * @throws InputError when there is no such task, environment or decoder
 */
export async function loadTask({
  task: name,
  env,
  decoder,
  encoder,
  recordings,
}: TaskRequest): Promise<Task> {
  if (name === undefined) {
    if (!env) throw new InputError("expected a task or an environment, got neither");
    return imitationTask({ env, decoder, encoder, recordings });
  }
  const load = Object.hasOwn(modules, name)
    ? modules[name]
    : isModule(name)
      ? () => userTask(name)
      : undefined;
  if (load) {
    if (decoder !== undefined)
      throw new InputError(`option --decoder: expected none for ${name}, got ${decoder}`);
    if (encoder !== undefined)
      throw new InputError(`option --encoder: expected none for ${name}, got ${encoder}`);
    return load();
  }
  const id = environmentNamed(name);
  if (id === undefined) {
    throw new InputError(
      `expected a task out of ${taskNames.join(", ")}, or the name of an environment, got ${name}`,
    );
  }
  return imitationTask({ env: { ...env, id, options: env?.options ?? {} }, decoder, encoder, recordings });
}

/** Whether `loadTask` takes this word for a task. */
export const isTask = (word: string): boolean =>
  taskNames.includes(word) || isModule(word) || environmentNamed(word) !== undefined;

/** The short names of the registered environments. */
export const shortNames = (): string[] => [...new Set(registered().map(({ id }) => slugOf(id)))];

/** Whether a word names a module, by which tasks of the user's are called. */
export const isModule = (word: string): boolean => /\.m?js$/.test(word);

/**
 * A user's data set: a module that exports a `Task` as `task`. The module is its name: policies have to find it again.
 */
async function userTask(path: string): Promise<Task> {
  const { task } = (await importFile(path)) as { task?: Task };
  if (typeof task?.name === "string" && typeof task.load === "function") return toldTask(task, path);
  throw new InputError(`${path}: expected a module that exports \`task\`, as classificationTask makes one`);
}

/** Methods of a task that answer at once. `evaluate` is not among them: it may take as long as it likes. */
const PROMPT = ["recipe", "augment", "architecture", "score", "objective"] as const;

/** A task of the user's that tells when it is waited for. */
function toldTask(task: Task, path: string): Task {
  const waits = Object.fromEntries(PROMPT.map((name) => [name, `${path}: expected ${name} to return`]));
  return {
    ...told(task, waits),
    name: modulePath(path),
    load: (options) => loadSplits(path, async () => task.load(options)),
  };
}

/**
 * The task that a policy was made for, with observations and outputs read as the policy says.
 * @param env replaces the policy's
 * @param module of the user's, with the policy's data set; the policy alone may name one in the current folder or below
 * @throws InputError when the policy does not fit its task, or its module lies elsewhere
 */
export async function taskOf(
  policy: PolicyFile,
  env = environmentOf(policy),
  module?: string,
): Promise<Task> {
  const task = env
    ? await imitationTask({ env, policy })
    : await loadTask({ task: module ?? ownModule(policy) });
  checkNetwork(task, policy);
  return task;
}

/** The task's name; of a module only where a file may choose what code runs. */
function ownModule({ task }: PolicyFile): string | undefined {
  if (task === undefined || !isModule(task) || isBelow(task)) return task;
  throw new InputError(`expected a module in this folder or below, got ${task}; name it with --task`);
}
