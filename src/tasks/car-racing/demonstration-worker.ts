import { InputError } from "../../errors.js";
import { labelsOf, type RecordedAction, type Recording } from "../../recordings/recording.js";
import { readFrames, readRecording } from "../../recordings/recording-folder.js";
import { OUTPUTS, targetsOf } from "./encoding.js";
import { FRAME_BYTES, SIDE } from "./frame.js";

export interface DemonstrationJob {
  /** A recording's JSON file. */
  readonly file: string;
  /** The first frame to take, and one in how many from there. */
  readonly first: number;
  readonly every: number;
}

/** Frames of one episode (frames × 96 × 96 × 3), and the outputs wished for them (frames × outputs). */
export interface Demonstration {
  readonly images: Uint8Array;
  readonly targets: Float32Array;
}

export type DemonstrationResult = Demonstration | { readonly problem: string };

/** Reads the frames that are asked for. A class does not survive the way between threads, so bad input goes as text. */
export default async function readDemonstration(job: DemonstrationJob): Promise<DemonstrationResult> {
  try {
    return await take(job);
  } catch (error) {
    if (error instanceof InputError) return { problem: error.message };
    throw error;
  }
}

async function take({ file, first, every }: DemonstrationJob): Promise<Demonstration> {
  const recording = await readRecording(file);
  checkRecording(recording, file);
  const frames = await readFrames(file, recording);
  const labels = labelsOf(recording);
  const count = Math.max(0, Math.ceil((labels.length - first) / every));
  const images = new Uint8Array(count * FRAME_BYTES);
  const targets = new Float32Array(count * OUTPUTS);
  for (let index = 0; index < count; index++) {
    const step = first + index * every;
    images.set(frames[step], index * FRAME_BYTES);
    targets.set(targetsOf(labels[step] as readonly number[]), index * OUTPUTS);
  }
  return { images, targets };
}

function checkRecording(recording: Recording, file: string): void {
  const { environment, frame } = recording;
  const drives = environment.id.startsWith("CarRacing-");
  const wrong = labelsOf(recording).find((action) => !isControl(action));
  if (drives && wrong !== undefined) {
    throw new InputError(`${file}: expected steering, gas and brake, got ${JSON.stringify(wrong)}`);
  }
  if (!drives || frame.width !== SIDE || frame.height !== SIDE) {
    throw new InputError(
      `${file}: expected car-racing with ${SIDE}×${SIDE} pixels, got ${environment.id} with ${frame.width}×${frame.height}`,
    );
  }
}

/** Steering, gas and brake. */
const isControl = (action: RecordedAction) => typeof action === "object" && action.length === OUTPUTS;
