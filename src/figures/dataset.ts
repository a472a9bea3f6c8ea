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
import { storedImages } from "../tasks/stored-images.js";
import { loadTask } from "../tasks/tasks.js";
import type { Dataset, Experiment } from "./experiment.js";

const STORED = { mnist, "fashion-mnist": fashionMnist };

/** What there is to learn of driving: what outputs mean, and the scripted expert's episodes. */
interface DemonstrationPlan {
  readonly encoding: "turn" | "aim";
  /** Where its episodes go; another folder for each kind. */
  readonly folder: string;
  /** Whether bursts of noise disturb the expert, whose labels stay its own. */
  readonly noise: boolean;
  /** Whether road and ground have other colours on every track. */
  readonly randomColours: boolean;
}

const DEMONSTRATIONS = {
  /** As the paper's: three classes (left, right, go), the expert undisturbed. */
  driving: { encoding: "turn", folder: "", noise: false, randomColours: false },
  aiming: { encoding: "aim", folder: "noisy-", noise: true, randomColours: false },
  "aiming, random colours": { encoding: "aim", folder: "coloured-", noise: true, randomColours: true },
} as const satisfies Record<string, DemonstrationPlan>;

/** The names of all datasets. */
export const DATASETS = [...Object.keys(STORED), ...Object.keys(DEMONSTRATIONS)] as DatasetName[];

export type DatasetName = keyof typeof STORED | keyof typeof DEMONSTRATIONS;

const isStored = (name: DatasetName): name is keyof typeof STORED => Object.hasOwn(STORED, name);

/** The folders with the expert's episodes that a dataset is made of, in the folder of the figures. */
export function demonstrationFolders(name: DatasetName): string[] {
  if (isStored(name)) return [];
  const { folder } = DEMONSTRATIONS[name];
  return [`${folder}demonstrations`, `${folder}test-demonstrations`];
}

/** Reads a task with its test set. The expert's episodes are recorded when they are not there yet. */
export async function loadDataset(name: DatasetName, experiment: Experiment): Promise<Dataset> {
  if (isStored(name)) {
    const { load, loadTest } = storedImages(STORED[name]);
    return { name, task: await loadTask({ task: name }), ...(await load()), test: await loadTest() };
  }
  const plan = DEMONSTRATIONS[name];
  const { episodes, testEpisodes } = experiment.protocol;
  const [forLearning, forTests] = demonstrationFolders(name);
  const learn = await expertEpisodes(experiment, forLearning, plan, seedsFrom(FIRST_SEED.recorded, episodes));
  const tested = await expertEpisodes(experiment, forTests, plan, seedsFrom(FIRST_SEED.test, testEpisodes));
  const task = await loadTask({ env: { id: DEFAULT_ENV, options: {} }, decoder: plan.encoding });
  const { fit, validation } = await task.load({ recordings: learn });
  const test = await task.load({ recordings: tested });
  return { name, task, fit, validation, test: concatenate(test.fit, test.validation) };
}

/** Records what is missing of the expert's episodes on some tracks. @returns the folder */
async function expertEpisodes(
  experiment: Experiment,
  name: string,
  { noise, randomColours }: DemonstrationPlan,
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
