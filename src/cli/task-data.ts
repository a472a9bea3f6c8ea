import type { Splits } from "../tasks/data-set.js";
import type { Task } from "../tasks/task.js";
import { taskNames } from "../tasks/tasks.js";
import { choiceOption, pathOption } from "./options.js";
import type { Session } from "./session.js";

/** `--task`, as yargs takes it. */
export const taskOption = {
  requiresArg: true,
  coerce: choiceOption("task", taskNames),
  describe: `Task: ${taskNames.join(" or ")}`,
} as const;

/** `--recordings`: what car-racing learns from. */
export const recordingsOption = {
  default: "recordings",
  requiresArg: true,
  coerce: pathOption("recordings", "a folder of recordings"),
  describe: "Demonstrations to learn from, for car-racing",
} as const;

/** Reads a task's pictures, and shows how far it is. */
export function loadSplits(task: Task, recordings: string, session: Session): Promise<Splits> {
  const display = session.progress({ title: "Reading", total: 100, unit: "percent" });
  const onProgress = (done: number, total: number) => display.update((100 * done) / total);
  return task.load({ recordings, onProgress }).finally(display.stop);
}
