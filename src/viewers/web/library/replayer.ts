import type { Env } from "../../../../envs/env.js";
import { adapterOf } from "../../../adapters/environments.js";
import type { Recording } from "../../../recordings/recording.js";
import { environmentOfRecording, type ReplayedStep, replay } from "../../../recordings/replay.js";
import { type ActionNames, actionNamesOf } from "../../../recordings/statistics.js";
import { barsOf, drawn } from "../play.js";
import type { ReplayedFrame } from "./protocol.js";

/** Where an episode is: its environment after so many of its actions. */
interface Position {
  readonly env: Env;
  readonly names: ActionNames;
  readonly steps: Generator<ReplayedStep>;
  last: ReplayedStep;
}

/**
 * Replays recordings of any environment here, where modules of users can be loaded, and draws the frames that are asked
 * for.
 */
export class Replayer {
  #name: string | undefined;
  #recording: Recording | undefined;
  #position: Position | undefined;

  /**
   * The frame after `step` of an episode's actions. Going on is quick; going back replays the episode from its
   * beginning.
   * @param read gives the recording and its file
   * @throws InputError when the recording cannot be replayed, or has fewer steps
   */
  async frame(
    name: string,
    step: number,
    read: () => Promise<{ recording: Recording; file: string }>,
  ): Promise<ReplayedFrame> {
    if (this.#name !== name || !this.#position || this.#position.last.index > step)
      await this.#begin(name, read);
    const position = this.#position!;
    while (position.last.index < step) {
      const { done, value } = position.steps.next();
      if (done) break;
      position.last = value;
    }
    const { environment } = this.#recording!;
    const observation = barsOf(position.env, position.last.observation, environment.id);
    return { step: position.last.index, ...(observation && { observation }), ...drawn(position.env) };
  }

  async #begin(name: string, read: () => Promise<{ recording: Recording; file: string }>): Promise<void> {
    const { recording, file } = await read();
    this.close();
    const env = await environmentOfRecording(recording, file);
    try {
      const names = actionNamesOf(env, await adapterOf(recording.environment.id));
      const steps = replay(recording, env);
      this.#position = { env, names, steps, last: steps.next().value as ReplayedStep };
    } catch (error) {
      env.close();
      throw error;
    }
    this.#name = name;
    this.#recording = recording;
  }

  /** Frees the environment. */
  close(): void {
    this.#position?.env.close();
    this.#position = undefined;
    this.#name = undefined;
  }
}

/**
 * The first step whose reward in a replay is another one than recorded; undefined where there is none.
 * @throws InputError when the recording cannot be replayed
 */
export async function differenceOf(recording: Recording, file: string): Promise<number | undefined> {
  const env = await environmentOfRecording(recording, file);
  try {
    for (const { index, reward } of replay(recording, env))
      if (index > 0 && reward !== recording.rewards[index - 1]) return index;
    return undefined;
  } finally {
    env.close();
  }
}
