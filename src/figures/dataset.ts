import { join } from "node:path";
import { DEFAULT_ENV } from "../../envs/index.js";
import { adapterOf, openEnv } from "../adapters/environments.js";
import { concatenate } from "../data/data-set.js";
import { fashionMnist } from "../data/fashion-mnist.js";
import { mnist } from "../data/mnist.js";
import { missingSeeds, recordEpisodes } from "../recordings/record-episodes.js";
import type { Agent } from "../recordings/recording.js";
import { prepareFolder } from "../recordings/recording-folder.js";
import { FIRST_SEED, seedsFrom } from "../rollout/seeds.js";
import { storedPictures } from "../tasks/stored-pictures.js";
import { loadTask } from "../tasks/tasks.js";
import type { Dataset, Experiment } from "./experiment.js";

const STORED = { mnist, "fashion-mnist": fashionMnist };

/** What there is to learn of driving: what outputs mean, and the scripted expert's laps. */
interface Lessons {
  readonly encoding: "turn" | "aim";
  /** Where its laps go; another folder for each kind of lap. */
  readonly folder: string;
  /** Whether bursts of noise disturb the expert, whose labels stay its own. */
  readonly noise: boolean;
  /** Whether road and ground have other colours on every track. */
  readonly randomColours: boolean;
}

const LESSONS = {
  /** As the paper's: three classes (left, right, go), the expert undisturbed. */
  driving: { encoding: "turn", folder: "", noise: false, randomColours: false },
  aiming: { encoding: "aim", folder: "noisy-", noise: true, randomColours: false },
  "aiming, random colours": { encoding: "aim", folder: "coloured-", noise: true, randomColours: true },
} as const satisfies Record<string, Lessons>;

/** The names of all datasets. */
export const DATASETS = [...Object.keys(STORED), ...Object.keys(LESSONS)] as DatasetName[];

export type DatasetName = keyof typeof STORED | keyof typeof LESSONS;

const isStored = (name: DatasetName): name is keyof typeof STORED => Object.hasOwn(STORED, name);

/** The folders with the expert's laps that a dataset is made of, in the folder of the figures. */
export function lapFolders(name: DatasetName): string[] {
  if (isStored(name)) return [];
  const { folder } = LESSONS[name];
  return [`${folder}laps`, `${folder}test-laps`];
}

/** Reads a task with its test set. The expert's laps are recorded when they are not there yet. */
export async function loadDataset(name: DatasetName, experiment: Experiment): Promise<Dataset> {
  if (isStored(name)) {
    const { load, loadTest } = storedPictures(STORED[name]);
    return { name, task: await loadTask({ task: name }), ...(await load()), test: await loadTest() };
  }
  const lessons = LESSONS[name];
  const { laps, testLaps } = experiment.protocol;
  const [forLearning, forTests] = lapFolders(name);
  const learn = await expertLaps(experiment, forLearning, lessons, seedsFrom(FIRST_SEED.recorded, laps));
  const tested = await expertLaps(experiment, forTests, lessons, seedsFrom(FIRST_SEED.test, testLaps));
  const task = await loadTask({ env: { id: DEFAULT_ENV, options: {} }, decoder: lessons.encoding });
  const { fit, validation } = await task.load({ recordings: learn });
  const test = await task.load({ recordings: tested });
  return { name, task, fit, validation, test: concatenate(test.fit, test.validation) };
}

/** Records what is missing of the expert's laps on some tracks. @returns the folder */
async function expertLaps(
  experiment: Experiment,
  name: string,
  { noise, randomColours }: Lessons,
  tracks: readonly number[],
): Promise<string> {
  const { signal } = experiment;
  const folder = join(experiment.folder, name);
  const options: Record<string, string | boolean> = { physics: "float32" };
  if (randomColours) options.domainRandomize = true;
  const reference = { id: DEFAULT_ENV, options };
  const adapter = await adapterOf(DEFAULT_ENV);
  const env = await openEnv(reference);
  try {
    const [style, create] = Object.entries(adapter.experts!)[0];
    const bursts = noise ? adapter.noise!.noise! : undefined;
    const agent: Agent = { kind: "expert", name: style, ...(noise && { noise: true as const }) };
    await prepareFolder(folder);
    const seeds = await missingSeeds(tracks, folder, agent, reference);
    await recordEpisodes({
      ...{ env, reference, policy: create(env)!, agent, folder, seeds, signal },
      ...(bursts && {
        noise: bursts.create(),
        stall: { watch: adapter.stallWatch!, limit: bursts.stallLimit },
      }),
    });
    signal.throwIfAborted();
    return folder;
  } finally {
    env.close();
  }
}
