import { FRAME_BYTES, SIDE } from "../adapters/car-racing/frame.js";
import { InputError } from "../errors.js";
import { labelsOf, type RecordedAction, type Recording } from "../recordings/recording.js";
import { readRecording } from "../recordings/recording-folder.js";
import { type Choice, readDemonstratedFrames } from "./demonstration.js";

/** Steer, gas and brake. */
export const CONTROLS = 3;

export interface DemonstrationJob extends Choice {
  /** A recording's JSON file. */
  readonly file: string;
}

/** Frames of one episode, packed for the way between threads. */
export interface Demonstration {
  readonly count: number;
  /** Frames × 96 × 96 × 3. */
  readonly images: Uint8Array;
  /** What the demonstrator wanted: frames × controls. */
  readonly actions: Float32Array;
  /** m/s. */
  readonly speeds: Float32Array;
  /** rad/s, left positive. */
  readonly yawRates: Float32Array;
  /** Aim and target speed behind each action; NaN where they are not known. */
  readonly aims: Float32Array;
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

async function take({ file, ...choice }: DemonstrationJob): Promise<Demonstration> {
  const recording = await readRecording(file);
  checkRecording(recording, file);
  const frames = await readDemonstratedFrames(recording, file, choice);
  const images = new Uint8Array(frames.length * FRAME_BYTES);
  const actions = new Float32Array(frames.length * CONTROLS);
  frames.forEach(({ observation, action }, index) => {
    images.set(observation, index * FRAME_BYTES);
    actions.set(action, index * CONTROLS);
  });
  return {
    count: frames.length,
    images,
    actions,
    speeds: Float32Array.from(frames, ({ speed }) => speed),
    yawRates: Float32Array.from(frames, ({ yawRate }) => yawRate),
    aims: Float32Array.from(
      frames.flatMap(({ aim }) => [aim?.aim ?? Number.NaN, aim?.targetSpeed ?? Number.NaN]),
    ),
  };
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

const isControl = (action: RecordedAction) => typeof action === "object" && action.length === CONTROLS;
