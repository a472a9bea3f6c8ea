import type { Cost } from "../kernels/costs.js";
import type { Neighbours } from "../kernels/neighbours.js";
import type { SmoothL1Term } from "../networks/gradient-engine.js";
import { imageLosses } from "../training/losses.js";
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
   * @param targets images × outputs
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

  get cost(): Cost & { readonly kind: "smooth-l1" } {
    return this.#cost(this.#divisor);
  }

  refit(neighbours: Neighbours): void {
    const scale = fitScale(neighbours, (factor) => this.#cost(1 / factor), [0.5, 20]);
    this.#divisor = Math.max(1, Math.round(1 / scale));
  }

  /** The loss of each of the images, from their logits. */
  losses(logits: Int32Array): Float64Array {
    const outputs = this.#terms.length;
    const loss = { kind: "smooth-l1", terms: this.#terms } as const;
    const said = Float32Array.from(logits, (logit) => Math.max(-1, Math.min(1, logit / this.#divisor)));
    const targets = { kind: "values", outputs, values: this.targets } as const;
    return imageLosses(loss, said, 1, said.length / outputs, targets);
  }

  #cost(divisor: number): Cost & { readonly kind: "smooth-l1" } {
    return { kind: "smooth-l1", divisor, terms: this.#terms };
  }
}

/**
 * The mean imitation loss of the worst images, the conditional value at risk: the least of t + E[max(0, loss − t)] ÷
 * share over t, which the share's quantile reaches (Rockafellar and Uryasev 2000). It sums over images, so swaps can
 * race for it, and it comes without t, which is fitted now and then, and without the division.
 */
export class ImitationCvar implements Objective {
  readonly #loss: ImitationLoss;
  readonly #share: number;
  #beyond = 0;

  /**
   * @param loss of an image
   * @param share of the images that count, 0 to 1
   */
  constructor(loss: ImitationLoss, share: number) {
    this.#loss = loss;
    this.#share = share;
  }

  get targets(): Float32Array {
    return this.#loss.targets;
  }

  get outputDivisor(): number {
    return this.#loss.outputDivisor;
  }

  get cost(): Cost {
    return { ...this.#loss.cost, beyond: this.#beyond };
  }

  refit(neighbours: Neighbours): void {
    this.#loss.refit(neighbours);
    const losses = this.#loss.losses(neighbours.logits).sort();
    this.#beyond = losses[Math.floor((1 - this.#share) * losses.length)];
  }
}

/** The share of examples whose mean loss is the CVaR. */
export const CVAR_SHARE = 0.05;

/**
 * The conditional value at risk: the mean of the worst twentieth. What a policy does wrong on few frames can end an
 * episode, so this foretells returns better than the mean of all does.
 */
export function cvar(losses: Float64Array): number {
  const worst = losses
    .slice()
    .sort()
    .subarray(-Math.max(1, Math.round(CVAR_SHARE * losses.length)));
  return worst.reduce((sum, loss) => sum + loss, 0) / worst.length;
}
