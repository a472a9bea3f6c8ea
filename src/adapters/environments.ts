import { relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Env } from "../../envs/env.js";
import { type EnvSpec, make, register, registered } from "../../envs/index.js";
import { InputError } from "../errors.js";
import type { EnvReference, PolicyFile } from "../networks/policy.js";
import type { EnvAdapter } from "../policies/env-adapter.js";
import { awaitUser } from "../user-calls.js";
import { toldAdapter, UserEnv } from "./user-env.js";

/** Adapters that were looked up, or that user modules brought, by environment id. */
const adapters = new Map<string, EnvAdapter>();
const modules = new Map<string, Promise<UserModule>>();
/** Files of the user modules that were loaded, by environment id. */
const moduleFiles = new Map<string, string>();

/** What a user's module exports. */
export interface UserModule {
  readonly spec: EnvSpec;
  readonly adapter?: EnvAdapter;
}

/**
 * What is special about an environment. The adapter of a built-in environment `LunarLander-v3` is the module
 * `lunar-lander/adapter.ts` in this folder; an environment without one gets an empty adapter.
 */
export async function adapterOf(id: string): Promise<EnvAdapter> {
  const known = adapters.get(id);
  if (known) return known;
  const adapter = (await builtInAdapter(slugOf(id))) ?? {};
  adapters.set(id, adapter);
  return adapter;
}

async function builtInAdapter(slug: string): Promise<EnvAdapter | undefined> {
  const url = new URL(`./${slug}/adapter.js`, import.meta.url);
  try {
    return ((await import(/* @vite-ignore */ url.href)) as { adapter: EnvAdapter }).adapter;
  } catch (error) {
    const { code, url: missing } = error as { code?: string; url?: string };
    if (code === "ERR_MODULE_NOT_FOUND" && missing === url.href) return undefined;
    throw error;
  }
}

/** `lunar-lander` for `LunarLander-v3`: the name of the adapter's folder, and what `--task` takes for it. */
export function slugOf(id: string): string {
  return id
    .replace(/^.*\//, "")
    .replace(/-v\d+$/, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, "");
}

/** The newest built-in environment with this slug; undefined when there is none. */
export function environmentNamed(slug: string): string | undefined {
  return registered().findLast(({ id }) => slugOf(id) === slug)?.id;
}

/**
 * The environment that a policy acts in; undefined for policies of static tasks. Version 1 of the file says it by the
 * name of the task.
 */
export function environmentOf({ env, task }: PolicyFile): EnvReference | undefined {
  if (env) return env;
  const id = task === undefined ? undefined : environmentNamed(task);
  if (id === undefined) return undefined;
  return { id, options: { ...registered().find((spec) => spec.id === id)?.formerDefaults } };
}

/**
 * Makes an environment.
 * @param overrides options that replace the reference's
 * @throws InputError when there is no such environment, or its options are wrong
 */
export async function openEnv(
  { id, options, module }: EnvReference,
  overrides: Readonly<Record<string, unknown>> = {},
): Promise<Env> {
  await loadModuleOf({ id, module });
  try {
    const isOurs = !ofModules.has(id);
    const { independent } = isOurs ? await adapterOf(id) : {};
    const open = async () => (await make(id, { ...independent, ...options, ...overrides })) as Env;
    if (isOurs) return await open();
    return new UserEnv(await awaitUser(`environment ${id}: expected it to be made`, open), id);
  } catch (error) {
    if (ofModules.has(id) && !(error instanceof InputError)) {
      throw new InputError(`environment ${id}: ${(error as Error | null)?.message ?? error}`, {
        cause: error,
      });
    }
    if (error instanceof RangeError || error instanceof TypeError) {
      throw new InputError(`environment ${id}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** The specification of an environment; loads its module first. @throws InputError when there is none */
export async function specOfEnv({ id, module }: Pick<EnvReference, "id" | "module">): Promise<EnvSpec> {
  await loadModuleOf({ id, module });
  const spec = registered().find((each) => each.id === id);
  if (spec) return spec;
  throw new InputError(`expected the id of a registered environment, or its module by --env, got ${id}`);
}

/** Environments that modules of the user have registered. */
const ofModules = new Set<string>();

/**
 * A module that has the environment may be loaded already, from another place than the file says: the person named it.
 */
async function loadModuleOf({ id, module }: Pick<EnvReference, "id" | "module">): Promise<void> {
  if (module !== undefined && !ofModules.has(id)) await loadUserModule(module);
}

/**
 * Loads a user's module, which exports `spec` and, if it likes, `adapter`, and registers both.
 * @throws InputError when there is no such file, or it exports something else
 */
export function loadUserModule(path: string): Promise<UserModule> {
  const file = resolve(path);
  const loaded = modules.get(file) ?? importUserModule(path, file);
  modules.set(file, loaded);
  return loaded;
}

async function importUserModule(path: string, file: string): Promise<UserModule> {
  const exported = (await importFile(path, file)) as Partial<UserModule>;
  const { spec, adapter } = exported;
  if (typeof spec?.id !== "string" || typeof spec.entryPoint !== "function") {
    throw new InputError(
      `${path}: expected a module that exports \`spec\`, with an id and an entryPoint, got ${Object.keys(exported).join(", ") || "no exports"}`,
    );
  }
  try {
    if (!registered().some(({ id }) => id === spec.id)) register(spec);
  } catch (error) {
    throw new InputError(`${path}: ${(error as Error).message}`, { cause: error });
  }
  if (adapter) adapters.set(spec.id, toldAdapter(adapter, spec.id));
  ofModules.add(spec.id);
  moduleFiles.set(spec.id, file);
  return { spec, adapter };
}

/** The file of the user's module that brought an environment; undefined when none did in this process. */
export const moduleOf = (id: string): string | undefined => moduleFiles.get(id);

/**
 * Imports a module of the user's. In it the names `aann-gym` and `aann-gym/envs` mean this package, wherever the file
 * lies.
 * @throws InputError when it cannot be loaded
 */
export async function importFile(path: string, file = resolve(path)): Promise<object> {
  await resolveThisPackage();
  try {
    return await awaitUser(
      `${path}: expected the module to be loaded`,
      async () => (await import(/* @vite-ignore */ pathToFileURL(file).href)) as object,
    );
  } catch (error) {
    throw new InputError(`${path}: expected a module that can be loaded: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

let resolving: Promise<void> | undefined;

function resolveThisPackage(): Promise<void> {
  resolving ??= (async () => {
    const { register: registerHooks } = await import("node:module");
    registerHooks("./resolve-package.js", import.meta.url);
  })();
  return resolving;
}

/** A module's path as policy files keep it: relative to the folder that the command was called in. */
export function modulePath(path: string): string {
  return `./${relative(".", path).replaceAll("\\", "/")}`;
}

/**
 * Refuses to load a module that a file names unless it lies in the current folder or below, or the person has named it
 * too: a file from elsewhere must not choose what code runs.
 * @param source the file, for the message
 * @throws InputError when it does not
 */
export function checkModule({ id, module }: EnvReference, source: string): void {
  if (module === undefined || modules.has(resolve(module)) || ofModules.has(id) || isBelow(module)) return;
  throw new InputError(
    `${source}: expected a module in this folder or below for ${id}, got ${module}; name it with --env`,
  );
}

/** Whether a file lies in the current folder or below, so that other files may name it as code to run. */
export function isBelow(module: string): boolean {
  const way = relative(".", resolve(module));
  return !way.startsWith("..") && resolve(way) === resolve(module);
}
