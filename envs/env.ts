import type { Random } from "./random.js";
import type { AcceptedBy, Space, ValueOf } from "./spaces.js";

/** What `render` gives: 8-bit RGB, row-major height × width × 3. */
export interface RenderFrame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Where random numbers start: a non-negative integer. Those from 2^53 on are bigints; there is no greatest one. */
export type Seed = number | bigint;

export interface ResetOptions {
  /**
   * Restarts the environment's random numbers. Without it the episode continues the running sequence; the first
   * episode of all then starts from fresh entropy.
   */
  readonly seed?: Seed;
  /** What an environment offers beyond the seed; see its documentation. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface StepOptions {
  /**
   * The caller will not look at the observation. An environment that draws may then leave the frame out and return
   * any element of the observation space, unless the step ends the episode. Only a hint: it may be ignored.
   */
  readonly unseen?: boolean;
}

/** What `reset` returns: the first observation and what else is known. */
export type ResetResult<Observation, Info> = [observation: Observation, info: Info];

/**
 * What `step` returns. `terminated`: the task ended. `truncated`: cut off from outside, by a time limit for instance.
 */
export type StepResult<Observation, Info> = [
  observation: Observation,
  reward: number,
  terminated: boolean,
  truncated: boolean,
  info: Info,
];

/** What a step gives beside the observation, to be written to. */
export interface StepOutcome {
  reward: number;
  terminated: boolean;
  truncated: boolean;
  info: object;
}

/**
 * An environment, with Gymnasium's API (gymnasium.Env). What it observes and what can be done in it follow from its
 * spaces: an `Env<Box<"uint8">, Discrete>` gives `Uint8Array` and takes `number`. `reset` and `step` are synchronous.
 * An observation belongs to the caller: the environment never writes to it again.
 */
export interface Env<
  ObservationSpace extends Space = Space,
  ActionSpace extends Space = Space,
  Info extends object = object,
> {
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: ActionSpace;
  readonly metadata: EnvMetadata;

  /**
   * The random numbers that the environment draws from, which wrappers draw from too (gymnasium.Env.np_random). A reset
   * with a seed replaces them. Optional; a wrapper has random numbers of its own where it is not there.
   */
  readonly npRandom?: Random | undefined;

  /** Starts an episode. Must be called before the first `step`, and again when an episode has ended. */
  reset(options?: ResetOptions): ResetResult<ValueOf<ObservationSpace>, Info>;

  /**
   * Applies one action for one time step.
   * @throws {RangeError} when the action is not in the action space. As in Gymnasium, an environment may take numbers
   * beyond the bounds of continuous actions; what is not a finite number it refuses.
   */
  step(action: AcceptedBy<ActionSpace>, options?: StepOptions): StepResult<ValueOf<ObservationSpace>, Info>;

  /**
   * As `step`, but writes the observation into an array of the caller's, from element `at` on, and the rest into
   * `outcome`: nothing is allocated. Optional; vector environments use it where it is there. A wrapper has it when it
   * changes no observation and the environment inside has it.
   */
  stepInto?(
    action: AcceptedBy<ActionSpace>,
    observation: ValueOf<ObservationSpace>,
    at: number,
    outcome: StepOutcome,
  ): void;

  /**
   * Draws the current state. Mode "ansi", where there is one, gives a string instead, with colours for terminals; an
   * environment that has it says so with another signature, `render(mode: "ansi"): string`.
   * @param mode One of `metadata.renderModes`; the first of them when left out.
   * @throws {RangeError} when the environment has no such mode.
   */
  render(mode?: string): RenderFrame;

  /** Frees what the environment holds. It cannot be used afterwards. Closing twice is harmless. */
  close(): void;
}

export interface EnvMetadata {
  /** How the environment can be drawn; empty when it cannot. */
  readonly renderModes: readonly string[];
  /** Steps a second when watched at natural speed. */
  readonly renderFps: number;
}

/** The type of an environment's observations. */
export type ObservationOf<E extends Env> = ValueOf<E["observationSpace"]>;

/** The type of what `step` takes. */
export type ActionOf<E extends Env> = AcceptedBy<E["actionSpace"]>;

/** The type of an environment's `info`. */
export type InfoOf<E extends Env> = E extends Env<Space, Space, infer Info> ? Info : never;
