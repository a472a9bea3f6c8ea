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
