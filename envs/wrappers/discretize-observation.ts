import type { Env } from "../env.js";
import type { Discrete, MultiDiscrete } from "../spaces.js";
import { binsOf, edgeOf, joined } from "./bins.js";
import { expectEnv } from "./expect-env.js";
import { TransformObservation } from "./transform-observation.js";

/** So far below the greatest value counts what is there or above; Gymnasium's. */
const MARGIN = 1e-8;

/** Gives the number of the bin that an observation lies in (gymnasium.wrappers.DiscretizeObservation). */
export class DiscretizeObservation<E extends Env> extends TransformObservation<E, Discrete | MultiDiscrete> {
  /**
   * @param count Bins of every element, or of each.
   * @param multiDiscrete Whether the bin of each element is given, instead of one number for all.
   * @throws {TypeError} when the observations are not of a `Box` with finite bounds.
   * @throws {RangeError} when there is not one positive number of bins for each element.
   */
  constructor(env: E, count: number | readonly number[], multiDiscrete = false) {
    expectEnv("DiscretizeObservation", env);
    const bins = binsOf("DiscretizeObservation", env.observationSpace, count, multiDiscrete);
    const { low, high } = bins.box;
    const discretize = (observation: ArrayLike<number>) => {
      const indices = bins.counts.map((n, i) => {
        const value = Math.min(Math.max(observation[i], low[i]), high[i] - MARGIN);
        let index = 0;
        while (index < n - 1 && value >= edgeOf(bins, i, index + 1)) index++;
        return index;
      });
      return multiDiscrete ? Int32Array.from(indices) : joined(bins, indices);
    };
    super(env, discretize as never, bins.space);
  }
}
