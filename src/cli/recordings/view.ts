import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { InputError } from "../../errors.js";
import { defineCommand } from "../command.js";
import { openOption, pageOption } from "../common-options.js";
import { pathOption } from "../options.js";
import { openPolicy } from "../policy.js";
import { loadModule, moduleOption, RECORDINGS } from "./path.js";

/** `recordings view`: the page to browse a folder of recordings. */
export const view = defineCommand({
  words: "view [folder]",
  describe: "Browse recordings in the browser: replay, compare with a policy, flag, trim, delete",
  builder: (parser) =>
    parser
      .positional("folder", {
        describe: "A folder of recordings",
        default: RECORDINGS,
        coerce: pathOption("folder", "a folder"),
      })
      .option("policy", {
        requiresArg: true,
        coerce: pathOption("policy", "a policy file"),
        describe:
          "Show where this policy would have done something else; one can also be dropped on the page",
      })
      .option("env", moduleOption)
      .option("port", pageOption)
      .option("open", openOption)
      .example("$0 recordings view", "the recordings in ./recordings")
      .example("$0 recordings view laps --policy best.json", "and where best.json does not agree with them")
      .epilogue("Deleted recordings can be taken back until the command ends."),
  async run({ folder, policy: file, env, port, open }, { signal, showPage }) {
    const found = await stat(folder).catch(() => undefined);
    if (found && !found.isDirectory()) {
      throw new InputError(`option --folder: expected a folder of recordings, got the file ${folder}`);
    }
    await loadModule(env);
    const { serveLibrary } = await import("../../viewers/web/library.js");
    const policy = file === undefined ? undefined : await comparedPolicy(file);
    const serving = await serveLibrary({ folder, policy, signal, port });
    showPage(serving.url, `to browse ${folder}`, open);
    const { trimmed, deleted } = await serving.done;
    const told = [
      ...(trimmed.length > 0 ? [`New from trimming: ${trimmed.join(", ")}.`] : []),
      ...(deleted.length > 0 ? [`Deleted: ${deleted.join(", ")}.`] : []),
    ];
    return { json: { folder, trimmed, deleted }, text: told.join("\n") };
  },
});

/** @throws InputError when the file is no policy that acts in an environment */
async function comparedPolicy(file: string) {
  const { formatPolicy } = await import("../../networks/policy.js");
  const { file: content, policy, env } = await openPolicy(file, {});
  policy.close();
  env.close();
  return { name: basename(file), policy: formatPolicy(content) };
}
