import { InputError } from "../errors.js";
import type { Task } from "./task.js";

const modules: Readonly<Record<string, () => Promise<Task>>> = {
  "car-racing": async () => (await import("./imitation.js")).carRacing,
  "fashion-mnist": async () => (await import("./fashion-mnist.js")).fashionMnist,
  mnist: async () => (await import("./mnist.js")).mnist,
};

/** Names of all tasks. */
export const taskNames: readonly string[] = Object.keys(modules);

/**
 * Loads a task by its name.
 * @param encoding how outputs are read, where there are several ways (default: the task's first)
 * @throws InputError when there is no such task, or it has no such encoding
 */
export async function loadTask(name: string, encoding?: string): Promise<Task> {
  const load = Object.hasOwn(modules, name) ? modules[name] : undefined;
  if (!load) throw new InputError(`expected a task out of ${taskNames.join(", ")}, got ${name}`);
  const task = await load();
  return encoding === undefined ? task : encoded(task, encoding);
}

function encoded({ name, encodings = {} }: Task, encoding: string): Task {
  const task = Object.hasOwn(encodings, encoding) ? encodings[encoding] : undefined;
  if (task) return task;
  const expected = Object.keys(encodings);
  throw new InputError(
    `expected ${expected.length > 0 ? `an encoding out of ${expected.join(", ")}` : `no encoding for ${name}`}, got ${encoding}`,
  );
}
