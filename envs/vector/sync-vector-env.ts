import type { Env, Picture } from "../env.js";
import { EnvBatch } from "./env-batch.js";
import { VectorBase, type VectorOptions } from "./vector-base.js";
import {
  type BatchedAction,
  flatActions,
  maskFor,
  seedsFor,
  type VectorEnv,
  type VectorResetOptions,
  type VectorResetResult,
  type VectorStepResult,
} from "./vector-env.js";

/** Steps several environments in this thread, one after the other (gymnasium.vector.SyncVectorEnv). */
export class SyncVectorEnv<E extends Env> extends VectorBase<E> implements VectorEnv<E> {
  readonly envs: readonly E[];
  readonly #batch: EnvBatch;

  /**
   * @param envs Environments with equal spaces.
   * @throws {RangeError} when there is none, or their spaces differ.
   */
  constructor(envs: readonly E[], options: VectorOptions = {}) {
    const [first, ...rest] = envs;
    if (!first) throw new RangeError("expected at least one environment, got none");
    super(first, envs.length, options, (bytes) => new ArrayBuffer(bytes));
    for (const env of rest) {
      for (const name of ["observationSpace", "actionSpace"] as const) {
        if (env[name].equals(first[name])) continue;
        throw new RangeError(`expected environments with one ${name}, got ${first[name]} and ${env[name]}`);
      }
    }
    this.envs = envs;
    this.#batch = new EnvBatch([first, ...rest], this.results, this.autoreset);
  }

  /** Makes `numEnvs` environments: `await SyncVectorEnv.create(8, () => make("CartPole-v1"))`. */
  static async create<E extends Env>(
    numEnvs: number,
    makeEnv: () => E | Promise<E>,
    options?: VectorOptions,
  ): Promise<SyncVectorEnv<E>> {
    const envs = [];
    for (let i = 0; i < numEnvs; i++) envs.push(await makeEnv());
    return new SyncVectorEnv(envs, options);
  }

  /** @throws {RangeError} when there is not one seed or mask value for each environment. */
  reset({ seed, options, mask }: VectorResetOptions = {}): VectorResetResult<E> {
    const { numEnvs } = this;
    return this.resetResult(this.#batch.reset(seedsFor(numEnvs, seed), options, maskFor(numEnvs, mask)));
  }

  /** @throws {RangeError} when the actions are not in the action space. */
  step(actions: BatchedAction<E>): VectorStepResult<E> {
    this.actions.set(flatActions(actions, this.actionSpace));
    return this.stepResult(this.#batch.step(this.actions));
  }

  render(mode?: string): Picture[] {
    return this.envs.map((env) => env.render(mode));
  }

  close(): void {
    for (const env of this.envs) env.close();
  }
}
