/**
 * The interface of gym-js 0.2 (github.com/ttumiel/gym.js), as far as the adapters need it. Written so that the
 * package's own classes fit without it, or TensorFlow.js, being installed.
 */

/** What the adapters use of a `tf.Tensor`. */
export interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly isDisposed: boolean;
  dataSync(): ArrayLike<number>;
  dispose(): void;
}

/** What `toGymJs` uses of TensorFlow.js: any of its packages is one. */
export interface TensorFactory<Tensor extends TensorLike = TensorLike> {
  tensor(values: never, shape: never, dtype: never): Tensor;
}

/** A space of gym-js: `Discrete`, `DiscreteTuple` or `Box`. */
export interface GymJsSpace {
  /** Of a `Discrete([6])` the number of elements; of a `DiscreteTuple([2, 2, 10])` that of each element. */
  readonly shape: readonly number[];
  /** `Discrete`, `DiscreteTuple` or `Box`. */
  readonly type: string;
  /** Bounds of a `Box`. */
  readonly low?: number | readonly number[];
  readonly high?: number | readonly number[];
}

/** An environment of gym-js. Its own type says `number` for actions, but those of a `DiscreteTuple` are lists. */
export interface GymJsEnv<Observation = TensorLike | number, Action = never> {
  readonly action_space: GymJsSpace;
  readonly observation_space: GymJsSpace;
  step(action: Action): [observation: Observation, reward: number, done: boolean, info: object];
  reset(): Observation;
  render(mode?: never): void;
  close(): void;
  seed(seed: number): void;
}
