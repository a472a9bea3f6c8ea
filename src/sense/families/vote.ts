import { Inference } from "../../kernels/inference.js";
import type { TernaryNetwork } from "../../networks/ternary-network.js";

/** The greatest sum that 32 bits hold. */
const MOST = 2 ** 31 - 1;

/**
 * Several networks as one (the paper's future work): their logits are added, image by image and output by output.
 * Exact, since all are integers in the same units. Has the same shape as `Inference`.
 */
export class Vote {
  readonly outputs: number;
  readonly #networks: readonly TernaryNetwork[];
  readonly #inference: Inference;

  /** @throws RangeError when there is no network, or the networks are not of one architecture */
  static async create(networks: readonly TernaryNetwork[]): Promise<Vote> {
    const [first] = networks;
    if (!first) throw new RangeError("a vote needs at least one network");
    const architecture = JSON.stringify(first.architecture);
    if (networks.some((network) => JSON.stringify(network.architecture) !== architecture)) {
      throw new RangeError("networks that vote are of one architecture, divisors included");
    }
    return new Vote(networks, await Inference.create(first));
  }

  private constructor(networks: readonly TernaryNetwork[], inference: Inference) {
    this.#networks = networks;
    this.#inference = inference;
    this.outputs = inference.outputs;
  }

  /**
   * Summed logits of `count` images, count × outputs. Every member sees all images before the next one does.
   * @param onMember is given each member's own logits
   * @throws RangeError when a sum has more than 32 bits
   */
  logits(
    images: Uint8Array,
    count: number,
    onMember?: (logits: Int32Array, member: number) => void,
  ): Int32Array {
    const sums = new Float64Array(count * this.outputs);
    for (const [member, { weights }] of this.#networks.entries()) {
      this.#inference.setWeights(weights);
      const logits = this.#inference.logits(images, count);
      onMember?.(logits, member);
      for (const [place, logit] of logits.entries()) sums[place] += logit;
    }
    if (sums.some((sum) => Math.abs(sum) > MOST)) throw new RangeError("a vote's sum has more than 32 bits");
    return Int32Array.from(sums);
  }

  /** Gives the memory back; the object cannot be used afterwards. */
  close(): void {
    this.#inference.close();
  }
}
