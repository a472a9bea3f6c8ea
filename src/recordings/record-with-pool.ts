import type { JobPool } from "../jobs/job-pool.js";
import { ThreadPool } from "../jobs/thread-pool.js";
import type { EpisodeSeed } from "../rollout/seeds.js";
import type { AgentSpec } from "./agent-spec.js";
import type { RecordOptions } from "./record-episodes.js";
import { RECORD, type RecordedEpisode } from "./record-job.js";
import type { SavePlan } from "./save-worker.js";

export interface PoolRecordOptions
  extends Pick<RecordOptions, "agent" | "folder" | "seeds" | "signal" | "onProgress"> {
  readonly spec: AgentSpec;
  /** Runs the episodes. */
  readonly pool: JobPool;
  /** Threads of this process that write them. */
  readonly threads: number;
}

/**
 * As `recordEpisodes`, with episodes that are run by a pool. Images do not travel: they are seen in a replay, which
 * also proves that all machines compute the same.
 * @returns the JSON files, in the order of the seeds
 */
export async function recordWithPool(options: PoolRecordOptions): Promise<string[]> {
  const { spec, pool, agent, folder, seeds, signal, onProgress } = options;
  const writers = new ThreadPool(options.threads);
  const plan: SavePlan = { reference: spec.env, agent, folder };
  const saving: Promise<void>[] = [];
  const files = new Map<EpisodeSeed, string>();
  let steps = 0;
  const save = async (episode: RecordedEpisode) => {
    const [file] = await writers.run<SavePlan, RecordedEpisode, string>(
      { module: new URL("./save-worker.js", import.meta.url) },
      plan,
      [episode],
    );
    files.set(episode.seed, file);
    steps += episode.actions.length;
    onProgress?.({ episodes: files.size, steps });
  };
  try {
    const onResult = (episode: RecordedEpisode) => {
      const saved = save(episode);
      // A failure shows at the end.
      saved.catch(() => undefined);
      saving.push(saved);
    };
    await pool.run(RECORD, spec, seeds, { signal, onResult }).catch((error: unknown) => {
      // What was recorded until then is kept, as after a stop elsewhere.
      if (error !== signal?.reason) throw error;
    });
    await Promise.all(saving);
  } finally {
    await Promise.allSettled(saving);
    await writers.close();
  }
  return seeds.flatMap((seed) => files.get(seed) ?? []);
}
