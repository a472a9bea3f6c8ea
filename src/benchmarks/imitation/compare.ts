import { adapterOf, openEnv, specOfEnv } from "../../adapters/environments.js";
import { openPool, type Workers } from "../../jobs/job-pool.js";
import type { EnvReference } from "../../networks/policy.js";
import { frameSize } from "../../recordings/write-trajectory.js";
import { mean, standardDeviation } from "../../statistics.js";
import type { ProgressListener } from "../../tasks/task.js";
import { Confusion } from "./confusion.js";
import { CORRUPTIONS, type Corruption, type CorruptionName } from "./corruptions.js";
import { type Actor, openActor } from "./entry-policy.js";
import { type ComparedEpisode, EPISODE, type EpisodePlan } from "./episode-job.js";
import { keptEpisodes } from "./kept-episodes.js";
import { size } from "./size.js";

/** Who takes part, by the name in the table. */
export interface Entry {
  readonly name: string;
  readonly actor: Actor;
}

export interface CompareOptions extends Workers {
  readonly env: EnvReference;
  /** Where finished episodes are kept, so that a stopped comparison goes on. */
  readonly folder: string;
  /** Seeds of the episodes without corruption. */
  readonly seeds: readonly number[];
  /** How many of them, from the first on, are run under each corruption, and by the expert for agreement. */
  readonly corruptedSeeds: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** What came of some episodes. */
export interface Returns {
  readonly episodes: number;
  readonly mean: number;
  /** Standard deviation over the episodes. */
  readonly std: number;
  readonly min: number;
  /** Share of episodes at or above the return from which the environment counts as solved; 0 to 1. */
  readonly solved: number;
}

/** An entry's row. */
export interface EntryResult {
  readonly name: string;
  /** Weights that are not 0, and bytes that all weights take at two bits (real ones: 32); absent where there are none. */
  readonly nonZeros?: number;
  readonly bytes?: number;
  /** Time to decide once, in one thread. */
  readonly microseconds: number;
  /** On states that the expert gets into: see `Confusion`. */
  readonly agreement: number;
  readonly balanced: number;
  readonly confusion: Readonly<Record<string, number>>;
  readonly returns: Readonly<Partial<Record<CorruptionName, Returns>>>;
}

/** Runs all entries under all corruptions and reports each one's row as soon as it is known. */
export async function* compare(
  entries: readonly Entry[],
  options: CompareOptions,
): AsyncGenerator<EntryResult> {
  const { env, folder, seeds, corruptedSeeds, signal } = options;
  const { rewardThreshold = Number.POSITIVE_INFINITY } = await specOfEnv(env);
  const pool = openPool(options);
  try {
    const corruptions = await corruptionsOf(env);
    const each = seeds.length + corruptions.length * corruptedSeeds;
    let done = 0;
    for (const { name, actor } of entries) {
      const run = async (corruption: CorruptionName, acting: EpisodePlan["acting"]) => {
        const all = corruption === "plain" && acting === "entry";
        const some = all ? seeds : seeds.slice(0, corruptedSeeds);
        const plan: EpisodePlan = { env, actor, corruption, acting };
        const { episodes, fresh } = await keptEpisodes(folder, plan, some, () =>
          pool.run(EPISODE, plan, some, { signal, onResult: report }),
        );
        if (!fresh) report(...episodes);
        return episodes;
      };
      const report = (...episodes: ComparedEpisode[]) => {
        done += episodes.length;
        options.onProgress?.(done, entries.length * each, name);
      };
      const returns: Partial<Record<CorruptionName, Returns>> = {};
      for (const corruption of corruptions) {
        returns[corruption] = summarise(await run(corruption, "entry"), rewardThreshold);
      }
      const followed = await run("plain", "expert");
      const { agreement, balanced, counts } = Confusion.sum(followed.map(({ confusion }) => confusion));
      const microseconds = await decisionTime(actor, env);
      yield { name, ...size(actor), microseconds, agreement, balanced, confusion: counts, returns };
    }
  } finally {
    await pool.close();
  }
}

/** The corruptions that an environment can have. */
async function corruptionsOf(reference: EnvReference): Promise<CorruptionName[]> {
  const env = await openEnv(reference);
  const adapter = await adapterOf(reference.id);
  try {
    const hasImages = frameSize(env.observationSpace) !== undefined;
    const names = Object.keys(CORRUPTIONS) as CorruptionName[];
    const possible: CorruptionName[] = [];
    for (const name of names) {
      const { needs, pushed, options }: Corruption = CORRUPTIONS[name];
      if (needs === "images" && !hasImages) continue;
      if (pushed && !adapter.noise?.noise) continue;
      if (options && !(await canOpen(reference, options))) continue;
      possible.push(name);
    }
    return possible;
  } finally {
    env.close();
  }
}

const canOpen = (reference: EnvReference, options: Readonly<Record<string, unknown>>) =>
  openEnv(reference, options).then(
    (env) => {
      env.close();
      return true;
    },
    () => false,
  );

function summarise(episodes: readonly ComparedEpisode[], solved: number): Returns {
  const returns = episodes.map((episode) => episode.return);
  return {
    episodes: episodes.length,
    mean: mean(returns),
    std: standardDeviation(returns),
    min: Math.min(...returns),
    solved: returns.filter((value) => value >= solved).length / episodes.length,
  };
}

/** Decisions in a round; the quickest of so many rounds counts. */
const DECISIONS = 200;
const ROUNDS = 5;

/** Microseconds a decision takes, on the clock of one thread. */
async function decisionTime(actor: Actor, reference: EnvReference): Promise<number> {
  const env = await openEnv(reference);
  const policy = await openActor(actor, await adapterOf(reference.id), env);
  try {
    const [observation, info] = env.reset({ seed: 0 });
    policy.reset?.(0);
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      const began = performance.now();
      for (let count = 0; count < DECISIONS; count++) policy.predict(observation, info);
      best = Math.min(best, performance.now() - began);
    }
    return (1000 * best) / DECISIONS;
  } finally {
    policy.close?.();
    env.close();
  }
}
