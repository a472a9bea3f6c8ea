import type { Env } from "../env.js";
import { type Batched, batchSpace, RowLayout, type Rows } from "./batch-space.js";
import type { BatchResults } from "./env-batch.js";
import type {
  AutoresetMode,
  BatchedObservation,
  VectorInfo,
  VectorResetResult,
  VectorStepResult,
} from "./vector-env.js";

export interface VectorOptions {
  /** Default `next-step`, as in Gymnasium. */
  readonly autoreset?: AutoresetMode;
  /**
   * Whether observations are copied for the caller. Default true. false is faster: the arrays are then those that the
   * next call writes to.
   */
  readonly copy?: boolean;
}

/** What both kinds of vector environments have: spaces, and the arrays where environments and callers meet. */
export class VectorBase<E extends Env> {
  readonly numEnvs: number;
  readonly singleObservationSpace: E["observationSpace"];
  readonly singleActionSpace: E["actionSpace"];
  readonly observationSpace: Batched<E["observationSpace"]>;
  readonly actionSpace: Batched<E["actionSpace"]>;
  readonly autoreset: AutoresetMode;

  protected readonly results: BatchResults;
  protected readonly actions: Rows;
  readonly #copy: boolean;

  /**
   * @param env One of the environments, or one like them.
   * @param allocate Memory of so many bytes.
   */
  protected constructor(
    env: E,
    numEnvs: number,
    { autoreset = "next-step", copy = true }: VectorOptions,
    allocate: (bytes: number) => ArrayBufferLike,
  ) {
    if (!Number.isInteger(numEnvs) || numEnvs < 1) {
      throw new RangeError(`expected a positive number of environments, got ${numEnvs}`);
    }
    if (!["next-step", "same-step", "disabled"].includes(autoreset)) {
      throw new RangeError(`expected autoreset to be next-step, same-step or disabled, got ${autoreset}`);
    }
    this.numEnvs = numEnvs;
    this.autoreset = autoreset;
    this.#copy = copy;
    this.singleObservationSpace = env.observationSpace;
    this.singleActionSpace = env.actionSpace;
    this.observationSpace = batchSpace<E["observationSpace"]>(env.observationSpace, numEnvs);
    this.actionSpace = batchSpace<E["actionSpace"]>(env.actionSpace, numEnvs);
    const observations = new RowLayout(env.observationSpace, numEnvs);
    const actions = new RowLayout(env.actionSpace, numEnvs);
    this.results = {
      observations: observations.view(allocate(observations.bytes)),
      rewards: new Float64Array(allocate(numEnvs * 8)),
      terminations: new Uint8Array(allocate(numEnvs)),
      truncations: new Uint8Array(allocate(numEnvs)),
    };
    this.actions = actions.view(allocate(actions.bytes));
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

  #observations(): BatchedObservation<E> {
    const { observations } = this.results;
    // `slice` of shared memory gives memory that is not shared.
    return (this.#copy ? observations.slice() : observations) as BatchedObservation<E>;
  }
}

/** As booleans. A loop, since `Array.from` takes ten times as long. */
function flags(bytes: Uint8Array): boolean[] {
  const booleans = new Array<boolean>(bytes.length);
  for (let i = 0; i < bytes.length; i++) booleans[i] = bytes[i] !== 0;
  return booleans;
}
