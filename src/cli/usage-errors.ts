import { InputError } from "../errors.js";
import type { Command } from "./command.js";
import { didYouMean } from "./options.js";

/** What was typed and what could have been. */
export interface Usage {
  readonly words: readonly string[];
  readonly commands: readonly Command[];
  /** Names of the options of the command in question, without dashes. */
  readonly options: readonly string[];
}

/** Says what yargs found wrong in the words, in the form of all our messages: what, what was expected, what came. */
export function explainUsageError(message: string, usage: Usage): string {
  const wrong = wrongCommand(usage);
  if (wrong) return wrong;
  const unknown = /^Unknown (?:argument|command)s?: ([^,]+)/.exec(message);
  if (unknown) return explainUnknown(unknown[1], usage);
  const option = /^(?:Missing required arguments?|Not enough arguments following): ([^,]+)/.exec(message);
  if (option) return explainMissing(option[1], usage);
  const positional = /^Not enough non-option arguments: got (\d+), need at least (\d+)/.exec(message);
  if (positional) {
    const { path, command } = locate(usage);
    const [missing] = command!.positionals.slice(Number(positional[1]));
    return `command ${path}: expected its <${missing}>, got none; see aann-gym ${path} --help`;
  }
  const both = /^Arguments (\S+) and (\S+) are mutually exclusive/.exec(message);
  if (both) return `options --${both[1]} and --${both[2]}: expected one of the two, got both`;
  const dependent = /^Missing dependent arguments:\s+(\S+) -> (\S+)/.exec(message);
  if (dependent) return `option --${dependent[1]}: expected --${dependent[2]} with it, got none`;
  return blamePositional(message, usage);
}

/** The first words name a command. Where they do not, whatever else is wrong is the consequence. */
export function wrongCommand({ words, commands }: Pick<Usage, "words" | "commands">): string | undefined {
  let next = commands;
  const path: string[] = [];
  for (const word of words) {
    if (word.startsWith("-") || next.length === 0) return undefined;
    const found = next.find((command) => command.name === word);
    if (!found) return unknownCommand(path.join(" "), next, word);
    // Its own words may follow, or the name of a command below it.
    if (found.positionals.length > 0) return undefined;
    path.push(word);
    next = found.commands;
  }
  return undefined;
}

function unknownCommand(path: string, next: readonly Command[], word: string): string {
  const names = next.map((command) => command.name);
  return `command${path && ` ${path}`}: expected one of ${names.join(", ")}, got ${word}${didYouMean(word, names)}`;
}

/** A word may stand where an option was meant: `evaluate best.json`. */
function explainMissing(option: string, usage: Usage): string {
  const { path, command } = locate(usage);
  const following = usage.words.slice(path.split(" ").length);
  const first = following.findIndex((word) => word.startsWith("-"));
  const plain = first < 0 ? following : following.slice(0, first);
  const surplus = plain[command?.positionals.length ?? plain.length];
  if (surplus === undefined) return `option --${option}: expected a value, got none`;
  return surplusWord(path, surplus, option);
}

function surplusWord(path: string, word: string, option: string | undefined): string {
  const hint = option === undefined ? "" : `; did you mean --${option} ${word}?`;
  return `command ${path}: expected no further word, got ${word}${hint}`;
}

/** Options that take what looks like such a word. */
const MEANT: readonly (readonly [looks: RegExp, option: string])[] = [
  [/\.json$/, "policy"],
  [/\.json$/, "from"],
  [/-v\d+$|\.m?js$/, "env"],
  [/^(fashion-)?mnist$/, "task"],
];

/** The makers of options check words that belong to no option too. */
function blamePositional(message: string, usage: Usage): string {
  const { path, command } = locate(usage);
  const [start, name] = /^option --([\w-]+):/.exec(message) ?? [];
  if (start === undefined || !command?.positionals.includes(name!)) return message;
  return `command ${path}:${message.slice(start.length)}`;
}

function explainUnknown(name: string, usage: Usage): string {
  const { path, next } = locate(usage);
  if (usage.words.some((word) => word.startsWith("-") && word.replace(/^-+/, "").startsWith(name))) {
    const dashes = name.length > 1 ? "--" : "-";
    const hint = didYouMean(name, usage.options, "--") || `; see aann-gym ${path ? `${path} ` : ""}--help`;
    return `option ${dashes}${name}: expected an option of ${path || "aann-gym"}, got an unknown one${hint}`;
  }
  if (next.length === 0) {
    const meant = MEANT.find(([looks, option]) => looks.test(name) && usage.options.includes(option));
    return surplusWord(path, name, meant?.[1]);
  }
  return unknownCommand(path, next, name);
}

/**
 * Says which option is there twice, though it takes one value: yargs would take the last.
 * @param several names of the options that take several values, or none
 * @param alias other names, by each name
 */
export function explainDoubled(
  words: readonly string[],
  several: readonly string[],
  alias: Readonly<Record<string, readonly string[]>>,
): string | undefined {
  const seen = new Set<string>();
  for (const word of words) {
    const [, name] = /^--([\w-]+)(?:=|$)/.exec(word) ?? [];
    if (name === undefined || several.includes(name)) continue;
    if (seen.has(name)) return `option --${name}: expected it once, got it twice`;
    for (const each of [name, ...(alias[name] ?? [])]) seen.add(each);
  }
  return undefined;
}

/**
 * The words as yargs understands them. `help train` is `train --help`. What follows `--` are words for the command and
 * no options (POSIX, 12.2, guideline 10): they go before the options, since some of those take all words that follow.
 * @throws InputError where one of them begins with a dash, or is not UTF-8: Node has put another letter in its place,
 * and it names another file
 */
export function plainWords(words: readonly string[]): string[] {
  const damaged = words.find((word) => word.includes("\uFFFD"));
  if (damaged !== undefined) throw new InputError(`expected words in UTF-8, got ${damaged}`);
  if (words[0] === "help") return plainWords([...words.slice(1), "--help"]);
  const end = words.indexOf("--");
  if (end < 0) return [...words];
  const [options, operands] = [words.slice(0, end), words.slice(end + 1)];
  const dashed = operands.find((word) => word.startsWith("-"));
  if (dashed !== undefined) {
    throw new InputError(
      `words after --: expected no option (a file of such a name is ./${dashed}), got ${dashed}`,
    );
  }
  const first = options.findIndex((word) => word.startsWith("-"));
  return first > 0 ? options.toSpliced(first, 0, ...operands) : [...options, ...operands];
}

/** The command that the words name as far as they make sense, and the commands that could follow it. */
function locate({ words, commands }: Usage): {
  path: string;
  command?: Command;
  next: readonly Command[];
} {
  let next = commands;
  let command: Command | undefined;
  const path: string[] = [];
  for (const word of words) {
    const found = next.find((command) => command.name === word);
    if (!found) continue;
    path.push(word);
    command = found;
    next = found.commands;
  }
  return { path: path.join(" "), command, next };
}
