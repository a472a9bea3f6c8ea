import { existsSync } from "node:fs";
import { InputError } from "../errors.js";
import type { EnvReference } from "../networks/policy.js";
import { choiceOption, pathOption, refuseUnused } from "./options.js";

const PHYSICS = ["box2d-wasm", "float32"] as const;

/** What `--env`, `--env-options` and `--physics` said. */
export interface EnvOptions {
  readonly env?: string;
  readonly envOptions?: Readonly<Record<string, unknown>>;
  readonly physics?: string;
}

/** `--env`: the environment, by its id or as a user's module. */
export const envOption = {
  requiresArg: true,
  coerce: pathOption("env", "the id of an environment, or a module that exports one"),
  describe: "Environment: an id such as CartPole-v1, or a module of yours such as ./corridor.js",
} as const;

/** `--env-options`: what `make` takes besides the id. */
export const envOptionsOption = {
  requiresArg: true,
  coerce: jsonObject,
  describe: "Options of the environment as JSON, for instance '{\"continuous\":true}'",
} as const;

/** `--physics`: short for an environment option of that name. */
export const physicsOption = {
  requiresArg: true,
  coerce: choiceOption("physics", PHYSICS),
  describe:
    "Physics engine of Box2D environments: box2d-wasm, or float32, which equals Gymnasium's to the bit",
} as const;

function jsonObject(word: unknown): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(String(word));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as never;
  } catch {
    // Said below.
  }
  throw new InputError(`option --env-options: expected a JSON object like {"continuous":true}, got ${word}`);
}

/**
 * Refuses options that mean nothing for a data set.
 * @throws InputError when one of these options was given
 */
export function expectNoneForDataSet<Name extends string>(
  names: readonly Name[],
  options: Readonly<Partial<Record<Name, unknown>>>,
  task: string,
): void {
  refuseUnused(options, names, "for policies that act in an environment", `for ${task}`);
}

/** The options that say which environment is meant, as `expectNoneForDataSet` takes them. */
export const ENV_OPTIONS = ["env", "envOptions", "physics"] as const;

/** The options that replace an environment's own. */
export function overridesOf({ envOptions, physics }: EnvOptions): EnvReference["options"] {
  return { ...envOptions, ...(physics !== undefined && { physics }) } as EnvReference["options"];
}

/**
 * The environment that was asked for; undefined when none was.
 * @param what where it was asked for, for messages
 * @throws InputError when there is none such
 */
export async function environmentOfOptions(
  options: EnvOptions,
  what = "option --env",
): Promise<EnvReference | undefined> {
  const { env: word } = options;
  if (word === undefined) return undefined;
  const { environmentNamed, loadUserModule, modulePath, specOfEnv } = await import(
    "../adapters/environments.js"
  );
  const overrides = overridesOf(options);
  if (/\.m?js$/.test(word)) {
    if (!existsSync(word)) throw new InputError(`${what}: expected a module, got no such file: ${word}`);
    const { spec } = await loadUserModule(word);
    return { id: spec.id, options: overrides, module: modulePath(word) };
  }
  const id = environmentNamed(word) ?? word;
  const { specOf } = await import("../../envs/index.js");
  try {
    specOf(id);
  } catch (error) {
    throw new InputError(`${what}: ${(error as Error).message}`, { cause: error });
  }
  await specOfEnv({ id });
  return { id, options: overrides };
}

/** As `environmentOfOptions`; the default environment when none was asked for. */
export async function environmentOrDefault(options: EnvOptions): Promise<EnvReference> {
  const { DEFAULT_ENV } = await import("../../envs/index.js");
  return (await environmentOfOptions(options)) ?? { id: DEFAULT_ENV, options: overridesOf(options) };
}

/**
 * The environment that a policy or a recording is for, with what the options change of it.
 * @param reference as the file says
 * @param source the file, for messages
 * @throws InputError when `--env` names another environment, or the file a module outside this folder
 */
export async function environmentOfFile(
  reference: EnvReference,
  options: EnvOptions,
  source: string,
): Promise<EnvReference> {
  const { checkModule } = await import("../adapters/environments.js");
  const asked = await environmentOfOptions(options);
  if (asked && asked.id !== reference.id) {
    throw new InputError(
      `option --env: expected ${reference.id}, for which ${source} was made, got ${asked.id}`,
    );
  }
  if (!asked) checkModule(reference, source);
  const module = asked?.module ?? reference.module;
  return {
    id: reference.id,
    options: { ...reference.options, ...overridesOf(options) },
    ...(module !== undefined && { module }),
  };
}
