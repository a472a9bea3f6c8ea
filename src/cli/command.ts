import type { ArgumentsCamelCase, Argv } from "yargs";
import { InputError } from "../errors.js";
import type { Session } from "./session.js";

/** Options that every command takes. */
export interface GlobalOptions {
  readonly json: boolean;
  readonly seed: number;
  readonly verbose: boolean;
}

/** What a command leaves behind. With `--json` the program prints `json`, otherwise `text`, and nothing else. */
export interface Outcome {
  readonly json: object;
  /** For people; without the last line feed. */
  readonly text: string;
  /** One sentence when the command did its work and found its input wanting: printed on standard error, exit code 2. */
  readonly failure?: string;
}

/** Tells the program which command the words chose; the program runs it once all words are understood. */
export type Choose = (options: GlobalOptions, run: (session: Session) => Promise<Outcome>) => void;

/** A command as the program sees it, whatever its options are. */
export interface Command {
  readonly name: string;
  /** Its sub-commands, for a group. */
  readonly commands: readonly Command[];
  /** Names of the words that may follow it, without the brackets: `episode`. */
  readonly positionals: readonly string[];
  register(parser: Argv<GlobalOptions>, choose: Choose): void;
}

export interface CommandDefinition<Options extends GlobalOptions> {
  /** The command's name and its positional arguments, in yargs' form: `show <episode>`. */
  readonly words: string;
  /** One line for the list of commands. */
  readonly describe: string;
  /** Commands that may follow this one's name, as `bench imitation`. */
  readonly commands?: readonly Command[];
  /** Declares options, positional arguments and examples. Runs when the command is asked for. */
  readonly builder: (parser: Argv<GlobalOptions>) => Argv<Options>;
  /** Does the work. Import what is heavy here, so that other commands start quickly. */
  readonly run: (options: ArgumentsCamelCase<Options>, session: Session) => Promise<Outcome>;
}

/** A command with its own options. */
export function defineCommand<Options extends GlobalOptions>({
  words,
  describe,
  commands = [],
  builder,
  run,
}: CommandDefinition<Options>): Command {
  return {
    name: words.split(" ")[0],
    commands,
    positionals: [...words.matchAll(/[<[]([\w-]+)/g)].map(([, name]) => name!),
    register(parser, choose) {
      const build = (own: typeof parser) => {
        for (const command of commands) command.register(own, choose);
        return builder(own);
      };
      parser.command(words, describe, build, (options) =>
        choose(options, (session) => run(options, session)),
      );
    },
  };
}

/** Commands under one name, as `recordings list` and `recordings show`. */
export function defineGroup(name: string, describe: string, commands: readonly Command[]): Command {
  const names = commands.map((command) => command.name).join(", ");
  return {
    name,
    commands,
    positionals: [],
    register(parser, choose) {
      parser.command(
        name,
        describe,
        (group) => {
          for (const command of commands) command.register(group, choose);
          return group;
        },
        () => {
          throw new InputError(`command ${name}: expected one of ${names}, got none`);
        },
      );
    },
  };
}
