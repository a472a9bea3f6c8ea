import type { Env } from "../../envs/env.js";
import type { Policy } from "../policies/policy.js";

/** One number of a state, and where the grid has points. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  /** Points from `low` to `high`, 2 or more. */
  readonly points: number;
  /** Whether `high` is `low` again, as of angles. */
  readonly isCyclic?: true;
}

/** A deterministic system of a few numbers, as a plan sees it. */
export interface System {
  readonly axes: readonly Axis[];
  /** How many actions there are to choose from. */
  readonly actions: number;
  /** Moves a state on by one step, in place. @returns the reward */
  step(state: Float64Array, action: number): number;
  /** Whether an episode ends in a state, which then is worth nothing more. Default: none does. */
  isEnd?(state: Float64Array): boolean;
}

/** An expert that plans: what it plans for, and how it reads observations and acts. */
export interface PlannedExpert {
  /** The option of an environment that its dynamics depend on. Default: none. */
  readonly parameterOf?: (env: Env) => number;
  readonly system: (parameter: number) => System;
  readonly stateOf: (observation: ArrayLike<number>) => Float64Array;
  /** The environment's action for the number of one of the system's. Default: that number. */
  readonly actionOf?: (action: number) => unknown;
  /** Steps that are tried out one by one before the grid is asked. Default 1. */
  readonly depth?: number;
}

/** An expert for `EnvAdapter.experts`. Its plan is made when it first acts, once for each parameter. */
export function plannedExpert({
  parameterOf = () => 0,
  system,
  stateOf,
  actionOf = (action) => action,
  depth = 1,
}: PlannedExpert): (env: Env) => Policy {
  const plans = new Map<number, Plan>();
  return (env) => {
    const parameter = parameterOf(env);
    return {
      predict(observation) {
        const plan = plans.get(parameter) ?? new Plan(system(parameter));
        plans.set(parameter, plan);
        return actionOf(plan.choose(stateOf(observation as ArrayLike<number>), depth));
      },
    };
  };
}

/** Sweeps over all states after which no plan looks further ahead, and the change at which it is done before. */
const MOST_SWEEPS = 1000;
const TOLERANCE = 0.1;

/**
 * What can still be gained from each state of a system, by value iteration (Bellman, Dynamic Programming, 1957) on a
 * grid of states. Between the grid's points values are interpolated linearly along each axis; beyond its ends they are
 * those at the ends.
 */
export class Plan {
  readonly #system: System;
  readonly #values: Float32Array;
  /** Between neighbours on each axis, in the list of values. */
  readonly #strides: readonly number[];
  /** From a cell's first corner to each of its corners, in the list of values: bit k of a corner's number is axis k. */
  readonly #corners: readonly number[];
  /** Values at a cell's corners, for interpolation. */
  readonly #cell: Float64Array;
  /** Where in its cell a state lies. */
  readonly #shares: Float32Array;

  constructor(system: System) {
    const { axes } = system;
    this.#system = system;
    let count = 1;
    this.#strides = axes.map(({ points }) => {
      const stride = count;
      count *= points;
      return stride;
    });
    this.#corners = Array.from({ length: 2 ** axes.length }, (_, corner) =>
      this.#strides.reduce((sum, stride, axis) => sum + ((corner >> axis) & 1) * stride, 0),
    );
    this.#values = new Float32Array(count);
    this.#cell = new Float64Array(this.#corners.length);
    this.#shares = new Float32Array(axes.length);
    this.#iterate();
  }

  /** The action that promises most. @param depth steps that are tried out one by one before the grid is asked */
  choose(state: Float64Array, depth = 1): number {
    let best = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let action = 0; action < this.#system.actions; action++) {
      const value = this.#valueAfter(state, action, depth);
      if (value <= most) continue;
      best = action;
      most = value;
    }
    return best;
  }

  #valueAfter(state: Float64Array, action: number, depth: number): number {
    const { actions, step, isEnd } = this.#system;
    const next = state.slice();
    const reward = step(next, action);
    if (isEnd?.(next)) return reward;
    if (depth <= 1) return reward + this.#interpolate(this.#locate(next, this.#shares, 0), this.#shares, 0);
    let most = Number.NEGATIVE_INFINITY;
    for (let other = 0; other < actions; other++) {
      most = Math.max(most, this.#valueAfter(next, other, depth - 1));
    }
    return reward + most;
  }

  /**
   * The first corner of a state's cell.
   * @param shares gets from `at` on how far the state is from it on each axis, 0 to 1
   */
  #locate(state: Float64Array, shares: Float32Array, at: number): number {
    let corner = 0;
    for (const [axis, { low, high, points, isCyclic }] of this.#system.axes.entries()) {
      const cells = points - 1;
      let place = ((state[axis] - low) / (high - low)) * cells;
      if (isCyclic) place -= cells * Math.floor(place / cells);
      place = Math.min(Math.max(place, 0), cells);
      const cell = Math.min(Math.floor(place), cells - 1);
      corner += cell * this.#strides[axis];
      shares[at + axis] = place - cell;
    }
    return corner;
  }

  #interpolate(corner: number, shares: Float32Array, at: number): number {
    const cell = this.#cell;
    let left = cell.length;
    for (let index = 0; index < left; index++) cell[index] = this.#values[corner + this.#corners[index]];
    for (let axis = this.#strides.length - 1; axis >= 0; axis--) {
      left /= 2;
      const share = shares[at + axis];
      for (let index = 0; index < left; index++) cell[index] += share * (cell[index + left] - cell[index]);
    }
    return cell[0];
  }

  /** Sweeps over the grid, forwards and backwards in turn, until no value changes any more. */
  #iterate(): void {
    const { axes, actions } = this.#system;
    const values = this.#values;
    const size = axes.length;
    const { corners, shares, rewards } = this.#transitions();
    for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      let change = 0;
      for (let turn = 0; turn < values.length; turn++) {
        const point = sweep % 2 === 0 ? turn : values.length - 1 - turn;
        let most = Number.NEGATIVE_INFINITY;
        for (let index = point * actions; index < (point + 1) * actions; index++) {
          const corner = corners[index];
          const after = corner === END ? 0 : this.#interpolate(corner, shares, index * size);
          most = Math.max(most, rewards[index] + after);
        }
        change = Math.max(change, Math.abs(most - values[point]));
        values[point] = most;
      }
      if (change < TOLERANCE) return;
    }
  }

  /** Where each action leads from each point of the grid. From an end all lead there, for no reward. */
  #transitions() {
    const { axes, actions, step, isEnd } = this.#system;
    const size = axes.length;
    const count = this.#values.length * actions;
    const corners = new Int32Array(count).fill(END);
    const shares = new Float32Array(count * size);
    const rewards = new Float32Array(count);
    const state = new Float64Array(size);
    const next = new Float64Array(size);
    for (let point = 0; point < this.#values.length; point++) {
      for (const [axis, { low, high, points }] of axes.entries()) {
        const place = Math.floor(point / this.#strides[axis]) % points;
        state[axis] = low + ((high - low) * place) / (points - 1);
      }
      if (isEnd?.(state)) continue;
      for (let action = 0; action < actions; action++) {
        const index = point * actions + action;
        next.set(state);
        rewards[index] = step(next, action);
        if (!isEnd?.(next)) corners[index] = this.#locate(next, shares, index * size);
      }
    }
    return { corners, shares, rewards };
  }
}

/** Stands for the corner of a cell where an episode is over. */
const END = -1;
