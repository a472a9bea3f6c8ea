import type { Seed } from "../../../envs/env.js";
import { Random } from "../../../envs/random.js";
import type { Space } from "../../../envs/spaces.js";
import { normal, streamOf } from "../../draws.js";
import { type CorruptImages, IMAGE_CORRUPTIONS } from "../../imitation/image-corruptions.js";
import type { EnvAdapter } from "../../policies/env-adapter.js";
import type { ActionNoise } from "../../policies/policy.js";
import { kindOf } from "../../policies/space-kind.js";
import { frameSize } from "../../recordings/write-trajectory.js";
import type { Action } from "../../rollout/rollout.js";

/** What makes an episode harder than those that policies learned from. */
export interface Corruption {
  /** Options of the environment that differ; an environment without them has no such corruption. */
  readonly options?: Readonly<Record<string, boolean>>;
  /** What changes actions; undefined where the environment has no such noise. */
  readonly noise?: (adapter: EnvAdapter) => ActionNoise | undefined;
  /** What the policy observes in an episode, made anew for each; undefined where it cannot be for such observations. */
  readonly corrupt?: (random: Random, space: Space) => ((observation: never) => unknown) | undefined;
}

/** The corruptions of the benchmark by name. Only `plain` is what policies learned from. */
export const CORRUPTIONS = {
  plain: {},
  "random colors": { options: { domainRandomize: true } },
  blurred: { corrupt: images(IMAGE_CORRUPTIONS.blur) },
  noisy: {
    corrupt: (random, space) => images(IMAGE_CORRUPTIONS.noise)(random, space) ?? noisyNumbers(random, space),
  },
  pushed: { noise: (adapter) => adapter.noise?.noise?.create() },
  sticky: { noise: () => new StickyActions() },
} satisfies Record<string, Corruption>;

export type CorruptionName = keyof typeof CORRUPTIONS;

function images(corrupt: CorruptImages): NonNullable<Corruption["corrupt"]> {
  return (random, space) => {
    const frame = frameSize(space);
    return frame && corrupt(random, frame.width);
  };
}

/** Standard deviation of the factor on each number of an observation. */
const FACTOR_DEVIATION = 0.1;

/** Each number times 1 + noise: that needs no knowledge of what is large. */
function noisyNumbers(
  random: Random,
  space: Space,
): ((observation: ArrayLike<number>) => Float64Array) | undefined {
  if (kindOf(space)?.kind !== "box") return undefined;
  return (observation) =>
    Float64Array.from(observation, (value) => value * (1 + FACTOR_DEVIATION * normal(random)));
}

/** Chance that the action before is taken again (Machado et al. 2018). */
const STICKINESS = 0.25;
/** Keeps its random numbers apart from others with the same seed. */
const STICKY_STREAM = 9;

class StickyActions implements ActionNoise<Action> {
  #random = new Random(0);
  #before: Action | undefined;

  reset(seed: Seed): void {
    this.#random = streamOf(seed, STICKY_STREAM);
    this.#before = undefined;
  }

  apply(action: Action): Action {
    const sticks = this.#random.random() < STICKINESS;
    if (!sticks || this.#before === undefined) this.#before = action;
    return this.#before;
  }
}
