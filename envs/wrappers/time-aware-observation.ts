import type { ActionOf, Env, InfoOf, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.js";
import { checkOptions, oneOf } from "../options.js";
import { Box, Dict, flatten, flattenSpace, type Space } from "../spaces.js";
import { layersOf } from "./attributes.js";
import { expectEnv } from "./expect-env.js";
import { TimeLimit } from "./time-limit.js";
import { Wrapper } from "./wrapper.js";

export interface TimeAwareOptions {
  /** Whether observation and time are one array. Default true; otherwise an object with `obs` and `time`. */
  readonly flatten?: boolean;
  /** Whether the time is the share of the limit, 0 to 1, instead of the number of steps. Default false. */
  readonly normalizeTime?: boolean;
  /** What the time is called. Default `time`. */
  readonly dictTimeKey?: string;
}

/** Adds the time since the reset to what is observed (gymnasium.wrappers.TimeAwareObservation). */
export class TimeAwareObservation<E extends Env> extends Wrapper<E, Box | Dict> {
  readonly #parts: Dict;
  readonly #timeKey: string;
  readonly #limit: number;
  readonly #options: TimeAwareOptions;
  #steps = 0;

  /** @throws {TypeError} when there is no `TimeLimit` inside, or the observations have a part of that name. */
  constructor(env: E, options: TimeAwareOptions = {}) {
    expectEnv("TimeAwareObservation", env);
    const rules = {
      flatten: oneOf(true, false),
      normalizeTime: oneOf(true, false),
      dictTimeKey: { expected: "a name", holds: (value: unknown) => typeof value === "string" },
    };
    checkOptions("TimeAwareObservation", rules, options);
    const limit = layersOf(env).find((layer) => layer instanceof TimeLimit);
    if (!limit)
      throw new TypeError(`TimeAwareObservation expected an environment with a TimeLimit, got ${env}`);
    const { dictTimeKey: key = "time", normalizeTime = false } = options;
    const inner: Space = env.observationSpace;
    if (inner instanceof Dict && key in inner.spaces) {
      throw new TypeError(`TimeAwareObservation expected another name for the time, got ${key}`);
    }
    const time = normalizeTime
      ? new Box({ low: 0, high: 1, dtype: "float32" })
      : new Box({ low: 0, high: limit.maxEpisodeSteps, dtype: "int32" });
    const parts = new Dict({ ...(inner instanceof Dict ? inner.spaces : { obs: inner }), [key]: time });
    super(env, {
      observationSpace: options.flatten === false ? parts : (flattenSpace(parts) as Box | Dict),
    });
    this.#parts = parts;
    this.#timeKey = key;
    this.#limit = limit.maxEpisodeSteps;
    this.#options = options;
  }

  override reset(options?: ResetOptions) {
    this.#steps = 0;
    const [observation, info] = this.env.reset(options);
    return [this.#timed(observation), info] as ResetResult<never, InfoOf<E>>;
  }

  override step(action: ActionOf<E>, options?: StepOptions) {
    this.#steps++;
    const [observation, ...rest] = this.env.step(action, options);
    return [this.#timed(observation), ...rest] as unknown as StepResult<never, InfoOf<E>>;
  }

  #timed(observation: unknown): unknown {
    const { normalizeTime, flatten: isFlat = true } = this.#options;
    const time = normalizeTime ? Float32Array.of(this.#steps / this.#limit) : Int32Array.of(this.#steps);
    const parts = {
      ...((this.env.observationSpace as Space) instanceof Dict
        ? (observation as object)
        : { obs: observation }),
      [this.#timeKey]: time,
    };
    return isFlat ? flatten(this.#parts, parts as never) : parts;
  }
}
