import type { Env } from "../../envs/env.js";
import { InputError, inFile } from "../errors.js";
import type { EnvReference, PolicyFile } from "../networks/policy-file.js";
import type { NetworkPolicy } from "../policies/network-policy.js";
import type { Task } from "../tasks/task.js";
import { ENV_OPTIONS, type EnvOptions, environmentOfFile, expectNoneForDataSet } from "./env-option.js";

/** What says which task a policy is for, besides its file. */
export interface PolicyOptions extends EnvOptions {
  /** `--task`: the data set that it was made for, of which a module may lie anywhere. */
  readonly task?: string;
}

/**
 * Reads a policy and loads the task that it was made for.
 * @throws InputError when the file is no policy, or the policy does not fit its task
 */
export async function readPolicyOfTask(
  file: string,
  options: PolicyOptions = {},
): Promise<{ policy: PolicyFile; task: Task }> {
  const { readPolicy } = await import("../networks/policy-file.js");
  const policy = await readPolicy(file);
  return { policy, task: await taskOfFile(policy, file, options) };
}

/**
 * The task that a file's policy was made for.
 * @throws InputError when it does not fit it, or the options name another
 */
export async function taskOfFile(policy: PolicyFile, file: string, options: PolicyOptions): Promise<Task> {
  const { environmentOf, slugOf } = await import("../adapters/environments.js");
  const { isModule, taskNames, taskOf } = await import("../tasks/tasks.js");
  const { task: named } = options;
  const own = environmentOf(policy);
  const env = own && (await environmentOfFile(own, options, file));
  const other = (name: string) =>
    new InputError(`option --task: expected ${name}, for which ${file} was made, got ${named}`);
  const module = named !== undefined && isModule(named) ? named : undefined;
  if (module !== undefined && (env || taskNames.includes(policy.task!))) throw other(env?.id ?? policy.task!);
  const task = await inFile(file, () => taskOf(policy, env, module));
  if (named !== undefined && module === undefined && ![task.name, slugOf(task.name)].includes(named)) {
    throw other(task.name);
  }
  if (!env) expectNoneForDataSet(ENV_OPTIONS, options, task.name);
  return task;
}

/** A policy, and the environment that it acts in. */
export interface OpenPolicy {
  readonly file: PolicyFile;
  readonly reference: EnvReference;
  readonly env: Env;
  readonly policy: NetworkPolicy;
}

/**
 * Reads a policy that acts, and says where.
 * @throws InputError when the file is no policy that acts in an environment
 */
export async function readActingPolicy(
  path: string,
  options: EnvOptions,
): Promise<Pick<OpenPolicy, "file" | "reference">> {
  const { readPolicy } = await import("../networks/policy-file.js");
  const { environmentOf } = await import("../adapters/environments.js");
  const file = await readPolicy(path);
  const own = environmentOf(file);
  if (!own) {
    throw new InputError(`${path}: expected a policy that acts in an environment, got one for ${file.task}`);
  }
  return { file, reference: await environmentOfFile(own, options, path) };
}

/**
 * Reads a policy and opens the environment that it acts in.
 * @throws InputError when the file is no policy that acts in an environment
 */
export async function openPolicy(path: string, options: EnvOptions): Promise<OpenPolicy> {
  const { adapterOf, openEnv } = await import("../adapters/environments.js");
  const { networkPolicy } = await import("../adapters/network-policy.js");
  const { file, reference } = await readActingPolicy(path, options);
  const env = await openEnv(reference);
  try {
    const policy = await inFile(path, async () => networkPolicy(file, await adapterOf(reference.id), env));
    return { file, reference, env, policy };
  } catch (error) {
    env.close();
    throw error;
  }
}
