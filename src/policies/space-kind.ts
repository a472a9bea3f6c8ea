import type { Box, Discrete, MultiDiscrete, Space } from "../../envs/spaces.js";

/** The spaces that networks read and act in, told apart by their members: another copy of the package counts too. */
export type KnownSpace =
  | { readonly kind: "box"; readonly space: Box }
  | { readonly kind: "discrete"; readonly space: Discrete }
  | { readonly kind: "multi-discrete"; readonly space: MultiDiscrete };

/** What kind of space it is; undefined for all others. */
export function kindOf(space: Space): KnownSpace | undefined {
  if ("low" in space && "dtype" in space) return { kind: "box", space: space as Box };
  if ("n" in space && "start" in space) return { kind: "discrete", space: space as Discrete };
  if ("counts" in space && "starts" in space) {
    return { kind: "multi-discrete", space: space as MultiDiscrete };
  }
  return undefined;
}

/** What a space of integers counts: for each element how many values it has, and the first of them. */
export interface Counts {
  readonly counts: readonly number[];
  readonly starts: readonly number[];
}

/**
 * The counts of a space whose values are integers: Discrete, MultiDiscrete, or a Tuple of Discrete; undefined for all
 * others.
 */
export function countsOf(space: Space): Counts | undefined {
  const known = kindOf(space);
  if (known?.kind === "discrete") return { counts: [known.space.n], starts: [known.space.start] };
  if (known?.kind === "multi-discrete") {
    return { counts: [...known.space.counts], starts: [...known.space.starts] };
  }
  if (!("spaces" in space) || !Array.isArray(space.spaces)) return undefined;
  const parts = (space.spaces as readonly Space[]).map(kindOf);
  const integers = parts.flatMap((part) => (part?.kind === "discrete" ? [part.space] : []));
  if (integers.length === 0 || integers.length < parts.length) return undefined;
  return { counts: integers.map(({ n }) => n), starts: integers.map(({ start }) => start) };
}
