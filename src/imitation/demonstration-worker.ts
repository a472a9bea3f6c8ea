import { adapterOf, checkModule, specOfEnv } from "../adapters/environments.js";
import { InputError } from "../errors.js";
import { canonicalJson } from "../json.js";
import type { EnvReference } from "../networks/policy.js";
import { type EncoderSettings, observationEncoder } from "../policies/observation-encoder.js";
import { readRecording } from "../recordings/recording-folder.js";
import { isSystemError, systemErrorSentence } from "../system-error.js";
import { type Choice, type Demonstration, readDemonstration } from "./demonstration.js";
import type { ImageCorruption } from "./image-corruptions.js";

/** How recordings are read. */
export interface DemonstrationPlan {
  /** What a recording has to be a recording of; other options than these are fine. */
  readonly env: EnvReference;
  readonly encoder: EncoderSettings;
  /** Elements of an action; undefined for discrete actions. */
  readonly actionSize: number | undefined;
  /** Corruptions that some of the images get. */
  readonly augment?: readonly ImageCorruption[];
}

/** A recording to read. */
export interface DemonstrationJob extends Choice {
  /** Its JSON file. */
  readonly file: string;
}

export type DemonstrationResult = Demonstration | { readonly problem: string };

/** Reads the frames that are asked for. A class does not survive the way between threads, so bad input goes as text. */
export default async function readOne(
  plan: DemonstrationPlan,
  job: DemonstrationJob,
): Promise<DemonstrationResult> {
  try {
    return await read(plan, job);
  } catch (error) {
    if (error instanceof InputError) return { problem: error.message };
    if (isSystemError(error)) {
      return { problem: systemErrorSentence(error) ?? `${job.file}: ${error.message}` };
    }
    throw error;
  }
}

async function read(
  { env, encoder, actionSize, augment }: DemonstrationPlan,
  { file, ...choice }: DemonstrationJob,
): Promise<Demonstration> {
  const recording = await readRecording(file);
  const { environment } = recording;
  if (environment.id !== env.id) {
    throw new InputError(`${file}: expected a recording of ${env.id}, got one of ${environment.id}`);
  }
  for (const [step, action] of [...recording.actions, ...(recording.labels ?? [])].entries()) {
    const size = typeof action === "number" ? undefined : action.length;
    if (size !== actionSize) {
      const wanted = actionSize === undefined ? "one number" : `${actionSize} numbers`;
      throw new InputError(
        `${file}: expected ${wanted} for each action, got ${canonicalJson(action)} in step ${step % recording.actions.length}`,
      );
    }
  }
  // The module that the person has named comes first: then a recording may name it too.
  await specOfEnv(env);
  checkModule(environment, file);
  await specOfEnv(environment);
  const adapter = await adapterOf(env.id);
  return readDemonstration(recording, file, adapter, observationEncoder(encoder), choice, augment);
}
