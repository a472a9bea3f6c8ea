import type { CarRacing, ContinuousActions } from "../../../../../envs/box2d/car-racing/car-racing.js";
import type { LiveEpisode } from "../../../../rollout/rollout.js";
import type { EpisodeSeed } from "../../../../rollout/seeds.js";

/** Steps without a new piece of road after which an attempt is over. */
const PATIENCE = 120;

/** The car with the net of the moment at its wheel: attempt after attempt. */
export class Learner {
  /** Steps since the last new piece of road, and how many pieces there are. */
  #idle = 0;
  #visited = 0;

  constructor(
    readonly live: LiveEpisode,
    private readonly car: CarRacing<ContinuousActions>,
  ) {}

  /** Whether it has come to the end of its lap, or no further for long. */
  get isOver(): boolean {
    return this.live.state.ended || this.#idle >= PATIENCE;
  }

  drive(steps: number): void {
    for (let i = 0; i < steps && !this.live.state.ended; i++) {
      this.live.advance();
      const { tilesVisited } = this.car.race;
      this.#idle = tilesVisited > this.#visited ? 0 : this.#idle + 1;
      this.#visited = tilesVisited;
    }
  }

  /** Starts another attempt. */
  attempt(track: EpisodeSeed): void {
    this.#idle = 0;
    this.#visited = 0;
    this.live.reset(track);
  }
}
