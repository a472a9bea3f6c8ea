import { taskNames } from "../tasks/tasks.js";
import { choiceOption } from "./options.js";

/** `--task`, as yargs takes it. */
export const taskOption = {
  requiresArg: true,
  coerce: choiceOption("task", taskNames),
  describe: `Task: ${taskNames.join(" or ")}`,
} as const;
