import { fanIn } from "../../networks/architecture.js";
import type { TernaryNetwork } from "../../networks/ternary-network.js";

/**
 * A network with its hidden channels in the order in which it is most like another one, layer by layer: channels with
 * the most weights in common are paired first. It computes the same as before. Greedy, so what is left of the distance
 * is an upper bound of the smallest one.
 */
export function aligned(network: TernaryNetwork, reference: TernaryNetwork): TernaryNetwork {
  const { layers } = network.architecture;
  const weights = network.weights.map((layer) => layer.slice());
  for (let hidden = 0; hidden < layers.length - 1; hidden++) {
    const channels = layers[hidden].out;
    const next = layers[hidden + 1];
    const fan = fanIn(layers[hidden]);
    const area = fanIn(next) / channels;
    const into = { weights: weights[hidden], reference: reference.weights[hidden], length: fan };
    const order = pair(channels, (own, other) => inCommon(into, own * fan, other * fan));
    reorder(weights[hidden], order, fan, 1);
    reorder(weights[hidden + 1], order, area, next.out);
  }
  return { architecture: network.architecture, weights };
}

interface Compared {
  readonly weights: Int8Array;
  readonly reference: Int8Array;
  readonly length: number;
}

/** Equal weights that are not zero. */
function inCommon({ weights, reference, length }: Compared, own: number, other: number): number {
  let common = 0;
  for (let place = 0; place < length; place++) {
    const weight = weights[own + place];
    if (weight !== 0 && weight === reference[other + place]) common++;
  }
  return common;
}

/** For each place the channel that comes there; the pairs with most in common are made first. */
function pair(channels: number, common: (own: number, other: number) => number): number[] {
  const pairs = Array.from({ length: channels ** 2 }, (_, index) => {
    const [own, other] = [Math.floor(index / channels), index % channels];
    return { own, other, common: common(own, other) };
  }).sort((a, b) => b.common - a.common);
  const order = new Array<number>(channels).fill(-1);
  const used = new Set<number>();
  for (const { own, other } of pairs) {
    if (order[other] !== -1 || used.has(own)) continue;
    order[other] = own;
    used.add(own);
  }
  return order;
}

/** Puts blocks of `area` weights in another order, in each of `rows` rows. */
function reorder(weights: Int8Array, order: readonly number[], area: number, rows: number): void {
  const before = weights.slice();
  for (let row = 0; row < rows; row++) {
    for (const [to, from] of order.entries()) {
      const start = row * order.length;
      weights.set(before.subarray((start + from) * area, (start + from + 1) * area), (start + to) * area);
    }
  }
}
