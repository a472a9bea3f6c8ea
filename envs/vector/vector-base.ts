import { expectAction } from "../action.js";
import { describe } from "../describe.js";
import type { Env, EnvMetadata, Seed } from "../env.js";
import { NO_INFO } from "../no-info.js";
import { checkOptions, oneOf } from "../options.js";
import { Box, type Space } from "../spaces.js";
import { isLanguage } from "../wrappers/attributes.js";
import { type Batched, batchSpace } from "./batch-space.js";
import type { BatchResults } from "./env-batch.js";
import { copyPlain } from "./plain-data.js";
import { type Allocate, type RowLayout, type Rows, rowLayout } from "./row-layout.js";
import {
  type AutoresetMode,
  type BatchedObservation,
  maskFor,
  type RolloutOf,
  seedsFor,
  type VectorInfo,
  type VectorResetOptions,
  type VectorResetResult,
  type VectorStepResult,
} from "./vector-env.js";

export interface VectorOptions {
  /** Default `next-step`, as in Gymnasium. */
  readonly autoreset?: AutoresetMode;
  /**
   * Whether observations, and all results of a rollout, are copied for the caller. Default true. false is faster: the
   * arrays are then those that the next call writes to.
   */
  readonly copy?: boolean;
}

const RULES = { autoreset: oneOf("next-step", "same-step", "disabled"), copy: oneOf(true, false) };

/**
 * The options, or what they are where they are not given.
 * @throws {TypeError | RangeError} when one is not as it should be.
 */
export function checkedOptions(options: VectorOptions): Required<VectorOptions> {
  checkOptions("a vector environment", RULES, options);
  const { autoreset = "next-step", copy = true } = options;
  return { autoreset, copy };
}

/** A call of `reset`, checked. */
export interface CheckedReset {
  readonly seeds: readonly (Seed | undefined)[];
  readonly options: Readonly<Record<string, unknown>> | undefined;
  readonly mask: readonly boolean[];
}

/** What belongs to the methods of vector environments, and cannot be called by name. */
const RESERVED = ["reset", "step", "stepInto", "render", "close"];

/**
 * What both kinds of vector environments have: spaces, the arrays where environments and callers meet, and the checks
 * of what callers hand in, so that both refuse the same with the same sentence, before an environment hears of it.
 */
export class VectorBase<E extends Env> {
  readonly numEnvs: number;
  readonly singleObservationSpace: E["observationSpace"];
  readonly singleActionSpace: E["actionSpace"];
  readonly observationSpace: Batched<E["observationSpace"]>;
  readonly actionSpace: Batched<E["actionSpace"]>;
  readonly autoreset: AutoresetMode;
  readonly metadata: EnvMetadata;

  protected readonly results: BatchResults;
  protected readonly actions: Rows;
  readonly #copy: boolean;
  readonly #allocate: Allocate;
  readonly #observationLayout: RowLayout;
  readonly #actionLayout: RowLayout;
  /** The infos of the latest rollout of which there was nothing to tell. */
  #noInfos: readonly object[] = [];
  /** The arrays of the latest rollout, which the next one of as many steps writes to. */
  #rollout: { readonly steps: number; readonly actions: Rows; results: BatchResults | undefined } | undefined;

  /**
   * @param env One of the environments, or one like them.
   * @param allocate Memory of so many bytes.
   */
  protected constructor(env: E, numEnvs: number, options: VectorOptions, allocate: Allocate) {
    if (!Number.isInteger(numEnvs) || numEnvs < 1) {
      throw new RangeError(`expected a positive number of environments, got ${describe(numEnvs)}`);
    }
    const { autoreset, copy } = checkedOptions(options);
    this.numEnvs = numEnvs;
    this.autoreset = autoreset;
    this.metadata = env.metadata;
    this.#copy = copy;
    this.#allocate = allocate;
    this.singleObservationSpace = env.observationSpace;
    this.singleActionSpace = env.actionSpace;
    this.observationSpace = batchSpace<E["observationSpace"]>(env.observationSpace, numEnvs);
    this.actionSpace = batchSpace<E["actionSpace"]>(env.actionSpace, numEnvs);
    this.#observationLayout = rowLayout(env.observationSpace);
    this.#actionLayout = rowLayout(env.actionSpace);
    this.results = this.#resultsOf(1);
    this.actions = this.#actionLayout.allocate(numEnvs, allocate);
  }

  /**
   * Writes down the actions of several steps.
   * @returns them, and arrays for the results: the same as the last time unless they are the caller's
   * @throws {RangeError} as `writeActions`.
   */
  protected beginRollout(given: readonly unknown[]): {
    readonly actions: Rows;
    readonly results: BatchResults;
  } {
    if (!Array.isArray(given) || given.length === 0) {
      throw new RangeError(`expected a list with the actions of each step, got ${describe(given)}`);
    }
    const steps = given.length;
    if (this.#rollout?.steps !== steps) {
      const actions = this.#actionLayout.allocate(steps * this.numEnvs, this.#allocate);
      this.#rollout = { steps, actions, results: undefined };
    }
    const { actions, results = this.#resultsOf(steps) } = this.#rollout;
    for (let step = 0; step < steps; step++) this.#writeActions(given[step], actions, step * this.numEnvs);
    if (!this.#copy) this.#rollout.results = results;
    return { actions, results };
  }

  /** Arrays for the results of so many steps of all environments. */
  #resultsOf(steps: number): BatchResults {
    const count = steps * this.numEnvs;
    return {
      observations: this.#observationLayout.allocate(count, this.#allocate),
      rewards: new Float64Array(this.#allocate(count * 8) as ArrayBuffer),
      terminations: new Uint8Array(this.#allocate(count) as ArrayBuffer),
      truncations: new Uint8Array(this.#allocate(count) as ArrayBuffer),
    };
  }

  protected resetResult(infos: readonly object[]): VectorResetResult<E> {
    return [this.#observations(), infos as readonly VectorInfo<E>[]];
  }

  protected stepResult(infos: readonly object[]): VectorStepResult<E> {
    const { rewards, terminations, truncations } = this.results;
    return [
      this.#observations(),
      new Float64Array(rewards),
      flags(terminations),
      flags(truncations),
      infos as readonly VectorInfo<E>[],
    ];
  }

  /** Makes the last step of a rollout the current one. */
  protected keepLast(results: BatchResults): void {
    const first = results.rewards.length - this.numEnvs;
    const last = this.#observationLayout.copy(results.observations, first, results.rewards.length);
    this.#observationLayout.set(this.results.observations, last);
    this.results.rewards.set(results.rewards.subarray(first));
    this.results.terminations.set(results.terminations.subarray(first));
    this.results.truncations.set(results.truncations.subarray(first));
  }

  /**
   * @param results As `beginRollout` gave them.
   * @param infos undefined when all are empty
   */
  protected rolloutResult(results: BatchResults, infos: readonly object[] | undefined): RolloutOf<E> {
    const { length } = results.rewards;
    if (!infos && this.#noInfos.length !== length)
      this.#noInfos = Object.freeze(new Array(length).fill(NO_INFO));
    return {
      observations: results.observations as BatchedObservation<E>,
      rewards: results.rewards,
      terminations: results.terminations,
      truncations: results.truncations,
      infos: (infos ?? this.#noInfos) as readonly VectorInfo<E>[],
    };
  }

  #observations(): BatchedObservation<E> {
    const { observations } = this.results;
    // A copy of shared memory is not shared.
    return (this.#copy ? this.#observationLayout.copy(observations) : observations) as BatchedObservation<E>;
  }

  /** @throws {RangeError | TypeError} when there is not one seed or mask value for each environment, or one is none. */
  protected checkedReset(given: VectorResetOptions = {}): CheckedReset {
    const any = { expected: "given", holds: () => true };
    checkOptions("reset", { seed: any, options: any, mask: any }, given);
    const { seed, options, mask } = given;
    if (options !== undefined && (typeof options !== "object" || options === null)) {
      throw new TypeError(`expected options to be an object, got ${describe(options)}`);
    }
    return {
      seeds: seedsFor(this.numEnvs, seed),
      options: options && copyPlain(options, "options"),
      mask: maskFor(this.numEnvs, mask),
    };
  }

  /**
   * Whether numbers beyond the bounds are taken is up to the environments.
   * @throws {RangeError} when the actions are not one for each environment.
   */
  protected writeActions(actions: unknown): void {
    this.#writeActions(actions, this.actions, 0);
  }

  #writeActions(actions: unknown, rows: Rows, row: number): void {
    const single: Space = this.singleActionSpace;
    const whole: Space = this.actionSpace;
    const isBatch = whole instanceof Box ? whole.holdsNumbers(actions) : whole.contains(actions);
    if (isBatch) {
      this.#actionLayout.set(rows, actions, row);
      return;
    }
    // A list with an action for each environment, or what is neither.
    if (!Array.isArray(actions) || typeof actions[0] !== "object") expectAction(whole, actions);
    const list = actions as readonly unknown[];
    if (list.length !== this.numEnvs) {
      throw new RangeError(`expected ${this.numEnvs} actions, got ${list.length}`);
    }
    for (let i = 0; i < this.numEnvs; i++) expectAction(single, list[i]);
    for (let i = 0; i < this.numEnvs; i++) this.#actionLayout.write(rows, row + i, list[i]);
  }

  /** @throws {Error} when an episode has ended and nobody resets it. */
  protected expectRunning(): void {
    if (this.autoreset !== "disabled") return;
    const { terminations, truncations } = this.results;
    for (let i = 0; i < this.numEnvs; i++) {
      if (terminations[i] || truncations[i]) {
        throw new Error(`expected environment ${i} to be reset after the end of its episode, got step()`);
      }
    }
  }

  /** @throws {RangeError} when the environments have no such mode. */
  protected checkMode(mode: string | undefined): void {
    const { renderModes } = this.metadata;
    if (mode === undefined ? renderModes.length > 0 : renderModes.includes(mode)) return;
    throw new RangeError(
      `expected a render mode (${renderModes.join(", ") || "there is none"}), got ${describe(mode)}`,
    );
  }

  /** @throws {TypeError} when that is no name of a member, or one that vector environments have themselves. */
  protected checkName(name: unknown): void {
    if (typeof name !== "string" || RESERVED.includes(name) || isLanguage(name)) {
      throw new TypeError(
        `expected the name of a member other than ${RESERVED.join(", ")}, got ${describe(name)}`,
      );
    }
  }

  /** A value for each environment: the list when there is one of that length. */
  protected valuesFor(values: unknown): unknown[] {
    const list = Array.isArray(values) ? values : Array.from({ length: this.numEnvs }, () => values);
    if (list.length !== this.numEnvs) {
      throw new RangeError(`expected ${this.numEnvs} values, got ${list.length}`);
    }
    return copyPlain(list, "values");
  }
}

/** As booleans. A loop, since `Array.from` takes ten times as long. */
function flags(bytes: Uint8Array): boolean[] {
  const booleans = new Array<boolean>(bytes.length);
  for (let i = 0; i < bytes.length; i++) booleans[i] = bytes[i] !== 0;
  return booleans;
}
