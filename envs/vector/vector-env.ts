import { expectAction } from "../action.js";
import type { ActionOf, Env, InfoOf, ObservationOf, Picture } from "../env.js";
import type { AcceptedBy, Space, ValueOf } from "../spaces.js";
import type { Batched } from "./batch-space.js";

/**
 * What happens to an environment whose episode has ended (gymnasium.vector.AutoresetMode).
 * `next-step`: the next step ignores its action and resets it, with reward 0.
 * `same-step`: the step that ends the episode resets it too, and gives the first observation of the next episode; the
 * last one is in `info.finalObs`, with `info.finalInfo`.
 * `disabled`: nothing; reset it yourself, with a mask.
 */
export type AutoresetMode = "next-step" | "same-step" | "disabled";

export interface VectorResetOptions {
  /** A seed for each environment, or one: the environments then get it and those that follow. */
  readonly seed?: number | readonly (number | undefined)[];
  /** Reset options, the same for each environment. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Which environments are reset; all when left out. The others keep their episode and their observation. */
  readonly mask?: readonly boolean[];
}

/** What else an environment tells, with what `same-step` autoreset replaces. */
export type VectorInfo<E extends Env> = InfoOf<E> & {
  readonly finalObs?: ObservationOf<E>;
  readonly finalInfo?: InfoOf<E>;
};

/** Observations of all environments, one after another. */
export type BatchedObservation<E extends Env> = ValueOf<Batched<E["observationSpace"]>>;

/** Actions for all environments: one after another in one array, or a list with an action for each. */
export type BatchedAction<E extends Env> = AcceptedBy<Batched<E["actionSpace"]>> | readonly ActionOf<E>[];

/** `infos[i]` belongs to environment i; an environment that was not reset because of the mask has `{}`. */
export type VectorResetResult<E extends Env> = [
  observations: BatchedObservation<E>,
  infos: readonly VectorInfo<E>[],
];

/** One element an environment in each. */
export type VectorStepResult<E extends Env> = [
  observations: BatchedObservation<E>,
  rewards: Float64Array,
  terminations: readonly boolean[],
  truncations: readonly boolean[],
  infos: readonly VectorInfo<E>[],
];

/** Several environments of one kind that step together (gymnasium.vector.VectorEnv). `await` fits both kinds. */
export interface VectorEnv<E extends Env> {
  readonly numEnvs: number;
  readonly singleObservationSpace: E["observationSpace"];
  readonly singleActionSpace: E["actionSpace"];
  readonly observationSpace: Batched<E["observationSpace"]>;
  readonly actionSpace: Batched<E["actionSpace"]>;
  readonly autoreset: AutoresetMode;
  reset(options?: VectorResetOptions): VectorResetResult<E> | Promise<VectorResetResult<E>>;
  step(actions: BatchedAction<E>): VectorStepResult<E> | Promise<VectorStepResult<E>>;
  /** A picture of each environment. */
  render(mode?: string): Picture[] | Promise<Picture[]>;
  close(): void | Promise<void>;
}

/**
 * The seed of each environment.
 * @throws {RangeError} when the list has another length than there are environments.
 */
export function seedsFor(count: number, seed: VectorResetOptions["seed"]): (number | undefined)[] {
  if (typeof seed === "object") return [...expectOneEach(count, seed, "seeds")];
  return Array.from({ length: count }, (_, i) => (seed === undefined ? undefined : seed + i));
}

/** Which environments are to be reset. @throws {RangeError} as `seedsFor`. */
export function maskFor(count: number, mask: VectorResetOptions["mask"]): readonly boolean[] {
  return mask ? expectOneEach(count, mask, "values of mask") : Array.from({ length: count }, () => true);
}

function expectOneEach<T>(count: number, list: readonly T[], what: string): readonly T[] {
  if (list.length !== count) throw new RangeError(`expected ${count} ${what}, got ${list.length}`);
  return list;
}

/**
 * Actions as one array, checked. Whether numbers beyond the bounds are taken is up to the environments.
 * @throws {RangeError} when they are not in the batch's action space.
 */
export function flatActions(actions: unknown, space: Space): ArrayLike<number> {
  const flat =
    Array.isArray(actions) && typeof actions[0] === "object"
      ? actions.flatMap((action) => Array.from(action as ArrayLike<number>))
      : actions;
  expectAction(space, flat);
  return flat as ArrayLike<number>;
}
