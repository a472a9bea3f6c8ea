import { InputError } from "../../errors.js";
import { labelsOf, type Recording } from "../../recordings/recording.js";
import { findRecordings, readFrames, readRecording } from "../../recordings/recording-folder.js";
import type { DataSet, Splits } from "../data-set.js";
import { OUTPUTS, targetsOf } from "./encoding.js";

const FRAME_BYTES = 96 * 96 * 3;

/** One episode in this many is held out for validation. */
const HELD_OUT = 8;

/**
 * Reads recordings as pictures and the outputs that would do what the demonstrator did. Whole episodes are held out for
 * validation, since neighbouring frames are much alike.
 * @param folder recordings of car-racing with continuous actions
 * @param every takes one frame in so many, since the next one looks much the same
 * @param onEpisode called after each episode
 * @throws InputError when a recording is damaged, of another environment, or there are fewer than two
 */
export async function loadDemonstrations(
  folder: string,
  every: number,
  onEpisode: (done: number, total: number) => void = () => {},
): Promise<Splits> {
  const files = await findRecordings(folder);
  if (files.length < 2) {
    throw new InputError(
      `${folder}: expected at least 2 recorded episodes, one to hold out, got ${files.length}`,
    );
  }
  const fit: Demonstration[] = [];
  const validation: Demonstration[] = [];
  for (const [index, file] of files.entries()) {
    const recording = await readRecording(file);
    checkRecording(recording, file);
    const frames = await readFrames(file, recording);
    const heldOut = index % HELD_OUT === Math.min(HELD_OUT, files.length) - 1;
    const labels = labelsOf(recording);
    for (let step = index % every; step < labels.length; step += every) {
      (heldOut ? validation : fit).push({ frame: frames[step], label: labels[step] as readonly number[] });
    }
    onEpisode(index + 1, files.length);
  }
  return { fit: toDataSet(fit), validation: toDataSet(validation) };
}

interface Demonstration {
  readonly frame: Uint8Array;
  readonly label: readonly number[];
}

function checkRecording({ environment, frame, actions }: Recording, file: string): void {
  if (
    !environment.id.startsWith("CarRacing-") ||
    !Array.isArray(actions[0]) ||
    frame.width !== 96 ||
    frame.height !== 96
  ) {
    throw new InputError(`${file}: expected car-racing with continuous actions, got ${environment.id}`);
  }
}

function toDataSet(demonstrations: readonly Demonstration[]): DataSet {
  const count = demonstrations.length;
  const images = new Uint8Array(count * FRAME_BYTES);
  const values = new Float32Array(count * OUTPUTS);
  for (const [index, { frame, label }] of demonstrations.entries()) {
    images.set(frame, index * FRAME_BYTES);
    values.set(targetsOf(label), index * OUTPUTS);
  }
  return { count, images, targets: { kind: "values", outputs: OUTPUTS, values } };
}
