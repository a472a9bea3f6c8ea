import type { Cost } from "../kernels/costs.js";
import type { Neighbours } from "../kernels/neighbours.js";
import type { SmoothL1Term } from "../training/gradient-engine.js";
import { fitScale, type Objective } from "./objective.js";

/**
 * The weighted smooth-L1 distance between outputs and targets. An output beyond ±1 is as good as ±1, because the action
 * is clipped there.
 */
export class ImitationLoss implements Objective {
  readonly targets: Float32Array;
  readonly #terms: readonly SmoothL1Term[];
  #divisor: number;

  /**
   * @param targets pictures × outputs
   * @param divisor logits ÷ divisor are the outputs
   */
  constructor(targets: Float32Array, terms: readonly SmoothL1Term[], divisor: number) {
    this.targets = targets;
    this.#terms = terms;
    this.#divisor = divisor;
  }

  get outputDivisor(): number {
    return this.#divisor;
  }

  get cost(): Cost {
    return this.#cost(this.#divisor);
  }

  refit(neighbours: Neighbours): void {
    const scale = fitScale(neighbours, (factor) => this.#cost(1 / factor), [0.5, 20]);
    this.#divisor = Math.max(1, Math.round(1 / scale));
  }

  #cost(divisor: number): Cost {
    return { kind: "smooth-l1", divisor, terms: this.#terms };
  }
}
