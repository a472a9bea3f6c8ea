import { describe } from "../describe.js";
import type { Env, EnvMetadata, RenderFrame } from "../env.js";
import type { Batched } from "./batch-space.js";
import type {
  AutoresetMode,
  BatchedAction,
  RolloutOf,
  VectorEnv,
  VectorResetOptions,
  VectorResetResult,
  VectorStepResult,
} from "./vector-env.js";

/**
 * A vector environment around another one, and the base of the wrappers of vector environments
 * (gymnasium.vector.VectorWrapper). By itself it changes nothing. What concerns each environment by itself is done by
 * wrapping each, in `SyncVectorEnv.create` or the module of `AsyncVectorEnv`; these wrappers are for what concerns all
 * of them together. Calls return promises.
 */
export class VectorWrapper<E extends Env> implements VectorEnv<E> {
  /** The vector environment inside. */
  readonly env: VectorEnv<E>;

  /** @throws {TypeError} when it is no vector environment. */
  constructor(env: VectorEnv<E>) {
    if (typeof env !== "object" || env === null || !("numEnvs" in env)) {
      throw new TypeError(`${new.target.name} expected a vector environment, got ${describe(env)}`);
    }
    this.env = env;
  }

  get numEnvs(): number {
    return this.env.numEnvs;
  }

  get singleObservationSpace(): E["observationSpace"] {
    return this.env.singleObservationSpace;
  }

  get singleActionSpace(): E["actionSpace"] {
    return this.env.singleActionSpace;
  }

  get observationSpace(): Batched<E["observationSpace"]> {
    return this.env.observationSpace;
  }

  get actionSpace(): Batched<E["actionSpace"]> {
    return this.env.actionSpace;
  }

  get autoreset(): AutoresetMode {
    return this.env.autoreset;
  }

  get metadata(): EnvMetadata {
    return this.env.metadata;
  }

  async reset(options?: VectorResetOptions): Promise<VectorResetResult<E>> {
    return this.env.reset(options);
  }

  async step(actions: BatchedAction<E>): Promise<VectorStepResult<E>> {
    return this.env.step(actions);
  }

  /**
   * A wrapper that changes steps does not know those of a rollout.
   * @throws {TypeError} unless `step` is that of this class.
   */
  async rollout(actions: readonly BatchedAction<E>[]): Promise<RolloutOf<E>> {
    if (this.step !== VectorWrapper.prototype.step) {
      throw new TypeError(
        `expected step() for ${this.constructor.name}, got rollout(), whose steps it does not see`,
      );
    }
    return this.env.rollout(actions);
  }

  async render(mode?: string): Promise<RenderFrame[]> {
    return this.env.render(mode);
  }

  async call(name: string, ...args: readonly unknown[]): Promise<unknown[]> {
    return this.env.call(name, ...args);
  }

  async getAttr(name: string): Promise<unknown[]> {
    return this.env.getAttr(name);
  }

  async setAttr(name: string, values: unknown): Promise<void> {
    await this.env.setAttr(name, values);
  }

  async close(): Promise<void> {
    await this.env.close();
  }
}
