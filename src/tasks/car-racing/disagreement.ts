import type { Cost } from "../../kernels/costs.js";
import type { Neighbours } from "../../kernels/neighbours.js";
import type { ImitationLoss } from "../../sense/imitation.js";
import type { Objective } from "../../sense/objective.js";
import { actionClass, decode, type Encoding, OUTPUTS } from "./encoding.js";

type Reading = Omit<Encoding, "outputDivisor">;

/**
 * One for each frame on which the policy's action has another class than the demonstrator's (see `actionClass`): the
 * paper's fitness for driving.
 */
export class Disagreement implements Objective {
  /** For each frame and output, the number of the step (see `stepsOf`) on which the wished value lies. */
  readonly targets: Float32Array;
  readonly #reading: Reading;
  readonly #loss: ImitationLoss;

  /**
   * @param wished frames × outputs
   * @param loss knows the divisor between logits and outputs, and fits it
   */
  constructor(wished: Float32Array, reading: Reading, loss: ImitationLoss) {
    this.#reading = reading;
    this.#loss = loss;
    const steps = Array.from({ length: OUTPUTS }, (_, output) =>
      stepsOf({ ...reading, outputDivisor: 1000 }, output),
    );
    this.targets = Float32Array.from(wished, (value, index) => {
      const output = index % OUTPUTS;
      return steps[output].classes.indexOf(classOf({ ...reading, outputDivisor: 1 }, output, value));
    });
  }

  get outputDivisor(): number {
    return this.#loss.outputDivisor;
  }

  get cost(): Cost {
    const encoding = { ...this.#reading, outputDivisor: this.outputDivisor };
    const edges = Array.from({ length: OUTPUTS }, (_, output) => stepsOf(encoding, output).edges);
    return { kind: "steps", edges };
  }

  refit(neighbours: Neighbours): void {
    neighbours.setTargets(this.#loss.targets);
    this.#loss.refit(neighbours);
    neighbours.setTargets(this.targets);
  }
}

/** The class of the action that one output alone causes; it is the same on either side of ±1. */
function classOf(encoding: Encoding, output: number, logit: number): number {
  const logits = [0, -encoding.outputDivisor, -encoding.outputDivisor];
  logits[output] = logit;
  return actionClass(decode(encoding, logits));
}

/**
 * How the class depends on an output: it goes up in steps.
 * @returns the classes in the order of growing logits, and after which whole logit each but the last ends
 */
function stepsOf(encoding: Encoding, output: number): { classes: number[]; edges: number[] } {
  const top = encoding.outputDivisor;
  const classes = [classOf(encoding, output, -top)];
  const edges: number[] = [];
  while (classes.at(-1) !== classOf(encoding, output, top)) {
    let low = edges.length > 0 ? edges[edges.length - 1] + 1 : -top;
    let high = top;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (classOf(encoding, output, middle) === classes.at(-1)) low = middle;
      else high = middle;
    }
    edges.push(low);
    classes.push(classOf(encoding, output, high));
  }
  return { classes, edges };
}
