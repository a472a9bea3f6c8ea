import { createHash, type Hash } from "node:crypto";
import { z } from "zod";
import { registered } from "../../envs/index.js";
import { InputError } from "../errors.js";
import { canonicalJson, withoutMark } from "../json.js";
import type { EnvReference } from "../networks/policy.js";
import { type EpisodeSeed, isEpisodeSeed } from "../rollout/seeds.js";

/** Value of `format` in every recording. */
export const FORMAT = "aann-gym/recording";
/** Version of the format that this module writes; it reads version 1 too. */
export const VERSION = 2;

const finite = z.number();
const action = z.union([finite, z.array(finite).min(1)], "expected a finite number, or some in an array");
const hash = z.string().regex(/^[0-9a-f]{16}$/, "expected 16 hexadecimal digits");
const size = z.int().min(1).max(4096);

const agent = z.strictObject({
  kind: z.enum(["person", "expert", "policy"]),
  name: z.string(),
  noise: z.literal(true).optional(),
  recovery: z.literal(true).optional(),
});

const common = {
  format: z.literal(FORMAT),
  package: z.string(),
  created: z.iso.datetime(),
  seed: z.custom<EpisodeSeed>(
    isEpisodeSeed,
    "expected an integer from 0 on, or the digits of one of 64 bits",
  ),
  steps: z.int().min(1),
  return: finite,
  terminated: z.boolean(),
  truncated: z.boolean(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits"),
  hashes: z.array(hash),
  rewards: z.array(finite),
  actions: z.array(action),
  labels: z.array(action).optional(),
  corrected: z.array(z.int().min(0)).optional(),
};

const sheet = z.strictObject({ width: size, height: size, columns: z.int().min(1).max(1000) });
const options = z.record(z.string(), z.json());

const version1 = z.strictObject({
  ...common,
  version: z.literal(1),
  environment: z.strictObject({ id: z.string(), options }),
  driver: agent,
  frame: sheet,
});

const version2 = z.strictObject({
  ...common,
  version: z.literal(2),
  environment: z.strictObject({ id: z.string(), options, module: z.string().optional() }),
  agent,
  frame: sheet.optional(),
});

/** What was done in one step: a number for a discrete action space, else one number for each element. */
export type RecordedAction = number | readonly number[];

/** Who acted. `noise`, `recovery`: with action noise of that kind; `labels` say what the agent wanted. */
export interface Agent {
  readonly kind: "person" | "expert" | "policy";
  /** The expert's style, the policy's file, or whatever a person calls themselves. */
  readonly name: string;
  readonly noise?: true;
  readonly recovery?: true;
}

/** The grid of frames in the frame sheet. */
export interface SheetLayout {
  /** Size of one frame in pixels. */
  readonly width: number;
  readonly height: number;
  /** Frames in a row; frame i stands in column i mod columns. */
  readonly columns: number;
}

/** One episode, without its observations. The seed and the actions replay it exactly. */
export interface Recording {
  /** The version of aann-gym that recorded it. */
  readonly package: string;
  /** When, in ISO 8601 and UTC. */
  readonly created: string;
  readonly environment: EnvReference;
  readonly seed: EpisodeSeed;
  readonly agent: Agent;
  /** How the last step ended the episode; both are false where the agent stopped before its end. */
  readonly terminated: boolean;
  readonly truncated: boolean;
  /** Of the frame sheet, where observations are RGB images. Others are had by a replay alone. */
  readonly frame?: SheetLayout;
  /** One for each observation, so one more than there are steps: the reset's comes first. See `observationHash`. */
  readonly hashes: readonly string[];
  readonly rewards: readonly number[];
  readonly actions: readonly RecordedAction[];
  /** What should have been done in each step, where that may be something else. */
  readonly labels?: readonly RecordedAction[];
  /** The steps, counted from 0, in which someone overruled the policy: its label is the intervention. */
  readonly corrected?: readonly number[];
}

/** An action as recordings hold it: with 0 for −0, which JSON cannot tell apart. */
export function recordedAction(action: number | ArrayLike<number>): RecordedAction {
  return typeof action === "number" ? action + 0 : Array.from(action, (value) => value + 0);
}

/** Number of steps of an episode. */
export const stepsOf = ({ actions }: Recording): number => actions.length;

/** Sum of an episode's rewards, added in order. */
export const returnOf = ({ rewards }: Recording): number => rewards.reduce((sum, reward) => sum + reward, 0);

/** What to imitate: the labels where there are any, else what was done. */
export const labelsOf = ({ labels, actions }: Recording): readonly RecordedAction[] => labels ?? actions;

/**
 * SHA-256 of an observation, first 16 hexadecimal digits: of an array's bytes, little-endian, of a number as a float64,
 * or of the parts of a Tuple or Dict one after the other.
 */
export function observationHash(observation: unknown): string {
  const hash = createHash("sha256");
  addTo(hash, observation);
  return hash.digest("hex").slice(0, 16);
}

function addTo(hash: Hash, observation: unknown): void {
  if (typeof observation === "number") hash.update(Float64Array.of(observation));
  else if (ArrayBuffer.isView(observation)) hash.update(observation as Uint8Array);
  else if (typeof observation === "string") hash.update(observation);
  else for (const part of Object.values(observation as object)) addTo(hash, part);
}

/** The checksum of version 1: SHA-256 over seed, actions, rewards and labels as little-endian float64 numbers. */
function digestOfVersion1({ seed, actions, rewards, labels }: Recording): string {
  const numbers = [seed, ...actions.flat(), ...rewards, ...(labels?.flat() ?? [])] as number[];
  const bytes = new DataView(new ArrayBuffer(8 * numbers.length));
  numbers.forEach((number, i) => {
    bytes.setFloat64(8 * i, number, true);
  });
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * SHA-256 over canonical JSON of the whole recording. It tells a recording that was changed or damaged at once; only a
 * replay proves that it is true.
 */
export function digest(recording: Recording): string {
  return createHash("sha256").update(canonicalJson(recording)).digest("hex");
}

/** The text of a recording's file: JSON, one member a line. */
export function formatRecording(recording: Recording): string {
  const {
    package: release,
    created,
    environment,
    seed,
    agent: who,
    terminated,
    truncated,
    ...arrays
  } = recording;
  const summary = { steps: stepsOf(recording), return: returnOf(recording), terminated, truncated };
  const members = {
    ...{ format: FORMAT, version: VERSION, package: release, created, environment, seed, agent: who },
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
 * Reads the text of a recording's file, of version 1 or 2.
 * @param file its name, for messages
 * @throws InputError on anything but a whole, undamaged recording
 */
export function parseRecording(text: string, file: string): Recording {
  const { sha256, version, recording } = parseMembers(text, file);
  const expected = version === 1 ? digestOfVersion1(recording) : digest(recording);
  if (expected !== sha256) {
    throw new InputError(
      `${file}: expected a recording as it was written, got a changed one (SHA-256 differs)`,
    );
  }
  return recording;
}

/** As `parseRecording`, but takes changed numbers, for a replay to find out which. */
export function parseUnproven(text: string, file: string): Recording {
  return parseMembers(text, file).recording;
}

function parseMembers(text: string, file: string) {
  const json = parseJson(text, file);
  const schema = (json as { version?: unknown } | null)?.version === 1 ? version1 : version2;
  const result = schema.safeParse(json);
  if (!result.success) throw new InputError(`${file}: ${describeIssue(result.error)}`);
  const { format: _, steps, return: sum, sha256, version, ...members } = upgraded(result.data);
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
  const late = members.corrected?.find(
    (step, i) => step >= steps || step <= (members.corrected![i - 1] ?? -1),
  );
  if (late !== undefined) {
    throw new InputError(`${file}: expected corrected steps in order from 0 to ${steps - 1}, got ${late}`);
  }
  const total = members.rewards.reduce((a, b) => a + b, 0);
  if (sum !== total)
    throw new InputError(`${file}: expected the return to be the rewards' sum ${total}, got ${sum}`);
  return { sha256, version, recording: members as Recording };
}

/** Version 1 calls the agent the driver, and leaves out options whose defaults have changed since. */
function upgraded(data: z.infer<typeof version1> | z.infer<typeof version2>) {
  if (data.version === 2) return data;
  const { driver, environment, ...rest } = data;
  const { formerDefaults } = registered().find(({ id }) => id === environment.id) ?? {};
  const options = { ...formerDefaults, ...environment.options };
  return { ...rest, environment: { id: environment.id, options }, agent: driver };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(withoutMark(text));
  } catch (error) {
    throw new InputError(
      `${file}: expected a whole recording in JSON, got a damaged file (${(error as Error).message})`,
    );
  }
}

function describeIssue(error: z.ZodError): string {
  const { path, message } = error.issues[0];
  const place = path.length > 0 ? path.join(".") : "recording";
  return `${place}: ${message.replace(/^Invalid input: /, "").replace(", received ", ", got ")}`;
}
