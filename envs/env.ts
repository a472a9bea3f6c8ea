import type { Space } from "./spaces.js";

/** A picture: 8-bit RGB, row-major height × width × 3. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface ResetOptions {
  /** Restarts the environment's random numbers. Without it the episode continues the running sequence. */
  readonly seed?: number;
  /** What an environment offers beyond the seed; see its documentation. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** What `reset` returns: the first observation and what else is known. */
export type ResetResult<Observation, Info> = [observation: Observation, info: Info];

/** What `step` returns. `terminated`: the task ended. `truncated`: cut off from outside, a time limit for instance. */
export type StepResult<Observation, Info> = [
  observation: Observation,
  reward: number,
  terminated: boolean,
  truncated: boolean,
  info: Info,
];

/** An environment, with Gymnasium's API (gymnasium.Env). `reset` and `step` are synchronous. */
export interface Env<Observation, Action, Info extends object = object> {
  readonly observationSpace: Space<Observation>;
  readonly actionSpace: Space<Action>;
  readonly metadata: EnvMetadata;
  /** Starts an episode. Must be called before the first `step`, and again when an episode has ended. */
  reset(options?: ResetOptions): ResetResult<Observation, Info>;
  /** Applies one action for one time step. Throws on an action outside the action space. */
  step(action: Action): StepResult<Observation, Info>;
  /** Draws the current state in one of `metadata.renderModes`. */
  render(mode?: string): Picture;
  /** Frees what the environment holds. It cannot be used afterwards. */
  close(): void;
}

export interface EnvMetadata {
  readonly renderModes: readonly string[];
  /** Steps a second when watched at natural speed. */
  readonly renderFps: number;
}
