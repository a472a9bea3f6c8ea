import { Random } from "../../../envs/random.js";
import { adapterOf, openEnv, specOfEnv } from "../../adapters/environments.js";
import { openPool, type Workers } from "../../jobs/job-pool.js";
import type { EnvReference } from "../../networks/policy.js";
import { type Interval, interquartileMean, type Scores, stratifiedInterval } from "../../rliable.js";
import { mean, standardDeviation, sum } from "../../statistics.js";
import type { ProgressListener } from "../../tasks/task.js";
import { Confusion } from "./confusion.js";
import { CORRUPTIONS, type Corruption, type CorruptionName } from "./corruptions.js";
import { type Actor, openActor } from "./entry-policy.js";
import { type ComparedEpisode, EPISODE, type EpisodePlan } from "./episode-job.js";
import { keptEpisodes } from "./kept-episodes.js";
import { size } from "./size.js";

/** Who takes part, by the name in the table: one for each training, where something is learned. */
export interface Entry {
  readonly name: string;
  readonly actors: readonly Actor[];
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

/** What came of the episodes of all trainings. */
export interface Returns {
  /** Of each training. */
  readonly episodes: number;
  readonly mean: number;
  /** Standard deviation over the episodes. */
  readonly std: number;
  readonly min: number;
  /** Share of episodes at or above the return from which the environment counts as solved; 0 to 1. */
  readonly solved: number;
  /**
   * Interquartile mean of the trainings' means, and its 95 % interval by the bootstrap over trainings, where there are
   * several.
   */
  readonly iqm: number;
  readonly interval?: Interval;
}

/** What came of one training. */
export interface TrainingResult {
  /** On states that the expert gets into: see `Confusion`. */
  readonly agreement: number;
  readonly balanced: number;
  /** Returns of the episodes, in the order of the seeds. */
  readonly returns: Readonly<Partial<Record<CorruptionName, readonly number[]>>>;
}

/** An entry's row. */
export interface EntryResult {
  readonly name: string;
  /**
   * Weights that are not 0, and bytes that all weights take at two bits (real ones: 32); absent where there are none.
   */
  readonly nonZeros?: number;
  readonly bytes?: number;
  /** Time to decide once, in one thread. */
  readonly microseconds: number;
  /** Means over the trainings. */
  readonly agreement: number;
  readonly balanced: number;
  /** Over all trainings. */
  readonly confusion: Readonly<Record<string, number>>;
  readonly returns: Readonly<Partial<Record<CorruptionName, Returns>>>;
  readonly trainings: readonly TrainingResult[];
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
    const total = sum(entries.map(({ actors }) => actors.length)) * each;
    for (const { name, actors } of entries) {
      const report = (...episodes: ComparedEpisode[]) => {
        done += episodes.length;
        options.onProgress?.(done, total, name);
      };
      const trainings: (TrainingResult & { confusion: Confusion })[] = [];
      for (const actor of actors) {
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
        const returns: Partial<Record<CorruptionName, readonly number[]>> = {};
        for (const corruption of corruptions) {
          returns[corruption] = (await run(corruption, "entry")).map((episode) => episode.return);
        }
        const followed = await run("plain", "expert");
        const confusion = Confusion.sum(followed.map((episode) => episode.confusion));
        const { agreement, balanced } = confusion;
        trainings.push({ agreement, balanced, returns, confusion });
      }
      const all = (corruption: CorruptionName) =>
        summarise(
          trainings.map(({ returns }) => returns[corruption]!),
          rewardThreshold,
        );
      yield {
        ...{ name, ...size(actors[0]!), microseconds: await decisionTime(actors[0]!, env) },
        agreement: mean(trainings.map(({ agreement }) => agreement)),
        balanced: mean(trainings.map(({ balanced }) => balanced)),
        confusion: Confusion.sum(trainings.map(({ confusion }) => confusion.counts)).counts,
        returns: Object.fromEntries(corruptions.map((corruption) => [corruption, all(corruption)])),
        trainings: trainings.map(({ confusion: _, ...training }) => training),
      };
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
    const possible: CorruptionName[] = [];
    for (const name of Object.keys(CORRUPTIONS) as CorruptionName[]) {
      const { corrupt, noise, options }: Corruption = CORRUPTIONS[name];
      if (corrupt && !corrupt(new Random(0), env.observationSpace)) continue;
      if (noise && !noise(adapter)) continue;
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

/** @param trainings returns of the episodes of each */
function summarise(trainings: readonly (readonly number[])[], solved: number): Returns {
  const returns = trainings.flat();
  const scores = trainings.map((episodes) => [mean(episodes)]);
  const middle = (sample: Scores) => interquartileMean(sample.flat());
  return {
    episodes: trainings[0]!.length,
    mean: mean(returns),
    std: standardDeviation(returns),
    min: Math.min(...returns),
    solved: returns.filter((value) => value >= solved).length / returns.length,
    iqm: middle(scores),
    ...(scores.length > 1 && { interval: stratifiedInterval([scores], middle, new Random(0)) }),
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
