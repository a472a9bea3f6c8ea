import type { Command } from "./command.js";

/** `completion`: yargs answers the shell's questions, and has the script that asks them. */
export const completion: Command = {
  name: "completion",
  commands: [],
  positionals: [],
  register(parser) {
    parser.command(
      "completion",
      "Print a script by which bash or zsh complete words",
      (own) =>
        own
          .example("$0 completion >> ~/.bashrc", "from the next shell on, in bash; ~/.zshrc for zsh")
          .usage("$0 completion"),
      () => void parser.showCompletionScript(),
    );
  },
};
