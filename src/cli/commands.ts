import type { Command } from "./command.js";
import { recordings } from "./recordings.js";

/** All commands, in the order of the help text. */
export const commands: readonly Command[] = [recordings];
