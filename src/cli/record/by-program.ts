import { InputError } from "../../errors.js";
import type { EnvReference } from "../../networks/policy.js";
import type { EnvAdapter } from "../../policies/env-adapter.js";
import type { Policy } from "../../policies/policy.js";
import { aloneIn } from "../../recordings/folder-lock.js";
import {
  missingSeeds,
  type RecordOptions as RecordEpisodesOptions,
  recordEpisodes,
  recordedBefore,
} from "../../recordings/record-episodes.js";
import type { Agent } from "../../recordings/recording.js";
import { seedsFrom } from "../../rollout/seeds.js";
import type { Outcome } from "../command.js";
import { environmentOrDefault } from "../env-option.js";
import { openPolicy } from "../policy.js";
import { formatAmount } from "../progress.js";
import type { Session } from "../session.js";
import { noiseOf, type RecordOptions } from "./options.js";
import { nameOf, outcome } from "./outcome.js";

/** Lets the expert or a policy act for every seed that it has not recorded yet. */
export async function byProgram(options: RecordOptions, session: Session): Promise<Outcome> {
  const { close, ...setting } = await settingOf(options);
  try {
    return await aloneIn(options.out, () => recordAll(options, session, setting));
  } finally {
    close();
  }
}

type Setting = Pick<
  RecordEpisodesOptions,
  "env" | "reference" | "policy" | "agent" | "labeller" | "noise" | "stall"
>;

async function recordAll(options: RecordOptions, session: Session, setting: Setting): Promise<Outcome> {
  const { out: folder } = options;
  const { agent, reference } = setting;
  const all = seedsFrom(options.seed, options.episodes);
  const seeds = await missingSeeds(all, folder, agent, reference);
  const start = all.length - seeds.length;
  const display = session.progress({ title: "Recording", total: all.length, unit: "episodes", start });
  const began = performance.now();
  const files = await recordEpisodes({
    ...{ ...setting, folder, seeds, signal: session.signal },
    onProgress: ({ episodes, steps }) => {
      const rate = (1000 * steps) / (performance.now() - began);
      display.update(start + episodes, `${formatAmount(rate)} steps/s`);
    },
  }).finally(() => display.stop());
  const held = await recordedBefore(folder, agent, reference);
  const seedsHeld = new Set(held.map(({ seed }) => seed));
  return outcome(options, session, files, held, all.filter((seed) => seedsHeld.has(seed)).length);
}

/** Who acts, where, and with which noise. */
async function settingOf(options: RecordOptions): Promise<Setting & { close(): void }> {
  const { adapterOf, openEnv } = await import("../../adapters/environments.js");
  const opened = options.policy === undefined ? undefined : await openPolicy(options.policy, options);
  const reference = opened?.reference ?? (await environmentOrDefault(options));
  const adapter = await adapterOf(reference.id);
  const env = opened?.env ?? (await openEnv(reference));
  const close = () => {
    opened?.policy.close();
    env.close();
  };
  try {
    const recipe = noiseRecipe(adapter, reference, options);
    const expert = () => expertOf(adapter, reference, options.style, env);
    const labeller = opened && options.relabel ? expert().policy : undefined;
    const { policy, agent } = opened
      ? { policy: opened.policy, agent: policyAgent(nameOf(options.policy!, opened.file), labeller) }
      : expert();
    // Whoever goes astray sees a road like any other, so there is nothing to learn from it.
    const limit = recipe?.stallLimit ?? (labeller ? adapter.noise?.noise?.stallLimit : undefined);
    const { stallWatch: watch } = adapter;
    const noise = noiseOf(options);
    return {
      ...{ env, reference, policy, close, labeller },
      agent: noise ? { ...agent, [noise]: true } : agent,
      ...(recipe && { noise: recipe.create() }),
      ...(watch && limit !== undefined && { stall: { watch, limit } }),
    };
  } catch (error) {
    close();
    throw error;
  }
}

const policyAgent = (name: string, labeller: Policy | undefined): Agent => ({
  kind: "policy",
  name: labeller ? `${name} relabelled` : name,
});

/** @throws InputError when the environment has no expert, or none of that name */
export function expertOf(
  { experts = {} }: EnvAdapter,
  { id }: EnvReference,
  style: string | undefined,
  env: Setting["env"],
): { readonly policy: Policy; readonly agent: Agent } {
  const names = Object.keys(experts);
  const name = style ?? names[0];
  if (name === undefined) {
    throw new InputError(`option --expert: expected an environment with a scripted expert, got ${id}`);
  }
  const policy = Object.hasOwn(experts, name) ? experts[name](env) : undefined;
  if (!Object.hasOwn(experts, name)) {
    throw new InputError(`option --style: expected ${names.join(" or ") || "none"} for ${id}, got ${name}`);
  }
  if (!policy) {
    throw new InputError(
      `option --expert: expected options of ${id} that its expert can act with, got actions in ${env.actionSpace}`,
    );
  }
  return { policy, agent: { kind: "expert", name } };
}

function noiseRecipe({ noise = {} }: EnvAdapter, { id }: EnvReference, options: RecordOptions) {
  const name = noiseOf(options);
  if (name === undefined) return undefined;
  if (Object.hasOwn(noise, name)) return noise[name];
  throw new InputError(`option --${name}: expected an environment with such action noise, got ${id}`);
}
