import { inFile } from "../errors.js";
import type { JobPool } from "../jobs/job-pool.js";
import { type PolicyFile, weightsHash } from "../networks/policy-file.js";
import { seedsFrom } from "../rollout/seeds.js";
import { type AgentSpec, openAgent } from "./agent-spec.js";
import { aloneIn } from "./folder-lock.js";
import {
  type HeldEpisode,
  missingSeeds,
  type RecordOptions,
  recordEpisodes,
  recordedBefore,
} from "./record-episodes.js";
import { recordInThreads } from "./record-in-threads.js";
import { recordWithPool } from "./record-with-pool.js";
import type { Agent } from "./recording.js";

export interface DemonstrateOptions extends Pick<RecordOptions, "folder" | "signal"> {
  readonly agent: AgentSpec;
  /** What recordings call the policy, where one acts; see `nameOfPolicy`. */
  readonly name?: string;
  /** The policy's file, for messages. */
  readonly file?: string;
  /** Seed of the first episode; the others follow. */
  readonly seed: number;
  readonly episodes: number;
  /** Runs the episodes, instead of this thread. */
  readonly cluster?: JobPool;
  /** Threads: each runs and writes episodes of its own, or writes what a cluster has run. Default 1: this one. */
  readonly threads?: number;
  /** Told how many of all episodes are recorded, earlier ones among them, and how many steps this call took. */
  readonly onProgress?: (done: number, total: number, steps: number) => void;
}

/** What a folder holds in the end. */
export interface Demonstrations {
  /** JSON files written by this call. */
  readonly files: readonly string[];
  /** All episodes of the folder by this expert. */
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
  const { agent: spec, folder, seed, episodes, signal, cluster, threads = 1, onProgress } = options;
  const { close, expert, ...acting } = await inFile(options.file, () => openAgent(spec));
  const agent = agentOf(options, expert);
  const { env } = spec;
  try {
    return await aloneIn(folder, async () => {
      const all = seedsFrom(seed, episodes);
      const seeds = await missingSeeds(all, folder, agent, env);
      const before = all.length - seeds.length;
      const common = {
        ...{ agent, folder, seeds, signal },
        onProgress: ({ episodes: done, steps }: { episodes: number; steps: number }) =>
          onProgress?.(before + done, all.length, steps),
      };
      const record = () => {
        if (cluster) return recordWithPool({ ...common, spec, pool: cluster, threads });
        if (threads > 1 && seeds.length > 1) return recordInThreads({ ...common, spec, threads });
        return recordEpisodes({ ...common, ...acting });
      };
      const files = await record();
      return { files, held: await recordedBefore(folder, agent, env) };
    });
  } finally {
    close();
  }
}

/** Who the recordings say has acted. @param expert its name, where it has */
function agentOf({ agent: spec, name = "policy" }: DemonstrateOptions, expert: string | undefined): Agent {
  const { relabel, noise } = spec;
  const pushed = noise === undefined ? {} : { [noise]: true };
  if (expert !== undefined) return { kind: "expert", name: expert, ...pushed };
  return { kind: "policy", name: relabel ? `${name} relabelled` : name, ...pushed };
}
