import { InputError } from "../../errors.js";
import { defineCommand, type GlobalOptions } from "../command.js";
import { environmentOfOptions, envOptionsOption } from "../env-option.js";
import { pathOption } from "../options.js";

interface CheckOptions extends GlobalOptions {
  readonly environment?: string;
  readonly envOptions?: Readonly<Record<string, unknown>>;
}

/** `envs check`: whether an environment keeps to the interface. */
export const check = defineCommand<CheckOptions>({
  words: "check <environment>",
  describe: "Check that an environment does what training, search and replay rely on",
  builder: (parser) =>
    parser
      .positional("environment", {
        type: "string",
        coerce: pathOption("environment", "the id of an environment, or a module that exports one"),
        describe: "An id such as CartPole-v1, or a module of yours such as ./corridor.js",
      })
      .option("env-options", envOptionsOption)
      .example("$0 envs check ./corridor.js", "an environment of your own"),
  async run({ environment, envOptions, seed }) {
    const { checkEnv } = await import("../../../envs/index.js");
    const { openEnv } = await import("../../adapters/environments.js");
    const reference = await environmentOfOptions({ env: environment, envOptions }, "command envs check");
    if (!reference) throw new InputError("expected the id of an environment or a module, got neither");
    const { toldEnv } = await import("../../adapters/user-env.js");
    const env = await openEnv(reference);
    const { id } = reference;
    const inner = "unwrapped" in env ? (env.unwrapped as typeof env) : env;
    const faults = faultsOf(() => checkEnv(reference.module ? toldEnv(inner, id) : inner, { seed }));
    return {
      json: { env: reference, faults },
      text: faults.length === 0 ? `${id} is as it should be.` : faults.join("\n"),
      ...(faults.length > 0 && {
        failure: `${environment}: ${faults.length === 1 ? "1 fault" : `${faults.length} faults`}`,
      }),
    };
  },
});

/** What `checkEnv` lists, one fault each. */
function faultsOf(look: () => void): string[] {
  try {
    look();
    return [];
  } catch (error) {
    const { message } = error as Error;
    const faults = message.split("\n- ").slice(1);
    return faults.length > 0 ? faults : [message];
  }
}
