import type { CarRacing, ContinuousActions } from "../../../../../envs/box2d/car-racing/car-racing.js";
import type { LiveEpisode } from "../../../../rollout/rollout.js";
import type { EpisodeSeed } from "../../../../rollout/seeds.js";

/** Steps without a new piece of road after which an episode is over. */
const STALL_LIMIT = 120;

/** The agent that drives with the net of the moment, episode after episode. */
export class LearningAgent {
  /** Steps since the last new piece of road, and how many pieces there are. */
  #idle = 0;
  #visited = 0;

  constructor(
    readonly live: LiveEpisode,
    private readonly car: CarRacing<ContinuousActions>,
  ) {}

  /** Whether it has come to the end of its lap, or no further for long. */
  get isOver(): boolean {
    return this.live.state.ended || this.#idle >= STALL_LIMIT;
  }

  drive(steps: number): void {
    for (let i = 0; i < steps && !this.live.state.ended; i++) {
      this.live.advance();
      const { tilesVisited } = this.car.race;
      this.#idle = tilesVisited > this.#visited ? 0 : this.#idle + 1;
      this.#visited = tilesVisited;
    }
  }

  /** Starts another episode. */
  reset(seed: EpisodeSeed): void {
    this.#idle = 0;
    this.#visited = 0;
    this.live.reset(seed);
  }
}
