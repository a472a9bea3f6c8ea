import { basename } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Env } from "../../../../envs/env.js";
import { adapterOf } from "../../../adapters/environments.js";
import type { EnvReference } from "../../../networks/policy.js";
import { ReplayPolicy } from "../../../policies/policy.js";
import { recordingsBy } from "../../../recordings/record-episodes.js";
import {
  type Agent,
  observationHash,
  type RecordedAction,
  type Recording,
  returnOf,
} from "../../../recordings/recording.js";
import { readRecording } from "../../../recordings/recording-folder.js";
import {
  type ActionNames,
  actionNamesOf,
  actionStatistics,
  type Count,
} from "../../../recordings/statistics.js";
import { writeTrajectory } from "../../../recordings/write-trajectory.js";
import { startEpisode, type Trajectory, TrajectoryCollector } from "../../../rollout/rollout.js";
import { isSystemError, systemErrorSentence } from "../../../system-error.js";
import type { DrivenStep, Leave, RecordState, SavedEpisode } from "../protocol.js";
import { findJournals, Journal } from "./journal.js";

/** Steps of a replay between two chances for other work. */
const TURN = 50;

export interface RecordingSessionOptions {
  /** Made from `environment`: replays what a page has driven. */
  readonly env: Env;
  readonly environment: EnvReference;
  readonly agent: Agent;
  /** The policy that drives, where one does. */
  readonly policy?: RecordState["policy"];
  /** Where the recordings go; see `prepareFolder`. */
  readonly folder: string;
  /** How many episodes the folder shall hold: then the session ends. */
  readonly wanted: number;
  /** The first track; the others follow. */
  readonly seed: number;
  /** Told the JSON file of each saved episode. */
  readonly onSaved?: (file: string) => void;
}

/**
 * Episodes that a person drives in a page, one after the other. The page tells the steps as they are driven, and they
 * go into a journal on disk. An episode that shall be kept is driven again here; when every reward and every image is
 * the page's, it becomes a recording.
 */
export class RecordingSession {
  readonly #options: RecordingSessionOptions;
  readonly #names: ActionNames;
  readonly #saved: SavedEpisode[] = [];
  #classes: readonly Count[] = [];
  #journal: Journal;
  /** Journals of earlier sessions, to be driven to their end. */
  readonly #left: Journal[];
  #dropped: Journal | undefined;
  #trouble: string | undefined;
  #finished = false;

  private constructor(
    options: RecordingSessionOptions,
    names: ActionNames,
    before: readonly Recording[],
    left: Journal[],
  ) {
    this.#options = options;
    this.#names = names;
    this.#left = left;
    for (const recording of before) this.#count(recording);
    this.#journal = this.#left.shift() ?? this.#start(this.#nextSeed);
  }

  /**
   * Takes up the work where an earlier session has left it: episodes that were to be saved are saved now, and the
   * others are driven on.
   */
  static async open(options: RecordingSessionOptions): Promise<RecordingSession> {
    const { env, folder, agent, environment } = options;
    const names = actionNamesOf(env, await adapterOf(environment.id));
    const before: Recording[] = [];
    for await (const recording of recordingsBy(folder, agent, environment)) before.push(recording);
    const journals: Journal[] = [];
    for (const file of await findJournals(folder)) {
      // What cannot be read, or is another agent’s, stays for people to look at.
      const journal = await Journal.read(file).catch(() => undefined);
      if (journal && sameHead(journal, options) && journal.steps.length > 0) journals.push(journal);
    }
    const session = new RecordingSession(
      options,
      names,
      before,
      journals.filter(({ wanted }) => !wanted),
    );
    for (const journal of journals) if (journal.wanted) await session.#keep(journal);
    if (session.#journal.steps.length === 0) session.#journal = session.#start(session.#nextSeed);
    return session;
  }

  get finished(): boolean {
    return this.#finished || this.#saved.length >= this.#options.wanted;
  }

  /** How things stand. `whole`: with the steps of the episode. */
  state(whole = false): RecordState<RecordedAction> {
    const { environment, policy, folder, wanted } = this.#options;
    const { head, steps } = this.#journal;
    return {
      env: environment,
      ...(policy && { policy }),
      ...{ folder, wanted, saved: this.#saved, classes: this.#classes },
      ...{ id: head.id, seed: head.seed, held: steps.length },
      ...(whole && { driven: steps }),
      canUndo: this.#dropped !== undefined && steps.length === 0,
      ...(this.#trouble !== undefined && { trouble: this.#trouble }),
      finished: this.finished,
    };
  }

  /**
   * Steps of the episode `id` from number `from` on. What is on disk already, or of another episode, is passed over.
   */
  async drive(id: string, from: number, steps: readonly DrivenStep<RecordedAction>[]): Promise<void> {
    const held = this.#journal.steps.length;
    if (this.finished || id !== this.#journal.head.id || from > held) return;
    const fresh = steps.slice(held - from);
    if (fresh.length === 0) return;
    await this.#carefully(() => this.#journal.add(fresh));
  }

  /** Leaves the episode in the way that a page asks for. */
  async leave(how: Leave): Promise<void> {
    switch (how) {
      case "save":
        return this.save();
      case "again":
        return this.drop("same");
      case "skip":
        return this.drop("next");
      case "undo":
        return this.undo();
      case "finish":
        return this.finish();
    }
  }

  /** Keeps the episode and goes on to the next track. */
  async save(): Promise<void> {
    const journal = this.#journal;
    if (this.finished || journal.steps.length === 0) return;
    await this.#carefully(async () => {
      await journal.markWanted();
      await this.#keep(journal);
      this.#dropped = undefined;
      this.#journal = this.#left.shift() ?? this.#start(this.#nextSeed);
    });
  }

  /** Drops the episode and starts again, on the same track or on the next. */
  async drop(next: "same" | "next"): Promise<void> {
    if (this.finished) return;
    const { head } = this.#journal;
    await this.#carefully(async () => {
      if (this.#journal.steps.length > 0) {
        await this.#journal.drop();
        this.#dropped = this.#journal;
      }
      this.#journal = this.#start(head.seed + Number(next === "next"));
    });
  }

  /** Brings back the episode that was dropped last, unless another has begun. */
  async undo(): Promise<void> {
    const dropped = this.#dropped;
    if (!dropped || this.finished || this.#journal.steps.length > 0) return;
    await this.#carefully(async () => {
      await dropped.restore();
      this.#journal = dropped;
      this.#dropped = undefined;
    });
  }

  /** Ends the session. The journal of the episode under way stays. */
  finish(): void {
    this.#finished = true;
  }

  /** Drives a journal's episode again and writes the recording. */
  async #keep(journal: Journal): Promise<void> {
    const trajectory = await this.#replay(journal);
    if (typeof trajectory === "string") throw new Error(`${journal.file}: ${trajectory}`);
    const { folder, agent, env } = this.#options;
    const corrected = journal.steps.flatMap((step, index) => (step.corrected ? [index] : []));
    const file = await writeTrajectory(trajectory, {
      ...{ folder, agent, corrected, observationSpace: env.observationSpace },
    });
    this.#count(await readRecording(file), basename(file, ".json"));
    this.#options.onSaved?.(file);
    await journal.remove();
  }

  /** The episode as this process sees it, or its first difference from what the page has seen. */
  async #replay({ head, steps }: Journal): Promise<Trajectory | string> {
    const { env, environment } = this.#options;
    const labels = steps.flatMap(({ label }) => (label === undefined ? [] : [label]));
    const collector = new TrajectoryCollector(environment, head.seed);
    const episode = startEpisode(env, new ReplayPolicy(steps.map(({ action }) => action)), {
      seed: head.seed,
      maxSteps: steps.length,
      ...(labels.length > 0 && { labeller: new ReplayPolicy(labels) }),
    });
    for (const step of episode.steps) {
      const { reward, frame } = steps[step.index];
      const hash = observationHash(step.next);
      const number = step.index + 1;
      if (step.reward !== reward) {
        return `step ${number}: expected the page's reward ${reward}, got ${step.reward} from the replay`;
      }
      if (hash !== frame) {
        return `step ${number}: expected the page's frame ${frame}, got ${hash} from the replay`;
      }
      collector.add(step);
      if (step.index % TURN === 0) await nextTurn();
    }
    return collector.trajectory();
  }

  /** What goes wrong is told to the person, who can go on when it is put right. */
  async #carefully(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#trouble = undefined;
    } catch (error) {
      const sentence = isSystemError(error) ? systemErrorSentence(error) : undefined;
      this.#trouble = sentence ?? (error as Error).message;
    }
  }

  #start(seed: number): Journal {
    const { folder, environment, agent } = this.#options;
    return Journal.start(folder, { environment, seed, agent });
  }

  #count(recording: Recording, name?: string): void {
    const { seed, actions } = recording;
    this.#saved.push({ seed, steps: actions.length, return: returnOf(recording), ...(name && { name }) });
    const { classes } = actionStatistics([recording], this.#names);
    this.#classes = classes.map(({ name, steps }) => {
      const before = this.#classes.find((each) => each.name === name)?.steps ?? 0;
      return { name, steps: before + steps };
    });
  }

  get #nextSeed(): number {
    const tracks = [...this.#saved, ...this.#left.map(({ head }) => head)];
    // Those of 64 bits were drawn by chance elsewhere: nobody counts on from them.
    const next = tracks.map(({ seed }) => (typeof seed === "number" ? seed + 1 : 0));
    return Math.max(this.#options.seed, ...next);
  }
}

function sameHead({ head }: Journal, { environment, agent }: RecordingSessionOptions): boolean {
  const text = (each: object) => JSON.stringify(each);
  return text(head.environment) === text(environment) && text(head.agent) === text(agent);
}
