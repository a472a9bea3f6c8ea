import { z } from "zod";
import type { EnvSpec } from "../../../envs/index.js";
import { expectSchema, parseJson } from "../../json.js";
import type { EnvReference } from "../../networks/policy.js";

/**
 * The specification from which Gymnasium makes the same environment (gymnasium.envs.registration.EnvSpec.to_json).
 * @returns undefined where Gymnasium has no such environment, or none with these options
 */
export function envSpecJson(spec: EnvSpec, { options }: EnvReference): string | undefined {
  const { gymnasium } = spec;
  if (!gymnasium) return undefined;
  const { maxEpisodeSteps = spec.maxEpisodeSteps ?? null, ...own } = options;
  const { options: shared = [], exact = {} } = gymnasium;
  const names = Object.keys(own);
  if (!names.every((name) => shared.includes(name) || name in exact)) return undefined;
  const kwargs = names
    .filter((name) => shared.includes(name))
    .map((name) => [snakeCase(name), own[name]] as const);
  return JSON.stringify({
    id: spec.id,
    entry_point: gymnasium.entryPoint,
    reward_threshold: spec.rewardThreshold ?? null,
    nondeterministic: false,
    max_episode_steps: maxEpisodeSteps,
    order_enforce: true,
    disable_env_checker: false,
    kwargs: { ...gymnasium.kwargs, ...Object.fromEntries(kwargs) },
    additional_wrappers: [],
    vector_entry_point: gymnasium.vectorEntryPoint ?? null,
  });
}

const schema = z.object({
  id: z.string(),
  max_episode_steps: z.int().min(1).nullish(),
  kwargs: z.record(z.string(), z.json()).default({}),
  additional_wrappers: z.array(z.unknown()).default([]),
});

/** What Python's environments take for drawing and talking alone. */
const PRESENTATION = ["render_mode", "verbose"];

/**
 * Our environment with the results of the one that a Gymnasium specification makes.
 * @param specOf finds what is registered here
 * @throws RangeError when the specification is damaged, or its environment is wrapped or not here
 */
export function environmentOfSpec(text: string, specOf: (id: string) => EnvSpec | undefined): EnvReference {
  const {
    id,
    kwargs,
    max_episode_steps: limit,
    additional_wrappers: wrappers,
  } = expectSchema(parseJson(text), schema);
  const spec = specOf(id);
  if (!spec) throw new RangeError(`expected an environment that is here too, got ${id}`);
  if (wrappers.length > 0) {
    throw new RangeError(`expected ${id} without wrappers, got ${wrappers.length} of them`);
  }
  const { kwargs: defaults = {}, exact = {} } = spec.gymnasium ?? {};
  const given = Object.entries(kwargs).filter(
    ([name, value]) =>
      !PRESENTATION.includes(name) && JSON.stringify(defaults[name]) !== JSON.stringify(value),
  );
  return {
    id,
    options: {
      ...exact,
      ...Object.fromEntries(given.map(([name, value]) => [camelCase(name), value])),
      ...(limit != null && limit !== spec.maxEpisodeSteps && { maxEpisodeSteps: limit }),
    },
  };
}

/** Python's form of a name: `windPower` → `wind_power`. */
export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Our form of Python's name: `wind_power` → `windPower`. */
const camelCase = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
