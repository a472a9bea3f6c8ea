import { InputError } from "../errors.js";
import type { Architecture } from "../networks/architecture.js";
import type { Policy } from "../networks/policy-file.js";
import type { Task } from "./task.js";

/**
 * Makes sure that a policy is for a task: that it sees the task's pictures, has as many outputs, and says how they are
 * read where that needs saying. What lies between is the policy's own.
 * @returns the task with outputs read as the policy says
 * @throws InputError when it is not
 */
export function checkPolicy(task: Task, { task: name, network, encoding }: Policy): Task {
  if (name !== task.name) throw new InputError(`expected a policy for ${task.name}, got one for ${name}`);
  const expected = describeShape(task.architecture(0));
  const shape = describeShape(network.architecture);
  if (shape !== expected) throw new InputError(`expected a policy ${expected}, got one ${shape}`);
  return task.withEncoding?.(encoding) ?? task;
}

function describeShape({ input, layers }: Architecture): string {
  return `from ${input.height}×${input.width}×${input.channels} pictures to ${layers.at(-1)?.out} outputs`;
}
