import { closest } from "../../envs/closest.js";
import type { Command } from "./command.js";

/** What was typed and what could have been. */
export interface Usage {
  readonly words: readonly string[];
  readonly commands: readonly Command[];
  /** Names of the options of the command in question, without dashes. */
  readonly options: readonly string[];
}

/** Says what yargs found wrong in the words, in the form of all our messages: what, what was expected, what came. */
export function explainUsageError(message: string, usage: Usage): string {
  const unknown = /^Unknown (?:argument|command)s?: ([^,]+)/.exec(message);
  if (unknown) return explainUnknown(unknown[1]!, usage);
  const option = /^(?:Missing required arguments?|Not enough arguments following): ([^,]+)/.exec(message);
  if (option) return `option --${option[1]}: expected a value, got none`;
  const positional = /^Not enough non-option arguments: got (\d+), need at least (\d+)/.exec(message);
  if (positional) {
    const { path } = locate(usage);
    return `command ${path}: expected ${positional[2]} more words, got ${positional[1]} (see aann-gym ${path} --help)`;
  }
  const both = /^Arguments (\S+) and (\S+) are mutually exclusive/.exec(message);
  if (both) return `options --${both[1]} and --${both[2]}: expected one of the two, got both`;
  const dependent = /^Missing dependent arguments:\s+(\S+) -> (\S+)/.exec(message);
  if (dependent) return `option --${dependent[1]}: expected --${dependent[2]} with it, got none`;
  return message;
}

function explainUnknown(name: string, usage: Usage): string {
  const { path, next } = locate(usage);
  if (usage.words.some((word) => word.startsWith("-") && word.replace(/^-+/, "").startsWith(name))) {
    const [known] = closest(name, usage.options);
    const dashes = name.length > 1 ? "--" : "-";
    const hint = known ? `did you mean --${known}?` : `see aann-gym ${path ? `${path} ` : ""}--help`;
    return `option ${dashes}${name}: expected an option of ${path || "aann-gym"}, got an unknown one; ${hint}`;
  }
  if (next.length === 0) return `command ${path}: expected no further word, got ${name}`;
  const names = next.map((command) => command.name);
  const [known] = closest(name, names);
  const hint = known ? `; did you mean ${known}?` : "";
  return `command${path && ` ${path}`}: expected one of ${names.join(", ")}, got ${name}${hint}`;
}

/** The command that the words name as far as they make sense, and the commands that could follow it. */
function locate({ words, commands }: Usage): { path: string; next: readonly Command[] } {
  let next = commands;
  const path: string[] = [];
  for (const word of words) {
    const found = next.find((command) => command.name === word);
    if (!found) continue;
    path.push(word);
    next = found.commands;
  }
  return { path: path.join(" "), next };
}
