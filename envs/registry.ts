import { closest } from "./closest.js";
import { describe } from "./describe.js";
import type { Env } from "./env.js";
import { expectOptions } from "./options.js";
import { OrderEnforcing } from "./wrappers/order-enforcing.js";
import { TimeLimit } from "./wrappers/time-limit.js";
import type { Wrapper } from "./wrappers/wrapper.js";

/** What the registry knows of an environment (gymnasium.envs.registration.EnvSpec). */
export interface EnvSpec<Options extends object = object> {
  /** `Name-vN` or `namespace/Name-vN`. A new version whenever results change. */
  readonly id: string;
  /** Makes the environment. Import the module inside, so that environments nobody makes cost nothing. */
  entryPoint(options: Options): Env | Promise<Env>;
  /** After how many steps `make` truncates an episode. Without it episodes may be endless. */
  readonly maxEpisodeSteps?: number;
  /** The mean return from which the task counts as solved. */
  readonly rewardThreshold?: number;
  /** The same environment in Gymnasium, where it has one whose results ours gives to the bit. */
  readonly gymnasium?: GymnasiumEntry;
  /** What options meant that were left out when files of version 1 were written, where that is another thing today. */
  readonly formerDefaults?: Readonly<Record<string, string | number | boolean>>;
}

/** What Gymnasium's own registry has under an environment's id, for files that Python reads. */
export interface GymnasiumEntry {
  /** `module:Class`. */
  readonly entryPoint: string;
  /** The same for many environments at once, where Gymnasium has a class for that. */
  readonly vectorEntryPoint?: string;
  /** What the registry gives the class, with Python's names. */
  readonly kwargs?: Readonly<Record<string, unknown>>;
  /** Our options that Gymnasium's class has too, under their names in snake_case. */
  readonly options?: readonly string[];
  /** Our options that choose how the same task is computed, with what gives Gymnasium's results to the bit. */
  readonly exact?: Readonly<Record<string, unknown>>;
}

/** What `make` takes for every environment, beside the environment's own options. */
export interface MakeOptions {
  /** After how many steps an episode is truncated instead of the specification's limit. Infinity: never. */
  readonly maxEpisodeSteps?: number;
}

/**
 * The types of the registered environments, by id: their options, and what `make` gives for options of type `Options`.
 * A module that registers an environment adds a line, so that those who make it get its types:
 *
 *     declare module "aann-gym/envs" {
 *       interface EnvMap<Options> {
 *         "Corridor-v0": { options: CorridorOptions; env: Corridor };
 *       }
 *     }
 */
// biome-ignore lint/suspicious/noEmptyInterface: others add to it.
// biome-ignore lint/correctness/noUnusedVariables: those who add to it may use `Options`.
export interface EnvMap<Options = unknown> {}

/** The options of an environment. */
export type OptionsOf<Id extends keyof EnvMap> = EnvMap[Id]["options"] & MakeOptions;

/** An environment made with options of type `Options`. */
export type EnvOf<Id extends keyof EnvMap, Options> = EnvMap<Options>[Id]["env"];

/** The options, without any that the environment does not have. */
export type Known<Id extends keyof EnvMap, Options> = Options & {
  readonly [Key in Exclude<keyof Options, keyof OptionsOf<Id>>]: never;
};

const specs = new Map<string, EnvSpec>();

/**
 * Adds an environment.
 * @throws {TypeError} when the id is not of the form `Name-vN`.
 * @throws {Error} when the id is taken.
 */
export function register<Options extends object>(spec: EnvSpec<Options>): void {
  parseId(spec.id);
  if (specs.has(spec.id)) throw new Error(`expected a new environment id, got ${spec.id} a second time`);
  specs.set(spec.id, spec as EnvSpec);
}

/** All registered environments, by id. */
export function registered(): readonly EnvSpec[] {
  return [...specs.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * What is registered under an id.
 * @throws {TypeError} when the id is not of the form `Name-vN`.
 * @throws {RangeError} when there is no such environment.
 */
export function specOf(id: string): EnvSpec {
  if (typeof id !== "string") throw new TypeError(`expected the id of an environment, got ${describe(id)}`);
  const found = specs.get(id);
  if (found) return found;
  const { name } = parseId(id);
  const versions = versionsOf(name);
  if (versions.length > 0) {
    throw new RangeError(`expected a registered version of ${name} (${versions.join(", ")}), got ${id}`);
  }
  const near = closest(id, [...specs.keys()]);
  throw new RangeError(`expected the id of a registered environment, got ${id}${didYouMean(near)}`);
}

/**
 * Makes an environment: `await make("CartPole-v1")`. It enforces the order of calls and the time limit of its
 * specification. Options other than `MakeOptions` go to the environment.
 * @throws {TypeError} when the id is not of the form `Name-vN`.
 * @throws {RangeError} when there is no such environment, or an option is out of range.
 */
export async function make<Id extends keyof EnvMap, const Options extends OptionsOf<Id> = NoOptions>(
  id: Id,
  options?: Known<Id, Options>,
): Promise<Wrapper<EnvOf<Id, Options>>>;
export async function make<Id extends string>(
  id: Id extends keyof EnvMap ? never : Id,
  options?: MakeOptions & Readonly<Record<string, unknown>>,
): Promise<Wrapper<Env>>;
export async function make(id: string, given: MakeOptions = {}): Promise<Wrapper<Env>> {
  const spec = specOf(id);
  expectOptions("make", given);
  const { maxEpisodeSteps, ...options } = given;
  const env = new OrderEnforcing(await spec.entryPoint(options));
  const limit = maxEpisodeSteps ?? spec.maxEpisodeSteps ?? Infinity;
  return limit === Infinity ? env : new TimeLimit(env, limit);
}

/** The type of options that are not given. */
export type NoOptions = Readonly<Record<never, never>>;

function parseId(id: string): { name: string; version: number } {
  const match = /^((?:[\w:-]+\/)?[\w:.-]+?)-v(\d+)$/.exec(id);
  if (match) return { name: match[1], version: Number(match[2]) };
  const newest = versionsOf(id).at(-1);
  const names = [...new Set([...specs.keys()].map((known) => parseId(known).name))];
  const near = closest(id, names).map((name) => versionsOf(name).at(-1)!);
  const hint = newest ? `; the newest version is ${newest}` : didYouMean(near);
  throw new TypeError(`expected an environment id of the form Name-vN, got ${id}${hint}`);
}

/** Ids of an environment's versions, oldest first. */
function versionsOf(name: string): string[] {
  return [...specs.keys()]
    .filter((id) => parseId(id).name === name)
    .sort((a, b) => parseId(a).version - parseId(b).version);
}

function didYouMean(ids: readonly string[]): string {
  return ids.length > 0 ? `; did you mean ${ids.join(" or ")}?` : "";
}
