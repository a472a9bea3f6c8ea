import type {
  Env,
  EnvMetadata,
  InfoOf,
  RenderFrame,
  ResetOptions,
  ResetResult,
  StepOptions,
  StepResult,
} from "../env.js";
import type { Random } from "../random.js";
import type { AcceptedBy, Space, ValueOf } from "../spaces.js";
import { getWrapperAttr, layersOf, setWrapperAttr } from "./attributes.js";
import { expectEnv } from "./expect-env.js";

/** The environment at the bottom of a stack of wrappers. */
export type Unwrapped<E> = E extends { readonly unwrapped: infer U } ? U : E;

/** The type of `stepInto`, for wrappers that hand it on. */
export type StepInto = NonNullable<Env["stepInto"]>;

/** The spaces that a wrapper replaces. */
export interface ReplacedSpaces<ObservationSpace extends Space, ActionSpace extends Space> {
  readonly observationSpace?: ObservationSpace;
  readonly actionSpace?: ActionSpace;
}

/**
 * An environment around another one, and the base of all wrappers (gymnasium.Wrapper). By itself it changes nothing.
 * A wrapper overrides what it changes. One that changes a space hands the new one to this constructor and overrides the
 * methods that give or take its values.
 */
export class Wrapper<
  E extends Env,
  ObservationSpace extends Space = E["observationSpace"],
  ActionSpace extends Space = E["actionSpace"],
  Info extends object = InfoOf<E>,
> implements Env<ObservationSpace, ActionSpace, Info>
{
  /** The environment inside. */
  readonly env: E;
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: ActionSpace;

  constructor(env: E, { observationSpace, actionSpace }: ReplacedSpaces<ObservationSpace, ActionSpace> = {}) {
    expectEnv(new.target.name, env);
    this.env = env;
    // These casts, and those in `reset` and `step`, hold for a wrapper that does not replace the space.
    this.observationSpace = observationSpace ?? (env.observationSpace as ObservationSpace);
    this.actionSpace = actionSpace ?? (env.actionSpace as ActionSpace);
  }

  /** The environment at the bottom of the stack, with all that its own class offers. */
  get unwrapped(): Unwrapped<E> {
    const { env } = this;
    return (env instanceof Wrapper ? env.unwrapped : env) as Unwrapped<E>;
  }

  get metadata(): EnvMetadata {
    return this.env.metadata;
  }

  get npRandom(): Random | undefined {
    return this.env.npRandom;
  }

  reset(options?: ResetOptions): ResetResult<ValueOf<ObservationSpace>, Info> {
    return this.env.reset(options) as ResetResult<ValueOf<ObservationSpace>, Info>;
  }

  step(action: AcceptedBy<ActionSpace>, options?: StepOptions): StepResult<ValueOf<ObservationSpace>, Info> {
    return this.env.step(action, options) as StepResult<ValueOf<ObservationSpace>, Info>;
  }

  render(mode: "ansi"): string;
  render(mode?: string): RenderFrame;
  render(mode?: string): RenderFrame | string {
    return this.env.render(mode);
  }

  close(): void {
    this.env.close();
  }

  /** A member of this wrapper or of what is inside, by name. @throws {RangeError} when none has it. */
  getWrapperAttr(name: string): unknown {
    return getWrapperAttr(this as Env, name);
  }

  /** Whether this wrapper or what is inside has a member of that name. */
  hasWrapperAttr(name: string): boolean {
    return layersOf(this).some((layer) => name in layer);
  }

  /** Sets a member where it is, or on the innermost environment. @throws {TypeError} when it may not be written. */
  setWrapperAttr(name: string, value: unknown): void {
    setWrapperAttr(this as Env, name, value);
  }

  /** The stack of wrappers, outermost first: `TimeLimit<OrderEnforcing<CartPole>>`. */
  toString(): string {
    const inside = this.env instanceof Wrapper ? this.env.toString() : this.env.constructor.name;
    return `${this.constructor.name}<${inside}>`;
  }
}
