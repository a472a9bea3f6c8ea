import type { Arena } from "./arena.js";
import * as records from "./generated/records.js";
import { encodeRecord } from "./records.js";

/** A label for each image, or images × outputs target values. */
export type Targets = Uint8Array | Float32Array;

/** What an image costs, computed from its logits by the kernels. */
export type Cost =
  /** 1 for a wrong class, else 0; ties go to the first class. */
  | { readonly kind: "errors" }
  /** −log softmax(logits · scale)[label]. */
  | { readonly kind: "cross-entropy"; readonly scale: number }
  /**
   * Σ weight · smoothL1(clip(logit / divisor, ±1) − target, beta): quadratic up to a distance of `beta`, then linear.
   * One term for each output.
   */
  | {
      readonly kind: "smooth-l1";
      readonly divisor: number;
      readonly terms: readonly { readonly weight: number; readonly beta: number }[];
      /** Only what an image costs beyond this counts (default 0: all). */
      readonly beyond?: number;
    }
  /**
   * 0 where every output lies on the target step, else 1. An output's step is the number of its edges below the logit
   * (logit > edge). Whole numbers, at most `MOST_EDGES` an output.
   */
  | { readonly kind: "steps"; readonly edges: readonly (readonly number[])[] };

export const MOST_EDGES = 4;

/**
 * Whether images cost the same for many different logits, so that networks of the same cost are worth telling apart.
 */
export function hasPlateaus(cost: Cost): boolean {
  return (
    cost.kind === "errors" || cost.kind === "steps" || (cost.kind === "smooth-l1" && (cost.beyond ?? 0) > 0)
  );
}

/** Bytes of the record that assembly/_costs.ts reads, with room for the terms of `outputs` outputs. */
export function costBytes(outputs: number): number {
  return TERMS_AT + 4 * MOST_EDGES * outputs;
}

/** Where terms begin behind the record, at a whole vector. */
const TERMS_AT = Math.ceil(records.Cost.bytes / 16) * 16;
const KINDS = ["errors", "cross-entropy", "smooth-l1", "steps"];
/** No logit is larger. */
const NEVER = 2147483647;

/**
 * Writes the record for the kernels at `address`.
 * @throws RangeError when there are not as many terms or edges as the outputs need, or edges are no 32-bit integers
 */
export function putCost(
  arena: Arena,
  address: number,
  cost: Cost,
  outputs: number,
  targets: number,
  targetBytes: number,
): void {
  const { buffer } = arena.memory;
  const at = address + TERMS_AT;
  const words = encodeRecord(records.Cost, {
    kind: KINDS.indexOf(cost.kind),
    outputs,
    scale: cost.kind === "cross-entropy" ? cost.scale : cost.kind === "smooth-l1" ? 1 / cost.divisor : 1,
    targets,
    targetBytes,
    terms: at,
    beyond: cost.kind === "smooth-l1" ? (cost.beyond ?? 0) : 0,
  });
  new Int32Array(buffer, address, words.length).set(words);
  if (cost.kind === "smooth-l1") {
    if (cost.terms.length !== outputs) {
      throw new RangeError(
        `a smooth L1 cost has ${outputs} terms, one for each output, but ${cost.terms.length} came`,
      );
    }
    const terms = cost.terms.flatMap(({ weight, beta }) => [weight, beta]);
    new Float32Array(buffer, at, terms.length).set(terms);
  } else if (cost.kind === "steps") {
    putEdges(new Int32Array(buffer, at, MOST_EDGES * outputs), cost.edges, outputs);
  }
}

/** Fills up with edges that no logit exceeds. */
function putEdges(rows: Int32Array, edges: readonly (readonly number[])[], outputs: number): void {
  if (edges.length !== outputs) {
    throw new RangeError(
      `a cost by steps has ${outputs} lists of edges, one for each output, but ${edges.length} came`,
    );
  }
  rows.fill(NEVER);
  for (const [output, row] of edges.entries()) {
    if (row.length > MOST_EDGES) {
      throw new RangeError(`an output has at most ${MOST_EDGES} edges, but ${row.length} came`);
    }
    const wrong = row.find((edge) => edge !== (edge | 0));
    if (wrong !== undefined) throw new RangeError(`an edge is a whole number of 32 bits, but ${wrong} came`);
    rows.set(row, output * MOST_EDGES);
  }
}

/** Writes labels as 32-bit integers, target values as [output][image], `targetBytes` an output. */
export function putTargets(
  arena: Arena,
  address: number,
  targetBytes: number,
  targets: Targets,
  count: number,
  outputs: number,
): void {
  const { buffer } = arena.memory;
  if (targets instanceof Uint8Array) {
    new Int32Array(buffer, address, count).set(targets);
    return;
  }
  for (let output = 0; output < outputs; output++) {
    const row = new Float32Array(buffer, address + output * targetBytes, count);
    for (let image = 0; image < count; image++) row[image] = targets[image * outputs + output];
  }
}
