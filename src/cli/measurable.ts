import { InputError } from "../errors.js";
import type { EvaluateOptions, Measurement, Task } from "../tasks/task.js";
import { type PolicyOptions, readPolicyOfTask, taskOfFile } from "./policy.js";

/** Something to measure: one policy, or a family that votes. */
export interface Measurable {
  readonly task: Task;
  evaluate(options: EvaluateOptions): Promise<Measurement>;
}

/**
 * Reads a policy file or a family file, and loads the task that it was made for.
 * @throws InputError when it is neither, it does not fit its task, or families do not vote there
 */
export async function readMeasurable(file: string, options: PolicyOptions): Promise<Measurable> {
  const { readFamily, startsAsFamily } = await import("../sense/families/family-file.js");
  if (!(await startsAsFamily(file))) {
    const { policy, task } = await readPolicyOfTask(file, options);
    return { task, evaluate: (options) => task.evaluate(policy, options) };
  }
  const family = await readFamily(file);
  const task = await taskOfFile(family.base, file, options);
  const { evaluateVote } = task;
  if (!evaluateVote) throw new InputError(`${file}: expected a policy for ${task.name}, got a family`);
  return { task, evaluate: (options) => evaluateVote(family, options) };
}
