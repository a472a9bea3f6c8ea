import type { Seed } from "../../envs/env.js";
import { Random } from "../../envs/random.js";
import type { Space } from "../../envs/spaces.js";
import type { ActionNoise } from "./policy.js";

/** Takes a random action instead, in a share of the steps: so an expert of any environment shows how to recover. */
export class RandomActions<Action = unknown> implements ActionNoise<Action> {
  readonly #space: Space<Action>;
  readonly #share: number;
  #random = new Random();

  /** @param share of the steps, 0 to 1 */
  constructor(space: Space<Action>, share: number) {
    this.#space = space;
    this.#share = share;
  }

  reset(seed: Seed): void {
    this.#random = new Random(seed);
    this.#space.seed(this.#random.integers(2 ** 31));
  }

  apply(action: Action): Action {
    return this.#random.random() < this.#share ? this.#space.sample() : action;
  }
}
