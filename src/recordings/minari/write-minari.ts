import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Group } from "h5wasm/node";
import type { Env } from "../../../envs/env.js";
import { openEnv, specOfEnv } from "../../adapters/environments.js";
import { writeFolderAtomic } from "../../atomic-file.js";
import { InputError } from "../../errors.js";
import { resetSeed } from "../../rollout/seeds.js";
import { mean } from "../../statistics.js";
import { packageVersion } from "../../version.js";
import { type ExportedSet, type ExportWork, exportedSet, replayAll } from "../exported.js";
import { type RecordedAction, type Recording, returnOf, stepsOf } from "../recording.js";
import { type Column, columnsOf } from "../space-columns.js";
import { envSpecJson } from "./env-spec.js";
import {
  addInteger,
  addNumber,
  type GrowingArray,
  groupBelow,
  Hdf5Writer,
  writeErrorOf,
} from "./hdf5-writer.js";
import { InfoArrays } from "./infos.js";
import { CORRECTED, DATA_FILE, DATASET_ID, EXACT_ACTIONS, LABELS, METADATA_FILE, OWN } from "./layout.js";
import { isImage, spaceJson } from "./space-json.js";

/** The version of Minari whose form this is, and the first that reads images which are no JPEGs. */
const MINARI_VERSION = "0.5.0";
const MINARI_VERSION_OF_IMAGES = "0.5.4";

/** What a Minari data set says of itself, where it is to say something else than the recordings do. */
export interface MinariFields {
  /** `namespace/name-v0`. Default: the environment and who acted, `CartPole-v1/expert-v0`. */
  readonly datasetId?: string | undefined;
  readonly author?: string | undefined;
  readonly authorEmail?: string | undefined;
  /** Default: this project's page. */
  readonly codePermalink?: string | undefined;
  /** Default: who acted. */
  readonly algorithm?: string | undefined;
  readonly description?: string | undefined;
}

/** What was written. */
export interface MinariSummary {
  readonly datasetId: string;
  readonly episodes: number;
  readonly steps: number;
  /** Whether Minari can make the environment again. */
  readonly recoverable: boolean;
}

/**
 * Writes recordings as a data set of Minari 0.5 (HDF5). Each episode is replayed and proven on the way, since
 * recordings hold no observations; images are kept as they are, without loss.
 * @param path a folder of recordings, or one of them
 * @param out the folder that `minari.MinariDataset` reads; it is whole or not there
 * @throws InputError when the recordings are not of one environment, or do not replay; the signal's reason after an
 * abort
 */
export async function writeMinari(
  path: string,
  out: string,
  fields: MinariFields,
  work: ExportWork,
): Promise<MinariSummary> {
  const { datasetId } = fields;
  if (datasetId !== undefined && !DATASET_ID.test(datasetId)) {
    throw new InputError(`expected a data set's id of the form namespace/name-v0, got ${datasetId}`);
  }
  const set = await exportedSet(path);
  const env = await openEnv(set.environment);
  try {
    return await writeFolderAtomic(out, async (folder) => {
      await writeEpisodes(join(folder, DATA_FILE), set, env, work);
      const metadata = { ...(await metadataOf(set, env, fields)), dataset_size: await megabytes(folder) };
      await writeFile(join(folder, METADATA_FILE), JSON.stringify(metadata));
      return {
        datasetId: metadata.dataset_id,
        episodes: set.files.length,
        steps: set.steps,
        recoverable: metadata.env_spec !== undefined,
      };
    });
  } finally {
    env.close();
  }
}

async function metadataOf(
  { environment, files, steps, agents }: ExportedSet,
  env: Env,
  fields: MinariFields,
) {
  const { id } = environment;
  const actor = agents.length === 1 ? agents[0]! : "mixed";
  const { author, authorEmail, codePermalink = "https://github.com/aann-gym/aann-gym" } = fields;
  return {
    total_episodes: files.length,
    total_steps: steps,
    data_format: "hdf5",
    jpeg_encoding: false,
    observation_space: spaceJson(env.observationSpace, `${id}'s observations`),
    action_space: spaceJson(env.actionSpace, `${id}'s actions`),
    env_spec: envSpecJson(await specOfEnv(environment), environment),
    dataset_id: fields.datasetId ?? `${words(id)}/${words(actor)}-v0`,
    ...(author !== undefined && { author: [author] }),
    ...(authorEmail !== undefined && { author_email: [authorEmail] }),
    code_permalink: codePermalink,
    algorithm_name: fields.algorithm ?? actor,
    description: fields.description ?? `Recorded with aann-gym ${packageVersion()} in ${id}.`,
    minari_version: isImage(env.observationSpace) ? MINARI_VERSION_OF_IMAGES : MINARI_VERSION,
    [OWN]: { environment },
  };
}

/** A name with the letters that Minari's ids may have. */
const words = (name: string) => name.replace(/[^-\w]+/g, "-").replace(/^-+|-+$/g, "") || "unnamed";

async function writeEpisodes(file: string, set: ExportedSet, env: Env, work: ExportWork): Promise<void> {
  const observations = columnsOf(env.observationSpace, "observations");
  const writer = await Hdf5Writer.create(file);
  try {
    await replayAll(set, work, (recording, episode) => {
      const group = writer.group(`episode_${episode}`);
      writeFacts(group, episode, recording);
      writeSteps(writer, group, recording, env);
      const rows = new Rows(writer, group, "observations", observations);
      const infos = new InfoArrays();
      return {
        add({ observation, info }) {
          rows.add(observation);
          infos.add(info);
        },
        end() {
          rows.end();
          infos.write(writer, group.create_group("infos"));
        },
      };
    });
    writer.close();
  } catch (error) {
    writer.discard();
    throw writeErrorOf(error, file);
  }
}

/** An episode's attributes, with the figures that Minari's DataCollector adds. */
function writeFacts(group: Group, id: number, recording: Recording): void {
  const { package: release, created, agent, rewards, seed } = recording;
  const average = mean(rewards);
  addInteger(group, "id", id);
  addInteger(group, "seed", resetSeed(seed));
  addInteger(group, "total_steps", stepsOf(recording));
  addNumber(group, "rewards_sum", returnOf(recording));
  addNumber(group, "rewards_mean", average);
  addNumber(group, "rewards_std", Math.sqrt(mean(rewards.map((reward) => (reward - average) ** 2))));
  const [min, max] = extremes(rewards);
  addNumber(group, "rewards_min", min);
  addNumber(group, "rewards_max", max);
  group.create_attribute(OWN, JSON.stringify({ package: release, created, agent }));
}

const extremes = (values: readonly number[]): [number, number] =>
  values.reduce<[number, number]>(
    ([min, max], value) => [Math.min(min, value), Math.max(max, value)],
    [Infinity, -Infinity],
  );

/**
 * What a recording holds of each step. An episode that was left early is truncated, as Minari's DataCollector has it.
 */
function writeSteps(writer: Hdf5Writer, group: Group, recording: Recording, env: Env): void {
  const { actions, labels, rewards, corrected, terminated } = recording;
  const truncated = recording.truncated || !terminated;
  const columns = columnsOf(env.actionSpace, "actions");
  const exact = columns.map((column): Column => ({ ...column, dtype: "float64" }));
  writeRows(writer, group, "actions", columns, actions);
  // The environment may have rounded an action, or not.
  if (isRounded(columns, actions)) writeRows(writer, group, EXACT_ACTIONS, exact, actions);
  if (labels) writeRows(writer, group, LABELS, exact, labels);
  const last = actions.length - 1;
  const overruled = new Set(corrected);
  const single = (name: string, type: "bool" | "float64", value: (step: number) => number) => {
    const array = writer.array(group, name, type);
    for (let step = 0; step <= last; step++) array.add([value(step)]);
    array.end();
  };
  single("rewards", "float64", (step) => rewards[step]!);
  single("terminations", "bool", (step) => Number(step === last && terminated));
  single("truncations", "bool", (step) => Number(step === last && truncated));
  if (corrected) single(CORRECTED, "bool", (step) => Number(overruled.has(step)));
}

/** Whether the space's type holds some of the actions only roughly. */
function isRounded(columns: readonly Column[], actions: readonly RecordedAction[]): boolean {
  return columns.some(
    ({ dtype, read }) =>
      dtype === "float32" &&
      actions.some((action) => Array.from(read(action)).some((value) => Math.fround(value) !== value)),
  );
}

function writeRows(
  writer: Hdf5Writer,
  group: Group,
  name: string,
  columns: readonly Column[],
  values: readonly unknown[],
): void {
  const rows = new Rows(writer, group, name, columns);
  for (const value of values) rows.add(value);
  rows.end();
}

/** The values of a space, one a row: an array, or a group of arrays where the space has parts. */
class Rows {
  readonly #columns: readonly { readonly read: Column["read"]; readonly array: GrowingArray }[];

  constructor(writer: Hdf5Writer, group: Group, name: string, columns: readonly Column[]) {
    this.#columns = columns.map(({ path, dtype, shape, read }) => {
      const way = [name, ...path];
      const parent = groupBelow(group, way.slice(0, -1));
      return { read, array: writer.array(parent, way.at(-1)!, dtype, shape) };
    });
  }

  add(value: unknown): void {
    for (const { read, array } of this.#columns) array.add(read(value));
  }

  end(): void {
    for (const { array } of this.#columns) array.end();
  }
}

/** Size of the files of a folder, as Minari tells it: in megabytes, with one decimal. */
async function megabytes(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map((name) => stat(join(folder, name))));
  return Math.round(sizes.reduce((sum, { size }) => sum + size, 0) / 1e5) / 10;
}
