import type { ContinuousActions } from "../../envs/box2d/car-racing/car-racing.js";
import type { Env, Picture } from "../../envs/env.js";
import type { Box } from "../../envs/spaces.js";

/** The numbers of an episode under way. */
export interface EpisodeState {
  readonly seed: number;
  /** Steps driven. */
  readonly step: number;
  /** Sum of the rewards. */
  readonly score: number;
  /** The last action: steering −1 to 1, gas 0 to 1, brake 0 to 1. */
  readonly action: readonly number[];
  readonly ended: boolean;
}

export interface FinishedEpisode {
  readonly seed: number;
  readonly steps: number;
  readonly return: number;
}

/** A policy's `Driver`, or the `Expert`. */
export interface AtTheWheel {
  act(observation: Uint8Array): ArrayLike<number>;
}

type Race = Env<Box<"uint8">, ContinuousActions>;

const NO_ACTION = [0, 0, 0];

/** A driver at the wheel, step by step, for those who watch. */
export class Ride {
  readonly #env: Race;
  readonly #driver: AtTheWheel;
  readonly #finished: FinishedEpisode[] = [];
  #observation!: Uint8Array;
  #state!: EpisodeState;

  constructor(env: Race, driver: AtTheWheel, seed: number) {
    this.#env = env;
    this.#driver = driver;
    this.reset(seed);
  }

  get state(): EpisodeState {
    return this.#state;
  }

  /** The episodes driven to their end, oldest first. */
  get finished(): readonly FinishedEpisode[] {
    return this.#finished;
  }

  /** The picture for people, 600×400. */
  get picture(): Picture {
    return this.#env.render("rgb_array");
  }

  /** What the driver sees now, 96×96. */
  get observation(): Picture {
    return { width: 96, height: 96, data: this.#observation };
  }

  /** Leaves the episode and starts another. */
  reset(seed: number): void {
    [this.#observation] = this.#env.reset({ seed });
    this.#state = { seed, step: 0, score: 0, action: NO_ACTION, ended: false };
  }

  /** Lets the driver act once. After the episode's end nothing happens. */
  advance(): void {
    const { seed, step, score, ended } = this.#state;
    if (ended) return;
    const action = Array.from(this.#driver.act(this.#observation));
    const [observation, reward, terminated, truncated] = this.#env.step(action);
    this.#observation = observation;
    this.#state = { seed, step: step + 1, score: score + reward, action, ended: terminated || truncated };
    if (this.#state.ended) {
      this.#finished.push({ seed, steps: this.#state.step, return: this.#state.score });
    }
  }
}
