import { adapterOf, openEnv } from "../adapters/environments.js";
import { expertOf, noiseOf } from "../adapters/experts.js";
import { networkPolicy } from "../adapters/network-policy.js";
import { inFile } from "../errors.js";
import type { EnvReference } from "../networks/policy.js";
import { type PolicyFile, weightsHash } from "../networks/policy-file.js";
import type { Policy } from "../policies/policy.js";
import { seedsFrom } from "../rollout/seeds.js";
import { aloneIn } from "./folder-lock.js";
import {
  type HeldEpisode,
  missingSeeds,
  type RecordOptions,
  recordEpisodes,
  recordedBefore,
} from "./record-episodes.js";
import type { Agent } from "./recording.js";

/** Who demonstrates: an expert of the environment's adapter, or a policy. */
export type Demonstrator =
  | {
      /** Name of the expert; default the first. */
      readonly expert?: string;
    }
  | {
      readonly policy: PolicyFile;
      /** As recordings call it. */
      readonly name: string;
      /** Where it comes from, for messages. */
      readonly file?: string;
      /** Whether the expert says for every observation what it would have done: DAgger. */
      readonly relabel?: boolean;
    };

export interface DemonstrateOptions extends Pick<RecordOptions, "folder" | "signal"> {
  readonly env: EnvReference;
  readonly by: Demonstrator;
  /** Action noise of the adapter that pushes whoever acts off its way. */
  readonly noise?: string;
  /** Seed of the first episode; the others follow. */
  readonly seed: number;
  readonly episodes: number;
  /** Told how many of all episodes are recorded, earlier ones among them, and how many steps this call took. */
  readonly onProgress?: (done: number, total: number, steps: number) => void;
}

/** What a folder holds in the end. */
export interface Demonstrations {
  /** JSON files written by this call. */
  readonly files: readonly string[];
  /** All episodes of the folder by this demonstrator. */
  readonly held: readonly HeldEpisode[];
}

/** A policy's name in recordings: its file's, and the beginning of its weights' hash. */
export const nameOfPolicy = (name: string, { network }: PolicyFile): string =>
  `${name} ${weightsHash(network).slice(0, 8)}`;

/**
 * Records demonstrations by a program, those that the folder lacks: stopped and called again, it goes on.
 * @throws InputError when the environment lacks the expert or the noise, or somebody else records into the folder
 */
export async function demonstrate(options: DemonstrateOptions): Promise<Demonstrations> {
  const { folder, env: reference, seed, episodes, signal, onProgress } = options;
  const { close, ...setting } = await settingOf(options);
  try {
    return await aloneIn(folder, async () => {
      const all = seedsFrom(seed, episodes);
      const seeds = await missingSeeds(all, folder, setting.agent, reference);
      const before = all.length - seeds.length;
      const files = await recordEpisodes({
        ...{ ...setting, folder, seeds, signal },
        onProgress: ({ episodes: done, steps }) => onProgress?.(before + done, all.length, steps),
      });
      return { files, held: await recordedBefore(folder, setting.agent, reference) };
    });
  } finally {
    close();
  }
}

type Setting = Omit<RecordOptions, "folder" | "seeds" | "signal" | "onProgress"> & { close(): void };

/** Who acts, where, and with which noise. */
async function settingOf({ env: reference, by, noise }: DemonstrateOptions): Promise<Setting> {
  const env = await openEnv(reference);
  const adapter = await adapterOf(reference.id);
  let policy: Policy | undefined;
  const close = () => {
    policy?.close?.();
    env.close();
  };
  try {
    const recipe = noise === undefined ? undefined : noiseOf(adapter, reference, noise);
    let agent: Agent;
    let labeller: Policy | undefined;
    if ("policy" in by) {
      policy = await inFile(by.file ?? by.name, () => networkPolicy(by.policy, adapter, env));
      if (by.relabel) labeller = expertOf(adapter, reference, env).policy;
      agent = { kind: "policy", name: by.relabel ? `${by.name} relabelled` : by.name };
    } else {
      const expert = expertOf(adapter, reference, env, by.expert);
      policy = expert.policy;
      agent = { kind: "expert", name: expert.name };
    }
    // Whoever goes astray sees a road like any other, so there is nothing to learn from it.
    const limit = recipe?.stallLimit ?? (labeller && adapter.noise?.noise?.stallLimit);
    const { stallWatch: watch } = adapter;
    return {
      ...{ env, reference, policy, close, labeller },
      agent: noise === undefined ? agent : { ...agent, [noise]: true },
      ...(recipe && { noise: recipe.create() }),
      ...(watch && limit !== undefined && { stall: { watch, limit } }),
    };
  } catch (error) {
    close();
    throw error;
  }
}
