import type { Env } from "../../envs/env.js";
import type { EnvReference } from "../networks/policy.js";
import type { ActionNoise, Policy } from "../policies/policy.js";
import { type EpisodeSeed, resetSeed } from "./seeds.js";

/** An action as policies give it: a number for discrete action spaces, else one number for each element. */
export type Action = number | ArrayLike<number>;

/** What happens in an episode besides the policy's own actions. All of it is optional. */
export interface EpisodeOptions {
  readonly seed: EpisodeSeed;
  /**
   * Asked in each step what it would have done, whatever is done: its actions are the labels (DAgger, Ross et al.
   * 2011).
   */
  readonly labeller?: Policy;
  /** Changes actions on their way to the environment; the policy's own are the labels then. */
  readonly noise?: ActionNoise;
  /**
   * Ends the episode, without terminating or truncating it, when the figure of `info` has not grown for so many steps.
   */
  readonly stall?: { readonly watch: (info: object) => number; readonly limit: number };
  /** Ends the episode after so many steps, as its time limit does. */
  readonly maxSteps?: number;
}

/** One step of an episode: what was observed, what was done, and what came of it. */
export interface Step {
  /** Steps before this one. */
  readonly index: number;
  readonly observation: unknown;
  readonly action: Action;
  /** What should have been done, where that may be something else than the action. */
  readonly label?: Action;
  readonly reward: number;
  /** What is observed after the step. */
  readonly next: unknown;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly info: object;
}

/** An episode that has begun: the first observation, and the steps that follow as they are asked for. */
export interface Episode {
  readonly observation: unknown;
  readonly info: object;
  readonly steps: Generator<Step, void>;
}

/**
 * Resets an environment and lets a policy act in it, one step each time the generator is asked: the only episode loop
 * of the project. Leaving the generator early leaves the episode.
 * @throws RangeError (from the generator) when the environment refuses an action
 */
export function startEpisode(env: Env, policy: Policy, options: EpisodeOptions): Episode {
  const { labeller, noise } = options;
  const seed = resetSeed(options.seed);
  const [observation, info] = env.reset({ seed });
  policy.reset?.(seed);
  labeller?.reset?.(seed);
  noise?.reset(seed);
  return { observation, info, steps: stepThrough(env, policy, options, observation, info) };
}

function* stepThrough(
  env: Env,
  policy: Policy,
  { labeller, noise, stall, maxSteps = Number.POSITIVE_INFINITY }: EpisodeOptions,
  observation: unknown,
  info: object,
): Generator<Step, void> {
  let best = stall?.watch(info) ?? 0;
  let stalled = 0;
  for (let index = 0; index < maxSteps; index++) {
    const chosen = policy.predict(observation, info) as Action;
    const label = labeller ? (labeller.predict(observation, info) as Action) : noise && chosen;
    const action = noise ? (noise.apply(chosen) as Action) : chosen;
    const [next, reward, terminated, truncated, after] = env.step(action as never);
    yield { index, observation, action, label, reward, next, terminated, truncated, info: after };
    if (terminated || truncated) return;
    if (stall) {
      const figure = stall.watch(after);
      stalled = figure > best ? 0 : stalled + 1;
      best = figure;
      if (stalled >= stall.limit) return;
    }
    observation = next;
    info = after;
  }
}

/** An episode as it was: one more observation than there are actions. */
export interface Trajectory {
  readonly env: EnvReference;
  readonly seed: EpisodeSeed;
  readonly observations: readonly unknown[];
  readonly actions: readonly Action[];
  /** What should have been done in each step, where that may be something else. */
  readonly labels?: readonly Action[];
  readonly rewards: readonly number[];
  /** How the last step ended the episode; both are false where it was left before its end. */
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/** Runs one episode and keeps all of it. `reference`: what made the environment. */
export function rollout(
  env: Env,
  policy: Policy,
  { reference, ...options }: EpisodeOptions & { readonly reference: EnvReference },
): Trajectory {
  const collector = new TrajectoryCollector(reference, options.seed);
  for (const step of startEpisode(env, policy, options).steps) collector.add(step);
  return collector.trajectory();
}

/** Puts the steps of an episode together, for those who do something between them. */
export class TrajectoryCollector {
  readonly #env: EnvReference;
  readonly #seed: EpisodeSeed;
  readonly #observations: unknown[] = [];
  readonly #actions: Action[] = [];
  readonly #labels: Action[] = [];
  readonly #rewards: number[] = [];
  #last: Pick<Step, "terminated" | "truncated"> = { terminated: false, truncated: false };

  constructor(env: EnvReference, seed: EpisodeSeed) {
    this.#env = env;
    this.#seed = seed;
  }

  add({ observation, action, label, reward, next, terminated, truncated }: Step): void {
    if (this.#observations.length === 0) this.#observations.push(observation);
    this.#observations.push(next);
    this.#actions.push(action);
    if (label !== undefined) this.#labels.push(label);
    this.#rewards.push(reward);
    this.#last = { terminated, truncated };
  }

  trajectory(): Trajectory {
    return {
      ...{ env: this.#env, seed: this.#seed, observations: this.#observations, actions: this.#actions },
      ...(this.#labels.length > 0 && { labels: this.#labels }),
      ...{ rewards: this.#rewards, ...this.#last },
    };
  }
}

/** How an episode went. */
export interface EpisodeSummary {
  readonly seed: EpisodeSeed;
  readonly steps: number;
  /** Sum of the rewards, in order. */
  readonly return: number;
}

/** An episode under way, one step at a time, for those who watch. After its end the next seed's begins when asked. */
export class LiveEpisode {
  readonly env: Env;
  readonly policy: Policy;
  readonly #finished: EpisodeSummary[] = [];
  #steps!: Generator<Step, void>;
  #state!: EpisodeState;

  constructor(env: Env, policy: Policy, seed: EpisodeSeed) {
    this.env = env;
    this.policy = policy;
    this.reset(seed);
  }

  get state(): EpisodeState {
    return this.#state;
  }

  /** The episodes that came to their end, oldest first. */
  get finished(): readonly EpisodeSummary[] {
    return this.#finished;
  }

  /** Leaves the episode and starts another. */
  reset(seed: EpisodeSeed): void {
    const { observation, steps } = startEpisode(this.env, this.policy, { seed });
    this.#steps = steps;
    this.#state = { seed, step: 0, return: 0, observation, ended: false, action: undefined, reward: 0 };
  }

  /** Lets the policy act once. After the episode's end nothing happens. */
  advance(): void {
    if (this.#state.ended) return;
    const { done, value } = this.#steps.next();
    if (done) return;
    const { seed, step, return: sum } = this.#state;
    const ended = value.terminated || value.truncated;
    this.#state = {
      ...{ seed, step: step + 1, return: sum + value.reward, ended },
      ...{ observation: value.next, action: value.action, reward: value.reward },
    };
    if (ended) this.#finished.push({ seed, steps: step + 1, return: sum + value.reward });
  }
}

/** Where a `LiveEpisode` is. */
export interface EpisodeState {
  readonly seed: EpisodeSeed;
  /** Steps taken. */
  readonly step: number;
  /** Sum of the rewards. */
  readonly return: number;
  readonly observation: unknown;
  /** The last action; undefined after the reset. */
  readonly action: Action | undefined;
  /** Of the last step. */
  readonly reward: number;
  readonly ended: boolean;
}
