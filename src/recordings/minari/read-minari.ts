import { readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { z } from "zod";
import { registered } from "../../../envs/index.js";
import { checkModule, openEnv } from "../../adapters/environments.js";
import { writeFolderAtomic } from "../../atomic-file.js";
import { InputError } from "../../errors.js";
import { expectSchema, parseJson } from "../../json.js";
import type { EnvReference } from "../../networks/policy.js";
import { ReplayPolicy } from "../../policies/policy.js";
import { type Step, startEpisode, TrajectoryCollector } from "../../rollout/rollout.js";
import type { ExportWork } from "../exported.js";
import type { Agent } from "../recording.js";
import { columnsOf } from "../space-columns.js";
import { writeTrajectory } from "../write-trajectory.js";
import { environmentOfSpec } from "./env-spec.js";
import { Hdf5Reader, type StoredGroup } from "./hdf5-reader.js";
import { DATA_FILE, METADATA_FILE, OWN, ownMetadata } from "./layout.js";
import { isImage } from "./space-json.js";
import { StoredEpisode } from "./stored-episode.js";

/** The most bytes of metadata: the bounds of a space of large images take some megabytes. */
const MOST_METADATA = 1 << 26;

/** Steps between two turns of the event loop, so that Ctrl-C is heard. */
const TURN = 50;

const schema = z.looseObject({
  data_format: z.string().default("hdf5"),
  total_episodes: z.int().min(1),
  total_steps: z.int().min(0),
  jpeg_encoding: z.boolean().default(true),
  env_spec: z.string().optional(),
  dataset_id: z.string().default("minari"),
  algorithm_name: z.string().optional(),
  [OWN]: ownMetadata.optional(),
});

type Metadata = z.infer<typeof schema>;

/** What was imported. */
export interface ImportSummary {
  readonly environment: EnvReference;
  /** Names of the recordings, in the order of the episodes. */
  readonly recordings: readonly string[];
  readonly steps: number;
  /** false where the data set holds JPEGs, which lose what is needed to compare. */
  readonly observationsCompared: boolean;
}

/**
 * Reads a Minari data set of an environment that is here, and writes its episodes as recordings. Each is replayed from
 * its seed with its actions, and must give the stored observations, rewards and ends.
 * @param path the folder with `main_data.hdf5`, or the one above it
 * @param out a new folder; it holds all episodes or is not there
 * @throws InputError when the data set is damaged, of another environment, or does not replay; the signal's reason
 * after an abort
 */
export async function importMinari(path: string, out: string, work: ExportWork): Promise<ImportSummary> {
  const { folder, metadata } = await readMetadata(path);
  const file = join(folder, DATA_FILE);
  const environment = environmentOf(metadata, join(folder, METADATA_FILE));
  await expectFile(file);
  const reader = await Hdf5Reader.open(file);
  try {
    return await writeFolderAtomic(out, async (temporary) => {
      const recordings: string[] = [];
      let steps = 0;
      let observationsCompared = true;
      for (let i = 0; i < metadata.total_episodes; i++) {
        const name = `episode_${i}`;
        const imported = await importEpisode(reader.top.group(name), {
          ...{ metadata, environment, folder: temporary, signal: work.signal },
          place: `${file}/${name}`,
          onStep: (done) => work.onProgress?.(steps + done, Math.max(metadata.total_steps, steps + done)),
        });
        recordings.push(basename(imported.recording));
        steps += imported.steps;
        observationsCompared &&= imported.observationsCompared;
      }
      return { environment, recordings, steps, observationsCompared };
    });
  } finally {
    reader.close();
  }
}

async function readMetadata(path: string): Promise<{ folder: string; metadata: Metadata }> {
  const folders = [path, join(path, "data")];
  for (const folder of folders) {
    const file = join(folder, METADATA_FILE);
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) continue;
    if (found.size > MOST_METADATA) {
      throw new InputError(`${file}: expected at most ${MOST_METADATA} bytes, got ${found.size}`);
    }
    try {
      return { folder, metadata: expectSchema(parseJson(await readFile(file, "utf8")), schema) };
    } catch (error) {
      if (error instanceof RangeError) throw new InputError(`${file}: ${error.message}`, { cause: error });
      throw error;
    }
  }
  throw new InputError(`${path}: expected the folder of a Minari data set, got no ${METADATA_FILE} in it`);
}

function environmentOf(metadata: Metadata, file: string): EnvReference {
  if (metadata.data_format !== "hdf5") {
    throw new InputError(`${file}: expected a data set in hdf5, got ${metadata.data_format}`);
  }
  const own = metadata[OWN]?.environment;
  if (own) return own;
  if (metadata.env_spec === undefined) {
    throw new InputError(`${file}: expected an env_spec, which says how to replay, got none`);
  }
  try {
    return environmentOfSpec(metadata.env_spec, (id) => registered().find((spec) => spec.id === id));
  } catch (error) {
    if (error instanceof RangeError)
      throw new InputError(`${file}: env_spec: ${error.message}`, { cause: error });
    throw error;
  }
}

async function expectFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile())
    throw new InputError(`${path}: expected the episodes of the data set, got no such file`);
}

interface EpisodeRequest {
  readonly metadata: Metadata;
  readonly environment: EnvReference;
  /** Where the recording goes. */
  readonly folder: string;
  /** The episode, for messages. */
  readonly place: string;
  readonly signal: AbortSignal | undefined;
  readonly onStep: (done: number) => void;
}

async function importEpisode(group: StoredGroup, request: EpisodeRequest) {
  const { metadata, environment, folder, place, signal, onStep } = request;
  checkModule(environment, place);
  const env = await openEnv(environment);
  try {
    const { observationSpace, actionSpace } = env;
    const stored = new StoredEpisode(group, place, actionSpace);
    const isExact = metadata.jpeg_encoding === false || !isImage(observationSpace);
    const observations = isExact ? stored.observations(columnsOf(observationSpace, place)) : undefined;
    const { observation, steps } = startEpisode(env, new ReplayPolicy(stored.actions), {
      ...{ seed: stored.seed, maxSteps: stored.steps },
    });
    const collector = new TrajectoryCollector(environment, stored.seed);
    observations?.expect(0, observation);
    let done = 0;
    for (const step of stepsOf(steps, place, () => done)) {
      collector.add(step);
      done++;
      stored.expectOutcome(step);
      observations?.expect(done, step.next);
      if (done % TURN !== 0) continue;
      await nextTurn();
      signal?.throwIfAborted();
      onStep(done);
    }
    if (done < stored.steps) {
      throw new InputError(
        `${place}: expected ${stored.steps} steps, got an episode that ends after ${done}`,
      );
    }
    const { package: release, created, agent = actorOf(metadata) } = stored.own ?? {};
    const labels = stored.labels && { labels: stored.labels };
    const recording = await writeTrajectory(
      { ...collector.trajectory(), ...labels },
      { folder, agent, observationSpace, corrected: stored.corrected, package: release, created },
    );
    onStep(done);
    return { recording, steps: done, observationsCompared: isExact };
  } finally {
    env.close();
  }
}

/** The steps of a replay; an action that the environment refuses is something about the file. */
function* stepsOf(steps: Iterable<Step>, place: string, done: () => number): Generator<Step> {
  try {
    yield* steps;
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw new InputError(`${place}, step ${done() + 1}: ${error.message}`, { cause: error });
  }
}

/** Whoever acted in a data set that does not come from here. */
const actorOf = ({ algorithm_name: algorithm, dataset_id: id }: Metadata): Agent => ({
  kind: "policy",
  name: algorithm || id,
});
