import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adapterOf, openEnv } from "../../adapters/environments.js";
import { expertOf } from "../../adapters/experts.js";
import type { Splits } from "../../data/data-set.js";
import { InputError } from "../../errors.js";
import type { EnvReference } from "../../networks/policy.js";
import { RandomActions } from "../../policies/random-actions.js";
import { recordEpisodes } from "../../recordings/record-episodes.js";
import { returnOf } from "../../recordings/recording.js";
import { findRecordings, readRecording } from "../../recordings/recording-folder.js";
import { seedsFrom } from "../../rollout/seeds.js";
import type { Task } from "../../tasks/task.js";
import type { Session } from "../session.js";
import { loadSplits } from "../task-data.js";

/**
 * Episodes of the expert, where there are no recordings, and the share of their steps in which a random action is
 * taken.
 */
const EPISODES = 24;
const NOISE = 0.15;

export interface WatchedDemonstrations {
  readonly splits: Splits;
  /** Of the episodes that they are of. */
  readonly returns: readonly number[];
}

/**
 * What a search that is watched learns from: recordings, or episodes of the scripted expert.
 * @returns undefined when the person has stopped it
 * @throws InputError when there are neither
 */
export async function demonstrationsFor(
  task: Task,
  { recordings }: { readonly recordings?: string },
  session: Session,
): Promise<WatchedDemonstrations | undefined> {
  if (recordings !== undefined) return read(task, recordings, session);
  const folder = await mkdtemp(join(tmpdir(), "aann-gym-watch-"));
  try {
    await recordExpert(task.env!, folder, session);
    return session.signal.aborted ? undefined : await read(task, folder, session);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function read(task: Task, folder: string, session: Session): Promise<WatchedDemonstrations> {
  const splits = await loadSplits(task, { recordings: folder }, session);
  const returns: number[] = [];
  for (const file of await findRecordings(folder)) returns.push(returnOf(await readRecording(file)));
  return { splits, returns };
}

async function recordExpert(reference: EnvReference, folder: string, session: Session): Promise<void> {
  const adapter = await adapterOf(reference.id);
  if (Object.keys(adapter.experts ?? {}).length === 0) {
    throw new InputError(
      `option --watch: expected an environment with a scripted expert, or --recordings to learn from, got ${reference.id}`,
    );
  }
  const env = await openEnv(reference);
  const { onProgress, stop } = session.follow("The expert acts", "episodes");
  try {
    const { name, policy } = expertOf(adapter, reference, env);
    const agent = { kind: "expert", name } as const;
    const noise = new RandomActions(env.actionSpace as never, NOISE);
    await recordEpisodes({
      ...{ env, reference, folder, policy, agent, noise, seeds: seedsFrom(0, EPISODES) },
      signal: session.signal,
      onProgress: ({ episodes }) => onProgress(episodes, EPISODES),
    });
  } finally {
    stop();
    env.close();
  }
}
