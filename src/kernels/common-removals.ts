import { type Neighbour, swapsOf } from "./weight-changes.js";

/** Swaps that share a removal and are evaluated together. */
const MOST = 1000;

/** Neighbours by their numbers. */
export interface CommonRemovals {
  /** Single swaps between two units of the first layer: those of a group take their weight from the same place. */
  readonly groups: readonly (readonly number[])[];
  readonly others: readonly number[];
}

/** Finds neighbours that share a removal in the first layer, whose units have `fan` weights each. */
export function commonRemovals(neighbours: readonly Neighbour[], fan: number): CommonRemovals {
  const others: number[] = [];
  const byPlace = new Map<number, number[]>();
  for (const [index, neighbour] of neighbours.entries()) {
    const [swap, ...more] = swapsOf(neighbour);
    const isSingle = swap?.layer === 0 && more.length === 0;
    if (!isSingle || Math.floor(swap.from / fan) === Math.floor(swap.to / fan)) others.push(index);
    else if (byPlace.get(swap.from)?.push(index) === undefined) byPlace.set(swap.from, [index]);
  }
  const groups: number[][] = [];
  for (const same of byPlace.values()) {
    for (let done = 0; done < same.length; done += MOST) {
      const group = same.slice(done, done + MOST);
      if (group.length > 1) groups.push(group);
      else others.push(...group);
    }
  }
  return { groups, others };
}
