import type { Cost } from "../kernels/costs.js";
import type { Neighbours } from "../kernels/neighbours.js";
import type { ImitationLoss } from "../sense/imitation.js";
import type { Objective } from "../sense/objective.js";

/** The class of a network's outputs. It depends on each output by steps that do not depend on the others. */
export type OutputClass = (outputs: ArrayLike<number>) => number;

/**
 * One for each example to which a network says something of another class than is right: the paper's fitness for
 * driving.
 */
export class Disagreement implements Objective {
  /** For each example and output, the place of the target value's class among that output's classes. */
  readonly targets: Float32Array;
  readonly #classOf: OutputClass;
  /** For each output, the classes that it can cause, in the order of growing outputs. */
  readonly #classes: readonly (readonly number[])[];
  readonly #rest: readonly number[];
  readonly #loss: ImitationLoss;

  /**
   * @param values target values, examples × outputs
   * @param rest the other outputs while one is looked at alone
   * @param loss knows the divisor between logits and outputs, and fits it
   */
  constructor(values: Float32Array, classOf: OutputClass, rest: readonly number[], loss: ImitationLoss) {
    const outputs = rest.length;
    this.#rest = rest;
    this.#classOf = classOf;
    this.#loss = loss;
    this.#classes = rest.map((_, output) => classesOf(classOf, rest, output));
    this.targets = Float32Array.from(values, (value, index) => {
      const output = index % outputs;
      return this.#classes[output].indexOf(classWith(classOf, rest, output, value));
    });
  }

  get outputDivisor(): number {
    return this.#loss.outputDivisor;
  }

  get cost(): Cost {
    const edges = this.#classes.map((classes, output) =>
      edgesOf(
        (logit) => classes.indexOf(classWith(this.#classOf, this.#rest, output, logit / this.outputDivisor)),
        classes.length - 1,
        this.outputDivisor,
      ),
    );
    return { kind: "steps", edges };
  }

  refit(neighbours: Neighbours): void {
    neighbours.setTargets(this.#loss.targets);
    this.#loss.refit(neighbours);
    neighbours.setTargets(this.targets);
  }
}

/** The class that one output alone causes, with the others at rest; it is the same on either side of ±1. */
function classWith(classOf: OutputClass, rest: readonly number[], output: number, value: number): number {
  const outputs = [...rest];
  outputs[output] = value;
  return classOf(outputs);
}

/** The classes that one output causes from −1 to 1, which it reaches one after the other. */
function classesOf(classOf: OutputClass, rest: readonly number[], output: number): number[] {
  const classes = new Set<number>();
  for (let step = -FINE; step <= FINE; step++) classes.add(classWith(classOf, rest, output, step / FINE));
  return [...classes];
}

/** No class is as narrow as one over this. */
const FINE = 1000;

/**
 * The last whole logit from −top to top with each place but the last, or one before. The place grows with the logit.
 */
function edgesOf(placeOf: (logit: number) => number, last: number, top: number): number[] {
  return Array.from({ length: last }, (_, place) => {
    let low = -top;
    let high = top;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (placeOf(middle) <= place) low = middle;
      else high = middle;
    }
    return low;
  });
}
