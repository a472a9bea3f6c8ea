import type { Env } from "../env.js";
import { Box, Discrete, MultiDiscrete, type Space } from "../spaces.js";
import { frameHtml } from "./frame-html.js";
import type { GymJsEnv, GymJsSpace, TensorFactory, TensorLike } from "./types.js";

/** Where TensorFlow.js may be, in the order in which `toGymJs` looks for it. */
const TENSORFLOW = ["@tensorflow/tfjs", "@tensorflow/tfjs-node"];

export interface ToGymJsOptions<Tensor extends TensorLike> {
  /**
   * The program's own TensorFlow.js. Default: `@tensorflow/tfjs` or `@tensorflow/tfjs-node`, whichever is installed.
   */
  readonly tf?: TensorFactory<Tensor>;
}

/** A space of ours under gym-js's interface. */
export interface GymJsSpaceOfEnv<Tensor> extends GymJsSpace {
  /** How many elements a `Discrete` or a `DiscreteTuple` has. */
  readonly length: number;
  /** Lower and upper bounds of each element of a `Box`. */
  readonly low?: readonly number[];
  readonly high?: readonly number[];
  /** A number from a `Discrete`, a list from a `DiscreteTuple`, a tensor from a `Box`. */
  sample(): number | number[] | Tensor;
  seed(seed: number): void;
  /** The latest observation, or what was `set`. */
  get(): Tensor;
  set(value: Tensor): void;
  toString(): string;
}

/** What `toGymJs` gives. Tensors belong to the caller, who disposes of them. */
export interface EnvAsGymJs<Tensor extends TensorLike>
  extends GymJsEnv<Tensor, number | readonly number[] | TensorLike> {
  readonly action_space: GymJsSpaceOfEnv<Tensor>;
  readonly observation_space: GymJsSpaceOfEnv<Tensor>;
  /** Rewards are not known beforehand: a `Box` without bounds. */
  readonly reward_range: GymJsSpaceOfEnv<Tensor>;
  /** The present state, as an `<img>`; empty for environments that cannot be drawn. */
  renderHTML(): string;
  render(mode?: "html" | "console"): void;
}

/**
 * Offers an environment under the interface of gym-js, so that a program written for it runs ours:
 *
 *     const env = await toGymJs(await make("CarRacing-v3"), { tf });
 *     let [observation, reward, done, info] = env.step(env.action_space.sample());
 *
 * Elements of a `Discrete` begin at 0, as gym-js has it. `seed` holds for the next `reset`. An episode that is cut off
 * by a time limit is `done`, with `info["TimeLimit.truncated"]`, as in the Gym that gym-js is made after.
 * @throws {Error} when no TensorFlow.js is given or installed.
 * @throws {TypeError} when a space is neither Box, Discrete nor MultiDiscrete.
 */
export async function toGymJs<Tensor extends TensorLike = TensorLike>(
  env: Env,
  { tf }: ToGymJsOptions<Tensor> = {},
): Promise<EnvAsGymJs<Tensor>> {
  return new ToGymJs<Tensor>(env, tf ?? ((await importTensorFlow()) as TensorFactory<Tensor>));
}

class ToGymJs<Tensor extends TensorLike> implements EnvAsGymJs<Tensor> {
  readonly action_space: SpaceAsGymJs<Tensor>;
  readonly observation_space: SpaceAsGymJs<Tensor>;
  readonly reward_range: SpaceAsGymJs<Tensor>;
  readonly #env: Env;
  #seed: number | undefined;
  #renderMode: "html" | "console" | undefined;

  constructor(env: Env, tf: TensorFactory<Tensor>) {
    this.#env = env;
    this.action_space = new SpaceAsGymJs(env.actionSpace, tf);
    this.observation_space = new SpaceAsGymJs(env.observationSpace, tf);
    const rewards = new Box({ low: -Infinity, high: Infinity, dtype: "float32" });
    this.reward_range = new SpaceAsGymJs(rewards, tf);
  }

  step(action: number | readonly number[] | TensorLike): [Tensor, number, boolean, object] {
    const given = this.action_space.toOurs(action);
    const [observation, reward, terminated, truncated, info] = this.#env.step(given as never);
    const told = truncated ? { ...info, "TimeLimit.truncated": !terminated } : info;
    return [this.#show(observation), reward, terminated || truncated, told];
  }

  reset(): Tensor {
    const seed = this.#seed;
    this.#seed = undefined;
    const [observation] = this.#env.reset(seed === undefined ? {} : { seed });
    return this.#show(observation);
  }

  seed(seed: number): void {
    this.#seed = seed;
  }

  /** From now on `renderHTML` gives images, or every observation is printed. */
  render(mode: "html" | "console" = "html"): void {
    if (mode !== "html" && mode !== "console") {
      throw new RangeError(`expected render mode html or console, got ${mode}`);
    }
    this.#renderMode = mode;
  }

  renderHTML(): string {
    return this.#env.metadata.renderModes.length > 0 ? frameHtml(this.#env.render()) : "";
  }

  close(): void {
    this.#env.close();
  }

  #show(observation: unknown): Tensor {
    const tensor = this.observation_space.toTensor(observation);
    this.observation_space.set(tensor);
    // biome-ignore lint/suspicious/noConsole: printing is what was asked for.
    if (this.#renderMode === "console") console.log(tensor.dataSync());
    return tensor;
  }
}

class SpaceAsGymJs<Tensor extends TensorLike> implements GymJsSpaceOfEnv<Tensor> {
  readonly shape: readonly number[];
  readonly type: string;
  readonly length: number;
  readonly low?: readonly number[];
  readonly high?: readonly number[];
  readonly #space: Box | Discrete | MultiDiscrete;
  readonly #tf: TensorFactory<Tensor>;
  #value: Tensor | undefined;

  constructor(space: Space, tf: TensorFactory<Tensor>) {
    this.#tf = tf;
    if (space instanceof Discrete) {
      this.type = "Discrete";
      this.shape = [space.n];
    } else if (space instanceof MultiDiscrete) {
      this.type = "DiscreteTuple";
      this.shape = space.counts;
    } else if (space instanceof Box) {
      this.type = "Box";
      this.shape = space.shape;
      this.low = Array.from(space.low);
      this.high = Array.from(space.high);
    } else {
      throw new TypeError(`expected a space that gym-js has a counterpart of, got ${space}`);
    }
    this.#space = space;
    this.length = this.shape.reduce((product, side) => product * side, 1);
  }

  sample(): number | number[] | Tensor {
    const space = this.#space;
    if (space instanceof Box) return this.toTensor(space.sample());
    if (space instanceof Discrete) return space.sample() - space.start;
    return Array.from(space.sample(), (value, i) => value - space.starts[i]);
  }

  seed(seed: number): void {
    this.#space.seed(seed);
  }

  get(): Tensor {
    if (!this.#value) throw new Error("expected reset() before get()");
    return this.#value;
  }

  set(value: Tensor): void {
    this.#value = value;
  }

  toString(): string {
    return `${this.type}: ${this.shape}`;
  }

  /** An element of our space as a tensor: of a `Discrete` it has one number, as in gym-js's FrozenLake. */
  toTensor(element: unknown): Tensor {
    const space = this.#space;
    const { tensor } = this.#tf as unknown as {
      tensor(values: ArrayLike<number>, shape: readonly number[], dtype: string): Tensor;
    };
    if (space instanceof Discrete) return tensor([(element as number) - space.start], [1], "int32");
    if (space instanceof MultiDiscrete) {
      const values = Array.from(element as ArrayLike<number>, (value, i) => value - space.starts[i]);
      return tensor(values, [values.length], "int32");
    }
    const isByte = space.dtype === "uint8";
    // TensorFlow.js knows no bytes, and keeps the array that it is given: this one is the caller's own.
    const values = isByte
      ? Int32Array.from(element as Uint8Array)
      : Float32Array.from(element as Float32Array);
    return tensor(values, space.shape, isByte ? "int32" : "float32");
  }

  /** An action of gym-js, a number, a list or a tensor, as an element of our space. */
  toOurs(action: number | readonly number[] | TensorLike): unknown {
    const space = this.#space;
    const values =
      typeof action === "number" ? [action] : "dataSync" in action ? action.dataSync() : (action as number[]);
    if (space instanceof Discrete) return values[0] + space.start;
    if (space instanceof MultiDiscrete) return Array.from(values, (value, i) => value + space.starts[i]);
    return Array.from(values);
  }
}

async function importTensorFlow(): Promise<unknown> {
  for (const name of TENSORFLOW) {
    try {
      // Not a literal, so that bundlers do not ask for what only this function needs.
      return await import(/* @vite-ignore */ name);
    } catch {
      // The next one, then.
    }
  }
  throw new Error(`expected TensorFlow.js: give toGymJs yours as \`tf\`, or install ${TENSORFLOW[0]}`);
}
