import { describe } from "../describe.js";
import type { ActionOf, Env, EnvMetadata, InfoOf, ObservationOf, RenderFrame, Seed } from "../env.js";
import { expectSeed } from "../random.js";
import type { AcceptedBy, ValueOf } from "../spaces.js";
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
  readonly seed?: Seed | readonly (Seed | undefined)[];
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

/** The results of several steps: those of step t and environment i are number t · numEnvs + i. */
export interface VectorRollout<Observations, Info> {
  readonly observations: Observations;
  readonly rewards: Float64Array;
  /** 1 where an episode ended. */
  readonly terminations: Uint8Array;
  readonly truncations: Uint8Array;
  readonly infos: readonly Info[];
}

/** The results of several steps of environments of one kind. */
export type RolloutOf<E extends Env> = VectorRollout<BatchedObservation<E>, VectorInfo<E>>;

/** Several environments of one kind that step together (gymnasium.vector.VectorEnv). `await` fits both kinds. */
export interface VectorEnv<E extends Env> {
  readonly numEnvs: number;
  readonly singleObservationSpace: E["observationSpace"];
  readonly singleActionSpace: E["actionSpace"];
  readonly observationSpace: Batched<E["observationSpace"]>;
  readonly actionSpace: Batched<E["actionSpace"]>;
  readonly autoreset: AutoresetMode;
  /** That of each environment. */
  readonly metadata: EnvMetadata;
  reset(options?: VectorResetOptions): VectorResetResult<E> | Promise<VectorResetResult<E>>;
  step(actions: BatchedAction<E>): VectorStepResult<E> | Promise<VectorStepResult<E>>;
  /**
   * Plays several steps at once, as that many calls of `step` would: faster where a step takes less than a call does.
   * @param actions The actions of each step.
   */
  rollout(actions: readonly BatchedAction<E>[]): RolloutOf<E> | Promise<RolloutOf<E>>;
  /** An image of each environment. */
  render(mode?: string): RenderFrame[] | Promise<RenderFrame[]>;
  /**
   * Calls a method of each environment, or of what it is wrapped around, or reads a member that is none
   * (gymnasium.vector.VectorEnv.call). What it gives is copied.
   */
  call(name: string, ...args: readonly unknown[]): unknown[] | Promise<unknown[]>;
  /** A member of each environment, or of what it is wrapped around: a copy. */
  getAttr(name: string): unknown[] | Promise<unknown[]>;
  /** Sets a member of each environment to the value, or to its own one of a list of as many. */
  setAttr(name: string, values: unknown): void | Promise<void>;
  close(): void | Promise<void>;
}

/**
 * The seed of each environment.
 * @throws {RangeError} when the list has another length than there are environments, or a seed is none.
 */
export function seedsFor(count: number, seed: VectorResetOptions["seed"]): (Seed | undefined)[] {
  const seeds =
    typeof seed === "object" && seed !== null
      ? Array.from(expectOneEach(count, seed, "seeds"))
      : Array.from({ length: count }, (_, i) => following(seed, i));
  for (const one of seeds) if (one !== undefined) expectSeed(one);
  return seeds;
}

function following(seed: Seed | undefined, count: number): Seed | undefined {
  if (typeof seed === "number") return seed + count;
  return typeof seed === "bigint" ? seed + BigInt(count) : seed;
}

/**
 * Which environments are to be reset.
 * @throws {RangeError} when there is not one boolean for each environment, or none is true.
 */
export function maskFor(count: number, mask: VectorResetOptions["mask"]): readonly boolean[] {
  if (mask === undefined) return Array.from({ length: count }, () => true);
  const list = Array.from(expectOneEach(count, mask, "values of mask"));
  if (!list.every((one) => typeof one === "boolean") || !list.includes(true)) {
    throw new RangeError(`expected a mask of booleans with at least one true, got ${describe(mask)}`);
  }
  return list;
}

function expectOneEach<T>(count: number, list: readonly T[], what: string): readonly T[] {
  if (Array.isArray(list) && list.length === count) return list;
  throw new RangeError(
    `expected ${count} ${what}, got ${Array.isArray(list) ? list.length : describe(list)}`,
  );
}
