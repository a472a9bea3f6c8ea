import type { PolicyFile } from "../../networks/policy-file.js";
import type { Swap, TernaryNetwork } from "../../networks/ternary-network.js";
import { afterSwaps, swapsBetween } from "./swaps.js";
import { wiringKey } from "./wiring-key.js";

/** A network of a family. */
export interface Member {
  /** How to get to it from the base, one after the other. */
  readonly swaps: readonly Swap[];
  /** What it is worth on validation data. */
  readonly score: number;
}

/**
 * Networks that do the same as well and are wired otherwise (paper section 3.2): with the same number of −1, 0 and +1
 * in each layer, and scores within a tolerance of the best one's.
 */
export interface Family {
  /** The best network. */
  readonly base: PolicyFile;
  /** What the members' score is, "validation accuracy" for instance. */
  readonly scoreName: string;
  /** How far a member's score may lie below the best one's. */
  readonly tolerance: number;
  /** From the best to the worst; the first one is the base itself. */
  readonly members: readonly Member[];
}

/** The members' networks, from the best to the worst. */
export function networksOf({ base, members }: Family): TernaryNetwork[] {
  return members.map(({ swaps }) => afterSwaps(base.network, swaps));
}

export interface FamilyOptions {
  readonly scoreName: string;
  readonly tolerance: number;
  /** The most members: the best are kept. */
  readonly most: number;
}

/** A member, as seen from the origin. */
interface Found extends Member {
  readonly action: PolicyFile["action"];
}

/** Gathers a family, network by network. Symmetric copies, with hidden channels in another order, count once. */
export class FamilyBuilder {
  readonly #options: FamilyOptions;
  readonly #origin: PolicyFile;
  readonly #found = new Map<string, Found>();
  #best = Number.NEGATIVE_INFINITY;

  /** @param origin any policy of the family, itself a member only if it is offered */
  constructor(origin: PolicyFile, options: FamilyOptions) {
    this.#origin = origin;
    this.#options = options;
  }

  /** Members at present. */
  get size(): number {
    return this.#found.size;
  }

  /**
   * Takes a network in when it is good enough and none like it is there.
   * @param swaps the way to it from the origin
   * @param action how its outputs are read, where that is not as the origin's are
   * @returns whether it is in; it may have to leave when better ones come
   */
  offer(swaps: readonly Swap[], score: number, action = this.#origin.action): boolean {
    if (!(score >= this.#best - this.#options.tolerance)) return false;
    const key = wiringKey(afterSwaps(this.#origin.network, swaps));
    if (this.#found.has(key)) return false;
    this.#found.set(key, { swaps, score, action });
    if (score > this.#best) {
      this.#best = score;
      for (const [other, member] of this.#found) {
        if (member.score < score - this.#options.tolerance) this.#found.delete(other);
      }
    }
    if (this.#found.size <= this.#options.most) return true;
    const [worst] = [...this.#found].reduce((a, b) => (b[1].score < a[1].score ? b : a));
    this.#found.delete(worst);
    return worst !== key;
  }

  /**
   * As `offer`, for a policy that was not found by swaps from the origin.
   * @throws RangeError when it has other numbers of −1, 0 and +1 in a layer
   */
  offerPolicy({ network, action }: PolicyFile, score: number): boolean {
    return this.offer(swapsBetween(this.#origin.network, network), score, action);
  }

  /** @throws RangeError when nobody is in it */
  family(): Family {
    const found = [...this.#found.values()].sort((a, b) => b.score - a.score);
    const [best] = found;
    if (!best) throw new RangeError("a family has at least one member");
    const { scoreName, tolerance } = this.#options;
    const network = afterSwaps(this.#origin.network, best.swaps);
    const members = found.map(({ swaps, score }) => ({
      swaps: swapsBetween(network, afterSwaps(this.#origin.network, swaps)),
      score,
    }));
    const base = { ...this.#origin, network, action: best.action };
    return { base, scoreName, tolerance, members };
  }
}
