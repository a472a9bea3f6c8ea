import { rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { withPath, writeFileAtomic } from "../atomic-file.js";
import { InputError } from "../errors.js";
import { jsonLines } from "../json.js";
import { encodePng } from "../png.js";
import { prepareWritableFolder } from "../writable-folder.js";
import type { RecordedAction } from "./recording.js";
import { findRecordings, readFrames, readRecording } from "./recording-folder.js";

/** One row a step, for other programs. */
export interface ExportedStep {
  /** The recording's name. */
  readonly episode: string;
  /** From 1. */
  readonly step: number;
  readonly action: RecordedAction;
  /** What the expert wanted; absent where the action was not disturbed. */
  readonly label?: RecordedAction;
  readonly reward: number;
  /** Hash of the observation that the action answers. */
  readonly frame: string;
}

/** Writes the steps of all recordings as JSON lines. */
export async function exportJsonLines(path: string, out: string): Promise<number> {
  const steps = await readSteps(await findRecordings(path));
  await writeFileAtomic(out, jsonLines(steps));
  return steps.length;
}

/** Writes the steps of all recordings as comma-separated values. */
export async function exportCsv(path: string, out: string): Promise<number> {
  const steps = await readSteps(await findRecordings(path));
  await writeFileAtomic(out, csvOf(steps));
  return steps.length;
}

/** Steps as comma-separated values with a head, one column for each element of action and label. */
export function csvOf(steps: readonly ExportedStep[]): string {
  const actionColumns = columns(
    "action",
    steps.map(({ action }) => action),
  );
  const labelColumns = columns(
    "label",
    steps.flatMap(({ label }) => (label === undefined ? [] : [label])),
  );
  const head = ["episode", "step", ...actionColumns, ...labelColumns, "reward", "frame"];
  const rows = steps.map(({ episode, step, action, label, reward, frame }) => [
    quoted(episode),
    step,
    ...cells(action, actionColumns.length),
    ...cells(label, labelColumns.length),
    reward,
    frame,
  ]);
  return [head, ...rows].map((row) => `${row.join(",")}\n`).join("");
}

/** Writes every frame as an image: OUT/EPISODE/0000.png is the reset's observation. */
export async function exportFrames(path: string, out: string, signal: AbortSignal): Promise<number> {
  let count = 0;
  for (const file of await findRecordings(path)) {
    const recording = await readRecording(file);
    if (!recording.frame) {
      throw new InputError(`${file}: expected observations that are images, got a recording of others`);
    }
    const { width, height } = recording.frame;
    const folder = join(out, basename(file, ".json"));
    await prepareWritableFolder(folder);
    for (const [i, frame] of (await readFrames(file, recording)).entries()) {
      if (signal.aborted) return count;
      const path = join(folder, `${String(i).padStart(4, "0")}.png`);
      await writeFile(path, encodePng({ width, height, data: frame })).catch(async (error: unknown) => {
        await rm(path, { force: true });
        throw withPath(error, path);
      });
      count++;
    }
  }
  return count;
}

/** The steps of recordings, in the order of the files. */
export async function readSteps(files: readonly string[]): Promise<ExportedStep[]> {
  const steps: ExportedStep[] = [];
  for (const file of files) {
    const { actions, labels, rewards, hashes } = await readRecording(file);
    const episode = basename(file, ".json");
    actions.forEach((action, i) => {
      const label = labels && { label: labels[i] };
      steps.push({ episode, step: i + 1, action, ...label, reward: rewards[i], frame: hashes[i] });
    });
  }
  return steps;
}

function columns(name: string, actions: readonly RecordedAction[]): string[] {
  const width = actions.reduce<number>((most, action) => Math.max(most, lengthOf(action)), 0);
  return Array.from({ length: width }, (_, i) => `${name}_${i}`);
}

const lengthOf = (action: RecordedAction) => (typeof action === "number" ? 1 : action.length);

function cells(action: RecordedAction | undefined, count: number): (number | string)[] {
  const values = action === undefined ? [] : [action].flat();
  return Array.from({ length: count }, (_, i) => values[i] ?? "");
}

const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
