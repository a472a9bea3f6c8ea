import { join } from "node:path";
import { make } from "../../envs/index.js";
import { fashionMnist } from "../data/fashion-mnist.js";
import { mnist } from "../data/mnist.js";
import { ExpertDemonstrator } from "../recordings/demonstrator.js";
import { recordedBefore, recordLaps } from "../recordings/record-laps.js";
import { prepareFolder } from "../recordings/recording-folder.js";
import { concatenate } from "../tasks/data-set.js";
import { storedPictures } from "../tasks/stored-pictures.js";
import { loadTask } from "../tasks/tasks.js";
import type { Studio, Subject } from "./studio.js";

export type SubjectName = "mnist" | "fashion-mnist" | "car-racing";

const STORED = { mnist, "fashion-mnist": fashionMnist };

/** Tracks of laps to learn from, and of those that only test, where `evaluate` drives too. */
const LEARN_TRACKS = 0;
const TEST_TRACKS = 20_000;

/**
 * Reads a task with its test set. For driving it is the paper's: three classes (left, right, go), and the scripted expert's
 * laps, which are recorded when they are not there yet.
 */
export async function loadSubject(name: SubjectName, studio: Studio): Promise<Subject> {
  if (name !== "car-racing") {
    const { load, loadTest } = storedPictures(STORED[name]);
    return { name, task: await loadTask(name), ...(await load()), test: await loadTest() };
  }
  const carRacing = await loadTask(name);
  const task = carRacing.encodings?.turn ?? carRacing;
  const { laps, testLaps } = studio.protocol;
  const learn = await expertLaps(join(studio.folder, "laps"), LEARN_TRACKS, laps, studio.signal);
  const { fit, validation } = await task.load({ recordings: learn });
  const tested = await expertLaps(join(studio.folder, "test-laps"), TEST_TRACKS, testLaps, studio.signal);
  const test = await task.load({ recordings: tested });
  return { name, task, fit, validation, test: concatenate(test.fit, test.validation) };
}

/** Records what is missing of the expert's laps on some tracks. @returns the folder */
async function expertLaps(
  folder: string,
  first: number,
  count: number,
  signal: AbortSignal,
): Promise<string> {
  const options = { physics: "float32" } as const;
  const env = await make("CarRacing-v3", options);
  try {
    const demonstrator = new ExpertDemonstrator(env.unwrapped, "teacher");
    await prepareFolder(folder);
    const environment = { id: "CarRacing-v3", options };
    const driven = new Set(
      (await recordedBefore(folder, demonstrator.driver, environment)).map(({ seed }) => seed),
    );
    const seeds = Array.from({ length: count }, (_, lap) => first + lap).filter((seed) => !driven.has(seed));
    await recordLaps({ env, environment, demonstrator, folder, seeds, signal, onProgress() {} });
    signal.throwIfAborted();
    return folder;
  } finally {
    env.close();
  }
}
