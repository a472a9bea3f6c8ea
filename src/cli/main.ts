import type { WriteStream } from "node:tty";
import { inspect } from "node:util";
import yargs, { type Argv, type Options } from "yargs";
import { InputError } from "../errors.js";
import { withoutSecrets } from "../jobs/cluster/address.js";
import { printable, printableLine } from "../text.js";
import { packageVersion } from "../version.js";
import type { Choose, GlobalOptions, Outcome } from "./command.js";
import { commands } from "./commands.js";
import { BAD_INPUT, describeFailure, SUCCESS, UNEXPECTED } from "./failure.js";
import { endHungCalls } from "./hung-calls.js";
import { catchInterrupts } from "./interrupts.js";
import { isNumberCheck, seedOption } from "./options.js";
import { openSession, type Streams } from "./session.js";
import { explainDoubled, explainUsageError, plainWords, wrongCommand } from "./usage-errors.js";

/** Columns of the help text, where the terminal has them. */
const WIDEST = 110;

/**
 * The command line program.
 * @param words what stands after the program's name
 * @param streams where it reads and writes
 * @returns the exit code: 0, 2 for bad input, 130 after Ctrl-C, 1 for a bug
 */
export async function main(words: string[], streams: Streams = process): Promise<number> {
  const { stdout, stderr } = streams;
  listenOnce(stdout, endWithOutput);
  // Where nobody can be told, the work still counts.
  listenOnce(stderr, endWithReader);
  try {
    const task = await understand(words, stdout.columns);
    if (!("help" in task)) return await carryOut(words, task, streams);
    stdout.write(`${task.help}\n`);
    return SUCCESS;
  } catch (error) {
    const { line, code } = describeFailure(error);
    stderr.write(`aann-gym: ${withoutSecrets(line)}\n`);
    if (words.includes("--verbose")) stderr.write(`${withoutSecrets(inspect(error))}\n`);
    return code;
  }
}

interface Task {
  readonly options: GlobalOptions;
  readonly run: Parameters<Choose>[1];
}

/**
 * Finds the command that the words name, or the help text that they ask for. Nothing of the command has run yet.
 * @throws InputError when they name none, or with options that it does not take
 */
export async function understand(typed: string[], columns?: number): Promise<Task | { help: string }> {
  const plain = plainWords(typed);
  const asksForHelp = plain.length === 0 || plain.some((word) => word === "--help" || word === "-h");
  // Whatever else was typed, and may be wrong, the help is the same.
  const words = asksForHelp ? [...commandOf(plain), "--help"] : plain;
  let task: Task | undefined;
  let help = "";
  const parser = program(words, (options, run) => {
    task = { options, run };
  }).wrap(Math.min(WIDEST, columns ?? WIDEST));
  try {
    await parser.parseAsync(words, {}, (error: Error | undefined, _options: unknown, output: string) => {
      if (error) throw error;
      help = output;
    });
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    // yargs itself stumbles over some words, "-_" for one.
    throw new InputError(`expected the words of a command (see aann-gym --help), got ${words.join(" ")}`, {
      cause,
    });
  }
  if (task === undefined && help === "")
    throw new InputError("expected a command, got none (see aann-gym --help)");
  return task ?? { help };
}

/** The words that name a command. @throws InputError when they name none */
function commandOf(words: readonly string[]): string[] {
  const wrong = wrongCommand({ words, commands });
  if (wrong) throw new InputError(wrong);
  let next = commands;
  return words.filter((word) => {
    const found = next.find(({ name }) => name === word);
    next = found?.commands ?? next;
    return found !== undefined;
  });
}

function program(words: string[], choose: Choose): Argv<GlobalOptions> {
  const refuseDoubled = () => {
    const { array, boolean, alias } = optionsOf(parser);
    const doubled = explainDoubled(words, [...array, ...boolean], alias);
    if (doubled) throw new InputError(doubled);
  };
  const forHelp = words.includes("--help");
  const parser = yargs()
    .scriptName("aann-gym")
    .usage(
      "$0 <command>\n\nRecords, clones and searches policies with weights −1, 0 and +1, for any environment.",
    )
    .option("json", { type: "boolean", default: false, describe: "Print one JSON object and nothing else" })
    .option("seed", {
      default: 0,
      requiresArg: true,
      coerce: seedOption("seed"),
      number: forHelp,
      describe: "Start of all random numbers; the same seed gives the same result",
    })
    .option("verbose", { type: "boolean", default: false, describe: "Show where an error came from" })
    .version(packageVersion())
    .help()
    .alias("help", "h")
    .detectLocale(false)
    // The first group stands first: a command's own options join it.
    .group(["help"], "Options:")
    .group(["json", "seed", "verbose", "version"], "Options of every command:")
    .parserConfiguration({ "dot-notation": false, "parse-numbers": false })
    .strict()
    .fail((message, error) => {
      refuseDoubled();
      if (!message) throw error;
      const options = Object.keys(optionsOf(parser).key);
      throw new InputError(explainUsageError(message, { words, commands, options }));
    });
  const chooseOnce: Choose = (options, run) => {
    refuseDoubled();
    choose(options, run);
  };
  if (forHelp) showNumbers(parser);
  for (const command of commands) command.register(parser, chooseOnce);
  return parser;
}

/**
 * Has help name the type of numbers too. Where words are understood yargs is not told: it would make numbers of words
 * that are none, and the checkers would not know what was typed.
 */
function showNumbers(parser: Argv<GlobalOptions>): void {
  const option = parser.option.bind(parser) as (name: string, own: Options) => typeof parser;
  Object.assign(parser, {
    option: (name: string, own: Options) =>
      option(name, isNumberCheck(own.coerce) ? { ...own, number: true } : own),
  });
}

/** The options that a parser knows, by kind. yargs has `getOptions`, its type declarations lack it. */
interface KnownOptions {
  readonly key: Readonly<Record<string, boolean>>;
  readonly array: readonly string[];
  readonly boolean: readonly string[];
  /** Other names, by each name. */
  readonly alias: Readonly<Record<string, readonly string[]>>;
}

function optionsOf(parser: unknown): KnownOptions {
  return (parser as { getOptions(): KnownOptions }).getOptions();
}

async function carryOut(words: readonly string[], { options, run }: Task, streams: Streams): Promise<number> {
  const interrupts = catchInterrupts(streams.stderr);
  try {
    endHungCalls(interrupts, streams.stderr);
    process.on("beforeExit", endInVain);
    const outcome = await run(openSession(words, options, streams, interrupts.signal));
    report(outcome, options.json, streams);
    return interrupts.exitCode ?? (outcome.failure ? BAD_INPUT : SUCCESS);
  } catch (error) {
    if (interrupts.exitCode === undefined || !isAbort(error)) throw error;
    report(
      { json: { interrupted: true }, text: "Stopped before there was a result." },
      options.json,
      streams,
    );
    return interrupts.exitCode;
  } finally {
    interrupts.release();
    process.off("beforeExit", endInVain);
  }
}

/** Whether work ended because the signal asked it to, and not because something went wrong while it was ending. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

function report({ json, text, failure }: Outcome, asJson: boolean, { stdout, stderr }: Streams): void {
  const shown = asJson ? JSON.stringify(json) : printable(text);
  if (shown) stdout.write(`${shown}\n`);
  if (failure) stderr.write(`aann-gym: ${printableLine(failure)}\n`);
}

function listenOnce(stream: WriteStream, listener: (error: NodeJS.ErrnoException) => void): void {
  if (!stream.listeners("error").includes(listener)) stream.on("error", listener);
}

/** Nothing can happen any more in the program, and yet the command waits. */
function endInVain(): never {
  process.stderr.write(
    "aann-gym: expected a promise to be settled, which never can be: of a module of yours, or a bug\n",
  );
  process.exit(UNEXPECTED);
}

/** The reader has gone, as in `aann-gym … | head`. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(SUCCESS);
}

/** The result cannot be written: a full disk behind `> file`. */
function endWithOutput(error: NodeJS.ErrnoException): void {
  endWithReader(error);
  const { line, code } = describeFailure(Object.assign(error, { path: "standard output" }));
  process.stderr.write(`aann-gym: ${line}\n`);
  process.exit(code);
}
