import { InputError } from "../errors.js";
import type { Task } from "./task.js";

const modules: Readonly<Record<string, () => Promise<Task>>> = {
  "car-racing": async () => (await import("./car-racing/car-racing.js")).carRacing,
  "fashion-mnist": async () => (await import("./fashion-mnist.js")).fashionMnist,
  mnist: async () => (await import("./mnist.js")).mnist,
};

/** Names of all tasks. */
export const taskNames: readonly string[] = Object.keys(modules);

/**
 * Loads a task by its name.
 * @throws InputError when there is no such task
 */
export async function loadTask(name: string): Promise<Task> {
  const load = Object.hasOwn(modules, name) ? modules[name] : undefined;
  if (!load) throw new InputError(`expected a task out of ${taskNames.join(", ")}, got ${name}`);
  return load();
}
