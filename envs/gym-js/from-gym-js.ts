import { expectAction } from "../action.js";
import type { Env, EnvMetadata, RenderFrame, ResetOptions, ResetResult, StepResult } from "../env.js";
import { Random } from "../random.js";
import { Box, Discrete, MultiDiscrete, type Space } from "../spaces.js";
import type { GymJsEnv, GymJsSpace, TensorLike } from "./types.js";

export interface FromGymJsOptions {
  /**
   * The space of the observations. Default: what the first observation and the environment's own space tell, see
   * `fromGymJs`.
   */
  readonly observationSpace?: Box | Discrete;
  /**
   * Whether a tensor is disposed of when the next one has come. Default true; false for environments that hand out the
   * same tensors again.
   */
  readonly dispose?: boolean;
}

/** What environments of gym-js give and take, told apart at run time only. */
export type GymJsAsEnv = Env<
  Space<number | Uint8Array | Float32Array, unknown>,
  Space<number | Int32Array | Float32Array | Float64Array, unknown>
>;

/**
 * Makes an environment of gym-js one of ours, so that it takes wrappers, vector environments, `checkEnv`, and
 * everything above:
 *
 *     import { FrozenLake } from "gym-js";
 *     register({ id: "gym-js/FrozenLake-v0", entryPoint: () => fromGymJs(new FrozenLake()), maxEpisodeSteps: 100 });
 *
 * **Actions.** A `Discrete([n])` becomes a `Discrete(n)`, a `DiscreteTuple` a
 * `MultiDiscrete`, a `Box` a `Box`; elements of the latter two reach the environment as lists.
 *
 * **Observations.** A number, or a tensor with one, of a `Discrete` space is a `number` of a `Discrete`. A tensor of
 * whole numbers of height × width × 3 is an image, `Uint8Array`. Other tensors are `Float32Array`s of a `Box`.
 *
 * **Seeds.** gym-js draws from `Math.random` and mostly ignores `seed`. Here `Math.random` gives the numbers of
 * `Random(seed)` while the environment is at work, so the same seed and actions give the same episode.
 *
 * **End.** `done` is `terminated`; gym-js has no time limits: register it with `maxEpisodeSteps`.
 * @throws {TypeError} when a space is of a kind that gym-js does not have.
 */
export function fromGymJs(env: GymJsEnv, options: FromGymJsOptions = {}): GymJsAsEnv {
  return new FromGymJs(env, options);
}

class FromGymJs implements GymJsAsEnv {
  readonly observationSpace: Box<"uint8"> | Box<"float32"> | Discrete;
  readonly actionSpace: Discrete | MultiDiscrete | Box<"float32">;
  // gym-js draws into pages and consoles, and hands nothing out.
  readonly metadata: EnvMetadata = { renderModes: [], renderFps: 30 };
  readonly #env: GymJsEnv;
  readonly #dispose: boolean;
  #random = new Random();
  #last: TensorLike | undefined;

  constructor(env: GymJsEnv, { observationSpace, dispose = true }: FromGymJsOptions) {
    this.#env = env;
    this.#dispose = dispose;
    this.actionSpace = actionSpaceOf(env.action_space);
    this.observationSpace = (observationSpace ??
      observationSpaceOf(
        env.observation_space,
        this.#call(() => env.reset()),
      )) as typeof this.observationSpace;
  }

  reset({ seed }: ResetOptions = {}): ResetResult<number | Uint8Array | Float32Array, object> {
    if (seed !== undefined) {
      this.#random = new Random(seed);
      this.#call(() => this.#env.seed(Number(seed)));
    }
    return [this.#observe(this.#call(() => this.#env.reset())), {}];
  }

  step(action: unknown): StepResult<number | Uint8Array | Float32Array, object> {
    expectAction(this.actionSpace, action);
    const given = typeof action === "number" ? action : Array.from(action as ArrayLike<number>);
    const [observation, reward, done, info] = this.#call(() => this.#env.step(given as never));
    return [this.#observe(observation), reward, Boolean(done), false, { ...info }];
  }

  render(mode?: string): RenderFrame {
    throw new RangeError(`expected no render mode, since gym-js hands out no pictures, got ${mode}`);
  }

  close(): void {
    this.#env.close();
    if (this.#dispose && !this.#last?.isDisposed) this.#last?.dispose();
    this.#last = undefined;
  }

  /** Lets the environment work with this one's random numbers. */
  #call<Result>(work: () => Result): Result {
    const { random } = Math;
    Math.random = () => this.#random.random();
    try {
      return work();
    } finally {
      Math.random = random;
    }
  }

  /**
   * Copies an observation out of its tensor, and disposes of the tensor before: the environment still holds this one.
   */
  #observe(observation: TensorLike | number): number | Uint8Array | Float32Array {
    const values = typeof observation === "number" ? [observation] : observation.dataSync();
    if (typeof observation !== "number" && observation !== this.#last) {
      if (this.#dispose && !this.#last?.isDisposed) this.#last?.dispose();
      this.#last = observation;
    }
    const space = this.observationSpace;
    if (space instanceof Discrete) return values[0];
    if (values.length !== space.size) {
      throw new RangeError(`expected an observation of ${space.size} numbers, got ${values.length}`);
    }
    return space.from(values);
  }
}

function actionSpaceOf(space: GymJsSpace): Discrete | MultiDiscrete | Box<"float32"> {
  const { type, shape } = space;
  if (type === "Discrete" && shape.length === 1) return new Discrete(shape[0]);
  if (type === "DiscreteTuple") return new MultiDiscrete(shape);
  if (type === "Box") return new Box({ ...boundsOf(space), shape, dtype: "float32" });
  throw new TypeError(`expected actions of a Discrete([n]), a DiscreteTuple or a Box, got ${type}: ${shape}`);
}

function observationSpaceOf(space: GymJsSpace, first: TensorLike | number): Box | Discrete {
  const { type, shape } = space;
  const size = typeof first === "number" ? 1 : first.shape.reduce((product, side) => product * side, 1);
  if (type === "Discrete" && shape.length === 1 && size === 1) return new Discrete(shape[0]);
  if (typeof first === "number") {
    throw new TypeError(`expected tensors of ${type}: ${shape}, got the number ${first}`);
  }
  // The sides of images come in either order in their space, so the tensor is asked.
  const isImage = first.dtype === "int32" && first.shape.length === 3 && first.shape[2] === 3;
  if (isImage) return new Box({ low: 0, high: 255, shape: first.shape, dtype: "uint8" });
  return new Box({ ...boundsOf(space), shape: first.shape, dtype: "float32" });
}

/** The bounds of a `Box`; infinite for what has none. */
function boundsOf({ low = -Infinity, high = Infinity }: GymJsSpace) {
  return { low, high };
}
