import type { Env, RenderFrame } from "../../../envs/env.js";
import type { ExportedSet } from "../exported.js";
import { frameSize } from "../write-trajectory.js";
import {
  actionFeature,
  type Feature,
  INDEX_FEATURES,
  OUTCOME_FEATURES,
  observationFeature,
  type ReadFeature,
} from "./features.js";
import type { Cell, TableColumn } from "./parquet-table.js";
import { FIGURES } from "./statistics.js";

/** The version of LeRobot's data sets that is written. */
const VERSION = "v3.0";

/** Files in a folder of data or videos, and their greatest sizes for those who add to the data set. */
const FILES_PER_CHUNK = 1000;
const DATA_MEGABYTES = 100;
const VIDEO_MEGABYTES = 200;

/** Where things are in a data set. */
export const INFO_FILE = "meta/info.json";
export const STATS_FILE = "meta/stats.json";
export const TASKS_FILE = "meta/tasks.parquet";
const FILE = "chunk-{chunk_index:03d}/file-{file_index:03d}";
export const DATA_PATH = `data/${FILE}.parquet`;
export const EPISODES_PATH = `meta/episodes/${FILE}.parquet`;
export const VIDEO_PATH = `videos/{video_key}/${FILE}.mp4`;

/** Chunk and file of an episode's video. */
export const placeOf = (episode: number): [chunk: number, file: number] => [
  Math.floor(episode / FILES_PER_CHUNK),
  episode % FILES_PER_CHUNK,
];

/** A path with the numbers of chunk and file in it. */
export function filled(pattern: string, episode: number): string {
  const [chunk, file] = placeOf(episode).map((number) => String(number).padStart(3, "0"));
  return pattern.replace("{chunk_index:03d}", chunk!).replace("{file_index:03d}", file!);
}

/** What the frames of a data set are. */
export interface Layout {
  readonly fps: number;
  readonly task: string;
  readonly observation: ReadFeature;
  readonly action: ReadFeature;
  /** What should have been done, where a recording says that. */
  readonly label: ReadFeature | undefined;
  readonly features: readonly Feature[];
  /** Size of the images, before odd rows and columns are left out. */
  readonly size: Pick<RenderFrame, "width" | "height"> | undefined;
}

export function layoutOf({ isLabelled }: ExportedSet, env: Env, task: string): Layout {
  const observation = observationFeature(env);
  const action = actionFeature("action", env);
  const label = isLabelled ? actionFeature("label", env) : undefined;
  return {
    ...{ task, observation, action, label, size: frameSize(env.observationSpace) },
    fps: Math.max(1, Math.round(env.metadata.renderFps)),
    features: [observation, action, ...(label ? [label] : []), ...OUTCOME_FEATURES, ...INDEX_FEATURES],
  };
}

const PARQUET = { float32: "FLOAT", int64: "INT64", bool: "BOOLEAN" } as const;

/** The features of a frame that are in a table, and not in a video. */
const inTable = (features: readonly Feature[]) => features.filter(({ dtype }) => dtype !== "video");

export const dataColumns = (features: readonly Feature[]): TableColumn[] =>
  inTable(features).map(({ key, dtype, shape }) => ({
    name: key,
    type: PARQUET[dtype as keyof typeof PARQUET],
    depth: shape[0] === 1 ? 0 : 1,
  }));

/** One row an episode: where it is, and figures of each feature. */
export function episodeColumns(features: readonly Feature[]): TableColumn[] {
  const integers = (...names: string[]) => names.map((name): TableColumn => ({ name, type: "INT64" }));
  const videos = features.filter(({ dtype }) => dtype === "video").map(({ key }) => `videos/${key}/`);
  return [
    ...integers("episode_index"),
    { name: "tasks", type: "STRING", depth: 1 },
    ...integers("length", "data/chunk_index", "data/file_index", "dataset_from_index", "dataset_to_index"),
    ...videos.flatMap((video): TableColumn[] => [
      ...integers(`${video}chunk_index`, `${video}file_index`),
      { name: `${video}from_timestamp`, type: "DOUBLE" },
      { name: `${video}to_timestamp`, type: "DOUBLE" },
    ]),
    ...features.flatMap(({ key, dtype }): TableColumn[] => [
      ...FIGURES.map(
        (figure): TableColumn => ({
          name: `stats/${key}/${figure}`,
          type: "DOUBLE",
          depth: dtype === "video" ? 3 : 1,
        }),
      ),
      { name: `stats/${key}/count`, type: "INT64", depth: 1 },
    ]),
    ...integers("meta/episodes/chunk_index", "meta/episodes/file_index"),
    { name: "seed", type: "UINT_64" },
  ];
}

/** LeRobot keeps a figure of images as colours × 1 × 1. */
export const figureCell = ({ dtype }: Feature, numbers: readonly number[]): Cell =>
  dtype === "video" ? numbers.map((number) => [[number]]) : numbers;

/** A frame's numbers as a cell of the table of data; none for what is in a video. */
export function cellOf({ dtype, shape }: Feature, numbers: readonly number[]): Cell[] {
  if (dtype === "video") return [];
  if (dtype === "bool") return [numbers[0] === 1];
  return [shape[0] === 1 ? numbers[0]! : numbers];
}

export function infoOf({ files, steps }: ExportedSet, { fps, features, size }: Layout): object {
  return {
    codebase_version: VERSION,
    robot_type: null,
    ...{ total_episodes: files.length, total_frames: steps, total_tasks: 1, chunks_size: FILES_PER_CHUNK },
    ...{ data_files_size_in_mb: DATA_MEGABYTES, video_files_size_in_mb: VIDEO_MEGABYTES, fps },
    splits: { train: `0:${files.length}` },
    data_path: DATA_PATH,
    video_path: size ? VIDEO_PATH : null,
    features: Object.fromEntries(
      features.map(({ key, dtype, shape, names }) => [
        key,
        { dtype, shape, names, ...(dtype === "video" && { info: videoInfo(shape, fps) }) },
      ]),
    ),
  };
}

const videoInfo = ([height, width]: readonly number[], fps: number) => ({
  ...{ "video.height": height, "video.width": width, "video.codec": "h264", "video.pix_fmt": "yuv420p" },
  ...{ "video.is_depth_map": false, "video.fps": fps, "video.channels": 3, has_audio: false },
});
