import type { TernaryNetwork } from "./ternary-network.js";

/**
 * For each layer, which of its units (channels) have a say in some logit: 1 where non-zero weights lead from the unit
 * to one. In a randomly initialised network a sparse last layer leaves many units without.
 */
export function liveUnits({ architecture, weights }: TernaryNetwork): Uint8Array[] {
  const live = architecture.layers.map(({ out }) => new Uint8Array(out));
  live.at(-1)!.fill(1);
  for (let layer = live.length - 1; layer > 0; layer--) {
    const { out } = architecture.layers[layer];
    const own = weights[layer];
    const below = live[layer - 1];
    const fan = own.length / out;
    /** Weights of one unit that read the same unit below. */
    const same = fan / below.length;
    for (let unit = 0; unit < out; unit++) {
      if (live[layer][unit] === 0) continue;
      for (let place = 0; place < fan; place++) {
        if (own[unit * fan + place] !== 0) below[Math.floor(place / same)] = 1;
      }
    }
  }
  return live;
}
