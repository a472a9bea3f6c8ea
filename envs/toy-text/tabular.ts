import { expectAction } from "../action.js";
import type { Env, EnvMetadata, RenderFrame, ResetOptions, ResetResult, StepResult } from "../env.js";
import { checkOptions } from "../options.js";
import { Random } from "../random.js";
import type { Discrete } from "../spaces.js";

/** One outcome of an action: how likely it is, the state it leads to, the reward, and whether the episode ends. */
export type Transition = readonly [probability: number, state: number, reward: number, terminated: boolean];

/** The outcomes of each action in each state: `P[state][action]`. */
export type TransitionTable = readonly (readonly (readonly Transition[])[])[];

export interface TabularInfo {
  /** The probability of the outcome that came. */
  readonly prob: number;
}

/**
 * An environment of finitely many states whose dynamics are a table, which dynamic programming can use too. The base of
 * those of toy text.
 */
export abstract class TabularEnv<Name extends string, Info extends TabularInfo = TabularInfo>
  implements Env<Discrete, Discrete<Name>, Info>
{
  abstract readonly observationSpace: Discrete;
  abstract readonly actionSpace: Discrete<Name>;
  abstract readonly metadata: EnvMetadata;

  /** The dynamics, named as in Gymnasium. */
  abstract readonly P: TransitionTable;

  /** The probability of each state to be the first. */
  abstract readonly initialStateDistrib: readonly number[];

  #random: Random | undefined;
  #state: number | undefined;
  #lastAction: number | undefined;

  get npRandom(): Random {
    this.#random ??= new Random();
    return this.#random;
  }

  /** @throws {TypeError} when an option is given: there is none. */
  reset({ seed, options = {} }: ResetOptions = {}): ResetResult<number, Info> {
    checkOptions(`${this.constructor.name}'s reset`, {}, options);
    if (seed !== undefined) this.#random = new Random(seed);
    this.#state = categoricalSample(this.initialStateDistrib, identity, this.npRandom);
    this.#lastAction = undefined;
    this.started(this.npRandom);
    return [this.#state, this.info(1, this.#state)];
  }

  step(action: number): StepResult<number, Info> {
    expectAction(this.actionSpace, action);
    const before = this.state;
    const random = this.npRandom;
    const transitions = this.P[before][action];
    const [probability, next, reward, terminated] =
      transitions[categoricalSample(transitions, probabilityOf, random)];
    this.#lastAction = action;
    this.#state = this.moved(before, next, random);
    return [this.#state, reward, terminated, false, this.info(probability, this.#state)];
  }

  /** The current state. */
  protected get state(): number {
    if (this.#state === undefined) {
      throw new Error("expected an environment that was reset, got step() or render() first");
    }
    return this.#state;
  }

  /** The last action; undefined after a reset. */
  protected get lastAction(): number | undefined {
    return this.#lastAction;
  }

  /** What is drawn at random when an episode starts, beyond its state. */
  protected started(_random: Random): void {}

  /** The state that a step ends in, when it is not the one of the table. */
  protected moved(_before: number, next: number, _random: Random): number {
    return next;
  }

  protected abstract info(prob: number, state: number): Info;

  abstract render(mode: "ansi"): string;
  abstract render(mode?: string): RenderFrame;

  close(): void {}
}

/**
 * The index of one of several outcomes, each as likely as its probability says; the first one when they sum to less
 * than the number drawn (gymnasium.envs.toy_text.utils.categorical_sample).
 */
function categoricalSample<T>(
  outcomes: readonly T[],
  probability: (outcome: T) => number,
  random: Random,
): number {
  const draw = random.random();
  let sum = 0;
  for (let i = 0; i < outcomes.length; i++) {
    sum += probability(outcomes[i]);
    if (sum > draw) return i;
  }
  return 0;
}

const identity = (value: number): number => value;
const probabilityOf = (transition: Transition): number => transition[0];
