import type { Splits } from "../data/data-set.js";
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

/** `--encoding`: how the outputs of a policy that drives become an action. */
export const encodingOption = {
  type: "string",
  requiresArg: true,
  describe:
    "What outputs mean, for car-racing: control (steer, gas, brake; default), aim (direction and speed, by a law that sees yaw rate and speed in the picture), aim-true (is told them), turn (left, straight on, right), turn-to-aim",
} as const;

/** `--recordings`: what car-racing learns from. */
export const recordingsOption = {
  default: "recordings",
  requiresArg: true,
  coerce: pathOption("recordings", "a folder of recordings"),
  describe: "Demonstrations to learn from, for car-racing",
} as const;

/** Reads a task's pictures, and shows how far it is where that takes time. */
export function loadSplits(task: Task, recordings: string, session: Session): Promise<Splits> {
  const { onProgress, stop } = session.follow("Reading", "episodes");
  return task.load({ recordings, onProgress }).finally(stop);
}
