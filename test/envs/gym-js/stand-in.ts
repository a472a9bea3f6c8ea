import * as tf from "@tensorflow/tfjs";

/**
 * Environments with the types and the habits of gym-js 0.2: spaces that hold the present observation, actions from
 * `Math.random`, a `seed` that does nothing, observations that are tensors or, in the algorithmic ones, plain numbers.
 */

export class Discrete {
  readonly type = "Discrete";
  readonly shape: number[];
  #value: tf.Tensor | number | undefined;

  constructor(shape: number[]) {
    this.shape = shape;
  }

  sample(): number {
    return Math.floor(Math.random() * this.shape[0]);
  }

  get(): tf.Tensor {
    return this.#value as tf.Tensor;
  }

  set(value: tf.Tensor | number): void {
    this.#value = value;
  }
}

export class DiscreteTuple {
  readonly type = "DiscreteTuple";
  readonly shape: number[];

  constructor(shape: number[]) {
    this.shape = shape;
  }

  sample(): number[] {
    return this.shape.map((n) => Math.floor(Math.random() * n));
  }
}

/** A corridor on ice: two steps of three go where chance wants. Right end: reward 1. */
export class Corridor {
  readonly action_space = new Discrete([2]);
  readonly observation_space = new Discrete([6]);
  readonly seeds: number[] = [];
  isClosed = false;
  #place = 0;

  step(action: number): [tf.Tensor, number, boolean, object] {
    const slips = Math.random() > 1 / 3;
    const direction = slips ? this.action_space.sample() : action;
    this.#place = Math.max(0, this.#place + (direction === 1 ? 1 : -1));
    const done = this.#place === 5;
    return [this.#observe(), Number(done), done, {}];
  }

  reset(): tf.Tensor {
    this.#place = 0;
    return this.#observe();
  }

  render(): void {}

  close(): void {
    this.isClosed = true;
  }

  seed(seed: number): void {
    this.seeds.push(seed);
  }

  #observe(): tf.Tensor {
    this.observation_space.set(tf.tensor([this.#place]));
    return this.observation_space.get();
  }
}

/**
 * Say what you see: actions are tuples of whether to answer and what, and observations are numbers, whatever their type
 * says.
 */
export class Echo {
  readonly action_space = new DiscreteTuple([2, 10]);
  readonly observation_space = new Discrete([10]);
  readonly actions: number[][] = [];
  #seen = 0;

  step(action: number[]): [tf.Tensor, number, boolean, object] {
    this.actions.push(action);
    const reward = action[0] === 1 ? (action[1] === this.#seen ? 1 : -0.5) : 0;
    return [this.reset(), reward, reward < 0, {}];
  }

  reset(): tf.Tensor {
    this.#seen = Math.floor(Math.random() * 10);
    this.observation_space.set(this.#seen);
    return this.observation_space.get();
  }

  render(): void {}
  close(): void {}
  seed(_seed: number): void {}
}

/** Pixels, with the sides of its space the other way round than those of its tensors, as Snake has them. */
export class Camera {
  readonly action_space = new Discrete([3]);
  readonly observation_space = new Discrete([6, 4, 3]);
  #shade = 0;

  step(action: number): [tf.Tensor, number, boolean, object] {
    this.#shade += action * 10;
    return [this.#look(), 0, this.#shade > 100, {}];
  }

  reset(): tf.Tensor {
    this.#shade = 0;
    return this.#look();
  }

  render(): void {}
  close(): void {}
  seed(_seed: number): void {}

  #look(): tf.Tensor {
    return tf.fill([4, 6, 3], this.#shade, "int32");
  }
}
