import type { Arena } from "./arena.js";

/** A label for each picture, or pictures × outputs wished values. */
export type Targets = Uint8Array | Float32Array;

/** What a picture costs, computed from its logits by the kernels. */
export type Cost =
  /** 1 for a wrong class, else 0; ties go to the first class. */
  | { readonly kind: "errors" }
  /** −log softmax(logits · scale)[label]. */
  | { readonly kind: "cross-entropy"; readonly scale: number }
  /**
   * Σ weight · smoothL1(clip(logit / divisor, ±1) − wish, beta): quadratic up to a distance of `beta`, then linear. One
   * term for each output.
   */
  | {
      readonly kind: "smooth-l1";
      readonly divisor: number;
      readonly terms: readonly { readonly weight: number; readonly beta: number }[];
    };

/** Bytes of the record that assembly/_costs.ts reads, with room for the terms of `outputs` outputs. */
export function costBytes(outputs: number): number {
  return RECORD_BYTES + 8 * outputs;
}

const RECORD_BYTES = 24;
const KINDS = ["errors", "cross-entropy", "smooth-l1"];

/** Writes the record for the kernels at `address`. */
export function putCost(
  arena: Arena,
  address: number,
  cost: Cost,
  outputs: number,
  targets: number,
  targetBytes: number,
): void {
  const terms = cost.kind === "smooth-l1" ? cost.terms : [];
  if (cost.kind === "smooth-l1" && terms.length !== outputs) {
    throw new RangeError(
      `a smooth L1 cost has ${outputs} terms, one for each output, but ${terms.length} came`,
    );
  }
  const { buffer } = arena.memory;
  const at = address + RECORD_BYTES;
  new Int32Array(buffer, address, 6).set([KINDS.indexOf(cost.kind), outputs, 0, targets, targetBytes, at]);
  const scale = cost.kind === "cross-entropy" ? cost.scale : cost.kind === "smooth-l1" ? 1 / cost.divisor : 1;
  new Float32Array(buffer, address + 8, 1)[0] = scale;
  new Float32Array(buffer, at, 2 * terms.length).set(terms.flatMap(({ weight, beta }) => [weight, beta]));
}

/** Writes labels as 32-bit integers, wished values as [output][picture], `targetBytes` an output. */
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
    for (let picture = 0; picture < count; picture++) row[picture] = targets[picture * outputs + output];
  }
}
