import type { Env } from "../env.js";
import { flatten, flattenSpace, type Space } from "../spaces.js";
import { expectEnv } from "./expect-env.js";
import { TransformObservation } from "./transform-observation.js";

/** Makes one array of numbers of every observation (gymnasium.wrappers.FlattenObservation), see `flatten`. */
export class FlattenObservation<E extends Env> extends TransformObservation<E, Space> {
  constructor(env: E) {
    expectEnv("FlattenObservation", env);
    const inner: Space = env.observationSpace;
    super(env, (observation) => flatten(inner, observation as never), flattenSpace(inner));
  }
}
