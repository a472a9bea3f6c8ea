import type { CarRacing, CarRacingInfo, ContinuousActions } from "../../envs/box2d/car-racing/car-racing.js";
import { type Aim, Expert } from "../../envs/box2d/car-racing/expert.js";
import type { Env } from "../../envs/env.js";
import { make } from "../../envs/index.js";
import type { Box } from "../../envs/spaces.js";
import { type Motion, motionSeen } from "../adapters/car-racing/motion.js";
import { STYLES } from "../recordings/demonstrator.js";
import { frameHash, labelsOf, type RecordedAction, type Recording } from "../recordings/recording.js";
import { readFrames } from "../recordings/recording-folder.js";

/** A moment to learn from: what was to be seen, and what the demonstrator wanted to do. */
export interface DemonstratedFrame extends Motion {
  /** 96×96×3 bytes. */
  readonly observation: Uint8Array;
  /** Steer, gas and brake. */
  readonly action: ArrayLike<number>;
  /** What the action was to lead to, where it is one of the scripted expert's. */
  readonly aim?: Aim;
}

/** What was wanted, and in which motion. */
export type Wish = Omit<DemonstratedFrame, "observation">;

/**
 * Which frames of an episode to take: `first`, and one in `every` from there; of hard ones, one in `everyHard`. Easy
 * frames are much more frequent, and what happens in the hard ones decides a lap.
 */
export interface Choice {
  readonly first: number;
  readonly every: number;
  readonly everyHard: number;
}

/** Steering more than this is hard. */
const HARD_STEERING = 0.3;

function isChosen({ first, every, everyHard }: Choice, step: number, action: RecordedAction): boolean {
  const isHard = Math.abs((action as readonly number[])[0]!) > HARD_STEERING;
  return step >= first && (step - first) % (isHard ? everyHard : every) === 0;
}

type Race = Env<Box<"uint8">, ContinuousActions, CarRacingInfo> & {
  readonly unwrapped: CarRacing<ContinuousActions>;
};

/**
 * Frames of a recorded episode of car-racing. The recorded actions are driven again and only the chosen frames are drawn,
 * which takes a third of the time of unpacking the film strip; the recorded hashes prove each of them. Where the replay
 * shows something else, for instance since the recording was made by another version, the strip is read, and the motion
 * with it.
 * @param file the recording's JSON file
 * @throws InputError when the strip is needed but damaged
 */
export async function readDemonstratedFrames(
  recording: Recording,
  file: string,
  choice: Choice,
): Promise<DemonstratedFrame[]> {
  return (await replayedFrames(recording, choice)) ?? unpackedFrames(recording, file, choice);
}

/** Undefined when the replay does not show what was recorded. */
export async function replayedFrames(
  recording: Recording,
  choice: Choice,
): Promise<DemonstratedFrame[] | undefined> {
  const { environment, seed, actions, hashes } = recording;
  const labels = labelsOf(recording);
  const frames: DemonstratedFrame[] = [];
  const env = await openRace(environment);
  if (!env) return undefined;
  try {
    const experts = Object.values(STYLES).map((style) => new Expert(env.unwrapped, style));
    let [, { speed, yawRate }] = env.reset({ seed });
    for (let step = 0; step < actions.length; step++) {
      if (isChosen(choice, step, labels[step]!)) {
        const observation = env.render("state_pixels").data;
        if (frameHash(observation) !== hashes[step]) return undefined;
        const action = labels[step] as readonly number[];
        const expert = experts.find((candidate) => isSame(candidate.act(), action));
        frames.push({ observation, action, speed, yawRate, aim: expert?.aim() });
      }
      // Experts remember where on the track they are.
      for (const expert of experts) expert.aim();
      [, , , , { speed, yawRate }] = env.step(actions[step] as readonly number[]);
    }
    return frames;
  } finally {
    env.close();
  }
}

const isSame = (a: ArrayLike<number>, b: readonly number[]) => b.every((value, index) => value === a[index]);

/** The recorded environment without its observations; undefined when there is none such now. */
async function openRace({ id, options }: Recording["environment"]): Promise<Race | undefined> {
  try {
    return (await make(id, { ...options, observation: "none" })) as Env as Race;
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return undefined;
    throw error;
  }
}

async function unpackedFrames(
  recording: Recording,
  file: string,
  choice: Choice,
): Promise<DemonstratedFrame[]> {
  const observations = await readFrames(file, recording);
  return labelsOf(recording)
    .map((action, step) => ({ observation: observations[step]!, action: action as readonly number[], step }))
    .filter(({ step, action }) => isChosen(choice, step, action))
    .map(({ observation, action }) => ({ observation, action, ...motionSeen(observation) }));
}
