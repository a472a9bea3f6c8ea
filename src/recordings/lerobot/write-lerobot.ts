import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { RenderFrame } from "../../../envs/env.js";
import { openEnv } from "../../adapters/environments.js";
import { writeFolderAtomic } from "../../atomic-file.js";
import { prepareWritableFolder } from "../../writable-folder.js";
import { type EpisodeSink, type ExportedSet, type ExportWork, exportedSet, replayAll } from "../exported.js";
import { labelsOf, type Recording, stepsOf } from "../recording.js";
import { collectorFor, IMAGE } from "./features.js";
import {
  cellOf,
  DATA_PATH,
  dataColumns,
  EPISODES_PATH,
  episodeColumns,
  figureCell,
  filled,
  INFO_FILE,
  infoOf,
  type Layout,
  layoutOf,
  placeOf,
  STATS_FILE,
  TASKS_FILE,
  VIDEO_PATH,
} from "./layout.js";
import { type Cell, ParquetTable, type TableColumn } from "./parquet-table.js";
import { aggregate, type FeatureStatistics, FIGURES } from "./statistics.js";

/** Turns frames into a video. */
export interface FrameWriter {
  add(picture: RenderFrame): void | Promise<void>;
  /** Completes the file. */
  close(): unknown;
  /** Gives up. */
  discard(): void | Promise<void>;
}

/** Opens an MP4 for frames of one size. LeRobot reads frames in any order, so each should be a key frame. */
export type OpenVideo = (
  file: string,
  size: Pick<RenderFrame, "width" | "height">,
  framesPerSecond: number,
) => Promise<FrameWriter>;

export interface LeRobotOptions {
  readonly openVideo: OpenVideo;
  /** The task in words, which policies that read language are told. Default: the environment's id. */
  readonly task?: string | undefined;
}

export interface LeRobotSummary {
  readonly episodes: number;
  /** Frames of all episodes: one a step. */
  readonly frames: number;
  readonly framesPerSecond: number;
  /** What each frame has. */
  readonly features: readonly string[];
}

/**
 * Writes recordings as a data set of LeRobot, version 3. Each episode is replayed and proven on the way. A frame is an
 * observation, the action that answers it, and what came of it; the last observation of an episode answers nothing and
 * is left out. Images become an MP4 for each episode.
 * @param path a folder of recordings, or one of them
 * @param out the folder that `LeRobotDataset` takes as `root`; it is whole or not there
 * @throws InputError when the recordings are not of one environment, or do not replay; the signal's reason after an
 * abort
 */
export async function writeLeRobot(
  path: string,
  out: string,
  { openVideo, task }: LeRobotOptions,
  work: ExportWork,
): Promise<LeRobotSummary> {
  const set = await exportedSet(path);
  const env = await openEnv(set.environment);
  try {
    const layout = layoutOf(set, env, task ?? set.environment.id);
    await writeFolderAtomic(out, async (folder) => {
      const writer = await DataSetWriter.create(folder, layout, openVideo);
      try {
        await replayAll(set, work, (recording, episode) => writer.episode(recording, episode));
        await writer.close(set);
      } catch (error) {
        await writer.discard();
        throw error;
      }
    });
    const { fps, features } = layout;
    const keys = features.map(({ key }) => key);
    return { episodes: set.files.length, frames: set.steps, framesPerSecond: fps, features: keys };
  } finally {
    env.close();
  }
}

/** Writes the files of a data set, episode by episode. */
class DataSetWriter {
  readonly #folder: string;
  readonly #layout: Layout;
  readonly #openVideo: OpenVideo;
  readonly #data: ParquetTable;
  readonly #episodes: ParquetTable;
  readonly #statistics: ReadonlyMap<string, FeatureStatistics[]>;
  #video: FrameWriter | undefined;
  #frames = 0;

  private constructor(
    folder: string,
    layout: Layout,
    openVideo: OpenVideo,
    tables: { readonly data: ParquetTable; readonly episodes: ParquetTable },
  ) {
    this.#folder = folder;
    this.#layout = layout;
    this.#openVideo = openVideo;
    this.#data = tables.data;
    this.#episodes = tables.episodes;
    this.#statistics = new Map(layout.features.map(({ key }) => [key, []]));
  }

  static async create(folder: string, layout: Layout, openVideo: OpenVideo): Promise<DataSetWriter> {
    const table = async (path: string, columns: readonly TableColumn[]) =>
      ParquetTable.create(await placeFor(folder, path), columns);
    const data = await table(filled(DATA_PATH, 0), dataColumns(layout.features));
    const episodes = await table(filled(EPISODES_PATH, 0), episodeColumns(layout.features));
    return new DataSetWriter(folder, layout, openVideo, { data, episodes });
  }

  async episode(recording: Recording, episode: number): Promise<EpisodeSink> {
    const { observation, features, size, fps } = this.#layout;
    if (size) {
      const path = filled(VIDEO_PATH, episode).replace("{video_key}", IMAGE);
      this.#video = await this.#openVideo(await placeFor(this.#folder, path), size, fps);
    }
    const collectors = features.map(collectorFor);
    const steps = stepsOf(recording);
    return {
      add: async ({ index, observation: value }) => {
        if (index === steps) return;
        if (size) await this.#video?.add({ ...size, data: value as Uint8Array });
        const row = this.#frame(recording, episode, index, observation.read(value));
        for (const [i, collector] of collectors.entries()) {
          collector.add(features[i]!.dtype === "video" ? (value as Uint8Array) : row[i]!);
        }
        const cells = row.flatMap((numbers, i) => cellOf(features[i]!, numbers));
        await this.#data.add(cells);
      },
      end: async () => {
        await this.#video?.close();
        this.#video = undefined;
        const statistics = collectors.map((collector) => collector.result());
        await this.#finishEpisode(recording, episode, statistics);
      },
    };
  }

  /** The numbers of each feature of a frame, in the order of the features. */
  #frame(
    recording: Recording,
    episode: number,
    index: number,
    observation: readonly number[],
  ): (readonly number[])[] {
    const { action, label, fps } = this.#layout;
    return [
      observation,
      action.read(recording.actions[index]),
      ...(label ? [label.read(labelsOf(recording)[index])] : []),
      [recording.rewards[index]!],
      [Number(index === stepsOf(recording) - 1)],
      ...[[index / fps], [index], [episode], [this.#frames + index], [0]],
    ];
  }

  async #finishEpisode(
    recording: Recording,
    episode: number,
    statistics: readonly FeatureStatistics[],
  ): Promise<void> {
    const { features, task, fps, size } = this.#layout;
    const length = stepsOf(recording);
    const [from, to] = [this.#frames, this.#frames + length];
    const [chunk, file] = placeOf(episode);
    for (const [i, { key }] of features.entries()) this.#statistics.get(key)!.push(statistics[i]!);
    await this.#episodes.add([
      ...[episode, [task], length, 0, 0, from, to],
      ...(size ? [chunk, file, 0, length / fps] : []),
      ...features.flatMap((feature, i): Cell[] => [
        ...FIGURES.map((figure) => figureCell(feature, statistics[i]![figure])),
        [statistics[i]!.count],
      ]),
      ...[0, 0, recording.seed],
    ]);
    this.#frames = to;
  }

  async close(set: ExportedSet): Promise<void> {
    await this.#data.close();
    await this.#episodes.close();
    await writeTasks(await placeFor(this.#folder, TASKS_FILE), this.#layout.task);
    await writeJson(join(this.#folder, STATS_FILE), this.#figures());
    await writeJson(join(this.#folder, INFO_FILE), infoOf(set, this.#layout));
  }

  async discard(): Promise<void> {
    await this.#video?.discard();
  }

  #figures(): object {
    const all = this.#layout.features.map((feature) => {
      const together = aggregate(this.#statistics.get(feature.key)!);
      const figures = FIGURES.map((figure) => [figure, figureCell(feature, together[figure])]);
      return [feature.key, { ...Object.fromEntries(figures), count: [together.count] }];
    });
    return Object.fromEntries(all) as object;
  }
}

/** The path of a file in the data set, whose folder is made. */
async function placeFor(folder: string, path: string): Promise<string> {
  const file = join(folder, path);
  await prepareWritableFolder(dirname(file));
  return file;
}

async function writeJson(path: string, content: object): Promise<void> {
  await writeFile(path, `${JSON.stringify(content, null, 4)}\n`);
}

/** The only task. Its text is the index of the table, which pandas finds by what it keeps in the file's metadata. */
async function writeTasks(path: string, task: string): Promise<void> {
  const index = "__index_level_0__";
  const described = (name: string | null, field: string, kind: string, numpy: string) => ({
    ...{ name, field_name: field, pandas_type: kind, numpy_type: numpy, metadata: null },
  });
  const pandas = {
    index_columns: [index],
    column_indexes: [],
    columns: [
      described("task_index", "task_index", "int64", "int64"),
      described(null, index, "unicode", "object"),
    ],
    creator: { library: "aann-gym", version: "0" },
    pandas_version: "2.0.0",
  };
  const table = await ParquetTable.create(
    path,
    [
      { name: "task_index", type: "INT64" },
      { name: index, type: "STRING" },
    ],
    { pandas: JSON.stringify(pandas) },
  );
  await table.add([0, task]);
  await table.close();
}
