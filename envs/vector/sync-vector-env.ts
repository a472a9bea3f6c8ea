import { describe } from "../describe.js";
import type { Env, RenderFrame } from "../env.js";
import { layersOf } from "../wrappers/attributes.js";
import { expectEnv } from "../wrappers/expect-env.js";
import { EnvBatch } from "./env-batch.js";
import { callEach, getEach, setEach } from "./members.js";
import { copyPlain } from "./plain-data.js";
import { VectorBase, type VectorOptions } from "./vector-base.js";
import type {
  BatchedAction,
  RolloutOf,
  VectorEnv,
  VectorResetOptions,
  VectorResetResult,
  VectorStepResult,
} from "./vector-env.js";

/** Steps several environments in this thread, one after the other (gymnasium.vector.SyncVectorEnv). */
export class SyncVectorEnv<E extends Env> extends VectorBase<E> implements VectorEnv<E> {
  readonly envs: readonly E[];
  readonly #batch: EnvBatch;
  #closed = false;

  /**
   * @param envs Environments with equal spaces.
   * @throws {RangeError} when there is none, their spaces differ, or one is there twice.
   * @throws {TypeError} when one is no environment, or a vector environment.
   */
  constructor(envs: readonly E[], options: VectorOptions = {}) {
    const [first, ...rest] = Array.isArray(envs) ? Array.from(envs) : [];
    if (!first) throw new RangeError("expected at least one environment, got none");
    const cores = [first, ...rest].map((env) => {
      expectEnv("SyncVectorEnv", env);
      return layersOf(env).at(-1);
    });
    const twice = cores.findIndex((core, i) => cores.indexOf(core) < i);
    if (twice >= 0) {
      throw new RangeError(
        `expected an environment of its own each time, got one as number ${cores.indexOf(cores[twice])} and ${twice}`,
      );
    }
    super(first, envs.length, options, (bytes) => new ArrayBuffer(bytes));
    for (const env of rest) {
      for (const name of ["observationSpace", "actionSpace"] as const) {
        if (env[name].equals(first[name])) continue;
        throw new RangeError(`expected environments with one ${name}, got ${first[name]} and ${env[name]}`);
      }
    }
    this.envs = [first, ...rest];
    this.#batch = new EnvBatch([first, ...rest], this.autoreset);
  }

  /**
   * Makes `numEnvs` environments: `await SyncVectorEnv.create(8, () => make("CartPole-v1"))`.
   * @throws {RangeError | TypeError} as the constructor. What was made before an error is closed.
   */
  static async create<E extends Env>(
    numEnvs: number,
    makeEnv: () => E | Promise<E>,
    options?: VectorOptions,
  ): Promise<SyncVectorEnv<E>> {
    if (!Number.isInteger(numEnvs) || numEnvs < 1) {
      throw new RangeError(`expected a positive number of environments, got ${describe(numEnvs)}`);
    }
    const envs: E[] = [];
    try {
      for (let i = 0; i < numEnvs; i++) envs.push(await makeEnv());
      return new SyncVectorEnv(envs, options);
    } catch (error) {
      for (const env of new Set(envs)) env?.close?.();
      throw error;
    }
  }

  /** @throws {RangeError | TypeError} when there is not one seed or mask value for each environment, or one is none. */
  reset(options?: VectorResetOptions): VectorResetResult<E> {
    this.#expectOpen();
    const { seeds, options: given, mask } = this.checkedReset(options);
    return this.resetResult(this.#batch.reset(seeds, given, mask, this.results));
  }

  /** @throws {RangeError} when the actions are not in the action space. */
  step(actions: BatchedAction<E>): VectorStepResult<E> {
    this.#expectOpen();
    this.writeActions(actions);
    this.expectRunning();
    return this.stepResult(this.#batch.step(this.actions, this.results));
  }

  /** @throws {RangeError} when the actions are not in the action space. */
  rollout(actions: readonly BatchedAction<E>[]): RolloutOf<E> {
    this.#expectOpen();
    const { actions: rows, results } = this.beginRollout(actions);
    this.expectRunning();
    const infos = this.#batch.rollout(rows, results, this.numEnvs);
    this.keepLast(results);
    return this.rolloutResult(results, infos === this.#batch.noInfos ? undefined : infos);
  }

  /** @throws {RangeError} when the environments have no such mode. */
  render(mode?: string): RenderFrame[] {
    this.#expectOpen();
    this.checkMode(mode);
    return this.envs.map((env) => copyPlain(env.render(mode), "a frame"));
  }

  call(name: string, ...args: readonly unknown[]): unknown[] {
    this.#expectOpen();
    this.checkName(name);
    return callEach(this.envs, name, copyPlain(args, "arguments"));
  }

  getAttr(name: string): unknown[] {
    this.#expectOpen();
    this.checkName(name);
    return getEach(this.envs, name);
  }

  setAttr(name: string, values: unknown): void {
    this.#expectOpen();
    this.checkName(name);
    setEach(this.envs, name, this.valuesFor(values));
  }

  /** Closes the environments. Closing twice is harmless. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const env of this.envs) env.close();
  }

  #expectOpen(): void {
    if (this.#closed) throw new Error("expected an open vector environment: this one has been closed");
  }
}
