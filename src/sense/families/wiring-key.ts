import { fanIn } from "../../networks/architecture.js";
import type { TernaryNetwork } from "../../networks/ternary-network.js";

/** More than it takes for a channel's colour to tell of every layer of the networks here. */
const ROUNDS = 4;

/**
 * The same text for networks that differ only in the order of their hidden channels or units, and so compute the same;
 * another one for other wirings. Channels are coloured by what they are connected with, again and again (Weisfeiler and
 * Lehman's refinement); the key is a 64-bit digest of all connections by their colours.
 */
export function wiringKey(network: TernaryNetwork): string {
  return [0x9e3779b9, 0x7f4a7c15].map((seed) => digest(network, seed).toString(16).padStart(8, "0")).join("");
}

/** The weights between a channel and one of the next layer that are not all zero. */
interface Connection {
  readonly from: number;
  readonly to: number;
  readonly kernel: number;
}

function digest({ architecture, weights }: TernaryNetwork, seed: number): number {
  const { layers } = architecture;
  const channels = [architecture.input.channels, ...layers.map((layer) => layer.out)];
  const connections = layers.map((layer, index) =>
    connect(weights[index], layer.out, channels[index], fanIn(layer) / channels[index], seed),
  );
  const last = channels.length - 1;
  // Inputs and outputs have their places; hidden channels are alike at first.
  const colours = channels.map((count, boundary) =>
    Uint32Array.from({ length: count }, (_, channel) =>
      boundary === 0 || boundary === last ? mix(mix(seed, boundary), channel) : seed,
    ),
  );
  for (let round = 0; round < ROUNDS; round++) {
    for (let boundary = 1; boundary < last; boundary++) {
      const next = new Uint32Array(channels[boundary]);
      for (const { from, to, kernel } of connections[boundary - 1]) {
        next[to] += mix(mix(colours[boundary - 1][from], kernel), 1);
      }
      for (const { from, to, kernel } of connections[boundary]) {
        next[from] += mix(mix(colours[boundary + 1][to], kernel), 2);
      }
      colours[boundary] = next.map((sum) => mix(seed, sum));
    }
  }
  let sum = seed;
  for (const [index, list] of connections.entries()) {
    for (const { from, to, kernel } of list) {
      sum += mix(mix(mix(colours[index][from], kernel), colours[index + 1][to]), index);
    }
  }
  return sum >>> 0;
}

function connect(weights: Int8Array, out: number, into: number, area: number, seed: number): Connection[] {
  const connections: Connection[] = [];
  for (let to = 0; to < out; to++) {
    for (let from = 0; from < into; from++) {
      const start = (to * into + from) * area;
      let kernel = seed;
      let any = false;
      for (let place = 0; place < area; place++) {
        const weight = weights[start + place];
        if (weight === 0) continue;
        any = true;
        kernel = mix(kernel, 2 * place + (weight > 0 ? 1 : 0));
      }
      if (any) connections.push({ from, to, kernel });
    }
  }
  return connections;
}

/** Two 32-bit numbers as one in which every bit depends on all of theirs (the finaliser of MurmurHash3). */
function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ Math.imul(b + 0x165667b1, 0x85ebca6b), 0xc2b2ae35);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
