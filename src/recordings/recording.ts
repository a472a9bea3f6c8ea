import { createHash } from "node:crypto";
import { z } from "zod";
import { InputError } from "../errors.js";

/** Value of `format` in every recording. */
export const FORMAT = "aann-gym/recording";
/** Version of the format that this module reads and writes. */
export const VERSION = 1;

const finite = z.number();
const action = z.union([finite, z.array(finite).min(1)], "expected a finite number, or some in an array");
const hash = z.string().regex(/^[0-9a-f]{16}$/, "expected 16 hexadecimal digits");
const size = z.int().min(1).max(4096);

const driver = z.strictObject({
  kind: z.enum(["person", "expert", "policy"]),
  name: z.string(),
  noise: z.literal(true).optional(),
  recovery: z.literal(true).optional(),
});

const recording = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  package: z.string(),
  created: z.iso.datetime(),
  environment: z.strictObject({ id: z.string(), options: z.record(z.string(), z.json()) }),
  seed: z.int().min(0),
  driver,
  steps: z.int().min(1),
  return: finite,
  terminated: z.boolean(),
  truncated: z.boolean(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits"),
  frame: z.strictObject({ width: size, height: size, columns: z.int().min(1).max(1000) }),
  hashes: z.array(hash),
  rewards: z.array(finite),
  actions: z.array(action),
  labels: z.array(action).optional(),
  corrected: z.array(z.int().min(0)).optional(),
});

/** What was done in one step: a number for a discrete action space, else one number an element. */
export type RecordedAction = number | readonly number[];

/** Who drove. `noise`, `recovery`: disturbed in bursts of that kind (see `BURSTS`); `labels` say what it wanted. */
export interface Driver {
  readonly kind: "person" | "expert" | "policy";
  /** The expert's style, the policy's file, or whatever a person calls themselves. */
  readonly name: string;
  readonly noise?: true;
  readonly recovery?: true;
}

/** The environment that was driven: what `make` takes. */
export interface RecordedEnvironment {
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The grid of frames in the film strip. */
export interface StripLayout {
  /** Size of one frame in pixels. */
  readonly width: number;
  readonly height: number;
  /** Frames in a row; frame i stands in column i mod columns. */
  readonly columns: number;
}

/** One episode, without its pictures. The seed and the actions replay it exactly. */
export interface Recording {
  /** The version of aann-gym that recorded it. */
  readonly package: string;
  /** When, in ISO 8601 and UTC. */
  readonly created: string;
  readonly environment: RecordedEnvironment;
  readonly seed: number;
  readonly driver: Driver;
  /** How the last step ended the episode; both are false where the driver stopped before its end. */
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly frame: StripLayout;
  /** One a frame, so one more than there are steps: the reset's observation comes first. See `frameHash`. */
  readonly hashes: readonly string[];
  readonly rewards: readonly number[];
  readonly actions: readonly RecordedAction[];
  /** What the demonstrator wanted in each step, where the action was disturbed. */
  readonly labels?: readonly RecordedAction[];
  /** The steps, counted from 0, in which someone overruled the policy that drove: its label is the correction. */
  readonly corrected?: readonly number[];
}

/** Number of steps of an episode. */
export const stepsOf = ({ actions }: Recording): number => actions.length;

/** Sum of an episode's rewards, added in order. */
export const returnOf = ({ rewards }: Recording): number => rewards.reduce((sum, reward) => sum + reward, 0);

/** What to imitate: the demonstrator's wish where it is known, else what was done. */
export const labelsOf = ({ labels, actions }: Recording): readonly RecordedAction[] => labels ?? actions;

/**
 * What was done with steering, gas and brake.
 * @param file for the message
 * @throws InputError when the recording is of another environment, or of discrete actions
 */
export function controlsOf(
  { actions, environment }: Recording,
  file: string,
): readonly (readonly number[])[] {
  if (environment.id.startsWith("CarRacing-") && typeof actions[0] !== "number") {
    return actions as readonly (readonly number[])[];
  }
  throw new InputError(
    `${file}: expected a recording of CarRacing with steering and pedals, got ${environment.id}`,
  );
}

/** SHA-256 of an observation's bytes, first 16 hexadecimal digits. */
export function frameHash(observation: Uint8Array): string {
  return createHash("sha256").update(observation).digest("hex").slice(0, 16);
}

/**
 * SHA-256 over the seed, the actions, the rewards and the labels as little-endian float64 numbers, in hexadecimal
 * digits. It tells a recording that was changed or damaged at once; only a replay proves that it is true.
 */
export function digest({ seed, actions, rewards, labels }: Recording): string {
  const numbers = [seed, ...actions.flat(), ...rewards, ...(labels?.flat() ?? [])] as number[];
  const bytes = new DataView(new ArrayBuffer(8 * numbers.length));
  numbers.forEach((number, i) => {
    bytes.setFloat64(8 * i, number, true);
  });
  return createHash("sha256").update(bytes).digest("hex");
}

/** The text of a recording's file: JSON, one member a line. */
export function formatRecording(recording: Recording): string {
  const {
    package: release,
    created,
    environment,
    seed,
    driver,
    terminated,
    truncated,
    ...arrays
  } = recording;
  const summary = { steps: stepsOf(recording), return: returnOf(recording), terminated, truncated };
  const members = {
    ...{ format: FORMAT, version: VERSION, package: release, created, environment, seed, driver },
    ...summary,
    sha256: digest(recording),
    ...arrays,
  };
  const lines = Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

/**
 * Reads the text of a recording's file.
 * @param file its name, for messages
 * @throws InputError on anything but a whole, undamaged recording
 */
export function parseRecording(text: string, file: string): Recording {
  const { sha256, ...recording } = parseMembers(text, file);
  if (digest(recording) !== sha256) {
    throw new InputError(
      `${file}: expected seed, actions, rewards and labels as recorded, got changed ones (SHA-256 differs)`,
    );
  }
  return recording;
}

/** As `parseRecording`, but takes changed numbers, for a replay to find out which. */
export function parseUnproven(text: string, file: string): Recording {
  const { sha256: _, ...recording } = parseMembers(text, file);
  return recording;
}

function parseMembers(text: string, file: string): Recording & { sha256: string } {
  const result = recording.safeParse(parseJson(text, file));
  if (!result.success) throw new InputError(`${file}: ${describeIssue(result.error)}`);
  const { format: _, version: __, steps, return: sum, ...members } = result.data;
  for (const [name, count] of [
    ["actions", members.actions.length],
    ["rewards", members.rewards.length],
    ["labels", members.labels?.length ?? steps],
    ["hashes", members.hashes.length - 1],
  ] as const) {
    const more = name === "hashes" ? 1 : 0;
    if (count !== steps) {
      throw new InputError(
        `${file}: expected ${steps + more} ${name} for ${steps} steps, got ${count + more}`,
      );
    }
  }
  const total = members.rewards.reduce((a, b) => a + b, 0);
  if (sum !== total)
    throw new InputError(`${file}: expected the return to be the rewards' sum ${total}, got ${sum}`);
  return { ...members, environment: withPictures(members.environment) };
}

/** aann-gym 0.1.0 drew CarRacing as pygame does and had no option for it: what it recorded is replayed so. */
function withPictures({ id, options }: RecordedEnvironment): RecordedEnvironment {
  return { id, options: id === "CarRacing-v3" ? { pictures: "pygame", ...options } : options };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(
      `${file}: expected a whole recording in JSON, got a damaged file (${(error as Error).message})`,
    );
  }
}

function describeIssue(error: z.ZodError): string {
  const { path, message } = error.issues[0]!;
  const place = path.length > 0 ? path.join(".") : "recording";
  return `${place}: ${message.replace(/^Invalid input: /, "").replace(", received ", ", got ")}`;
}
