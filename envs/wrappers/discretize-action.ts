import { expectAction } from "../action.js";
import type { Env } from "../env.js";
import { type Discrete, MultiDiscrete, type Space } from "../spaces.js";
import { binsOf, edgeOf, parted } from "./bins.js";
import { expectEnv } from "./expect-env.js";
import { TransformAction } from "./transform-action.js";

/** Takes the number of a bin for an action, and does what is in its middle (gymnasium.wrappers.DiscretizeAction). */
export class DiscretizeAction<E extends Env> extends TransformAction<E, Discrete | MultiDiscrete> {
  /**
   * @param count Bins of every element, or of each.
   * @param multiDiscrete Whether the bin of each element is given, instead of one number for all.
   * @throws {TypeError} when the actions are not of a `Box` with finite bounds.
   * @throws {RangeError} when there is not one positive number of bins for each element.
   */
  constructor(env: E, count: number | readonly number[], multiDiscrete = false) {
    expectEnv("DiscretizeAction", env);
    const bins = binsOf("DiscretizeAction", env.actionSpace, count, multiDiscrete);
    const space: Space = bins.space;
    const middle = (action: unknown) => {
      expectAction(space, action);
      const indices =
        space instanceof MultiDiscrete ? Array.from(action as number[]) : parted(bins, action as number);
      const middles = bins.box.empty();
      for (const [i, index] of indices.entries()) {
        // The sum is rounded first, as Gymnasium's is.
        middles[i] = edgeOf(bins, i, index) + edgeOf(bins, i, index + 1);
        middles[i] = 0.5 * middles[i];
      }
      return middles;
    };
    super(env, middle as never, bins.space);
  }
}
