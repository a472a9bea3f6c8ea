import { planLayers } from "../kernels/plane-layers.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import { nonZeros } from "../networks/value-sizes.js";
import { greatest } from "../statistics.js";

/** The least that a neighbour takes, for one image. */
export interface Work {
  /** 16-byte vectors to load and add (or compare). */
  readonly vectors: number;
  /** Bytes of kept state to read. */
  readonly bytes: number;
}

/**
 * What must be done for a swap between two channels of a layer: sums and pool of both; then in each further layer the
 * terms that read a changed channel, and the pool of every unit. Of a layer before a last dense one only what that
 * reads.
 */
export function neighbourWork({ architecture, weights }: TernaryNetwork, layer: number): Work {
  const used = architecture.layers.map(({ out }, index) => nonZeros(weights[index], out));
  const plans = planLayers(
    architecture,
    used.map((units) => greatest(units)),
  );
  let vectors = 0;
  let bytes = 0;
  let changed = 2;
  for (let index = layer; index < plans.length; index++) {
    const { sumHeight, sumWidth, sumBytes, outHeight, outWidth, outBytes, outChannels, inChannels, inBytes } =
      plans[index];
    const sums = sumHeight * sumWidth * (index === plans.length - 2 ? shareRead(architecture, weights) : 1);
    const total = used[index].reduce((sum, units) => sum + units, 0);
    const units = index === layer ? changed : outChannels;
    const terms = index === layer ? changed : (total * changed) / inChannels;
    // Sixteen bytes a vector; a sum that nobody kept is made of all of its terms.
    const kept = index > 0 || plans.length === 1;
    const own = kept ? terms : terms + (total * units) / outChannels;
    vectors += (own * sums * inBytes + units * sums * sumBytes) / 16;
    bytes +=
      (kept ? units * sums * sumBytes : 0) +
      ((units * outHeight * outWidth) / (sumHeight * sumWidth)) * sums * outBytes;
    if (index === layer) bytes += changed * sums * inBytes;
    changed = units;
  }
  return { vectors, bytes };
}

/** Share of the last layer's inputs that it reads: 1 unless it is dense. */
function shareRead({ layers }: TernaryNetwork["architecture"], weights: readonly Int8Array[]): number {
  const last = layers[layers.length - 1];
  if (last.kind !== "dense") return 1;
  const own = weights[layers.length - 1];
  let read = 0;
  for (let feature = 0; feature < last.in; feature++) {
    for (let unit = 0; unit < last.out; unit++) {
      if (own[unit * last.in + feature] === 0) continue;
      read++;
      break;
    }
  }
  return read / last.in;
}
