import { Random } from "../../../../envs/random.js";
import { permutation } from "../../../../src/draws.js";
import type { Architecture } from "../../../../src/networks/architecture.js";
import type { PolicyFile } from "../../../../src/networks/policy-file.js";
import { randomNetwork } from "../../../../src/networks/random-network.js";
import type { TernaryNetwork } from "../../../../src/networks/ternary-network.js";

const pool = { size: 2, stride: 2 };

/** Two convolutions and two dense layers, so that each kind of hidden channel is there. */
export const architecture: Architecture = {
  input: { height: 10, width: 10, channels: 1, crop: null, centred: false },
  layers: [
    { name: "conv1", kind: "conv", in: 1, out: 4, kernel: 3, stride: 1, padding: 1, divisor: 1, pool },
    { name: "conv2", kind: "conv", in: 4, out: 5, kernel: 3, stride: 1, padding: 0, divisor: 2 },
    { name: "fc1", kind: "dense", in: 45, out: 6, divisor: 1 },
    { name: "fc2", kind: "dense", in: 6, out: 3 },
  ],
};

export const SPARSITY = 60;

export const networkOf = (seed: number): TernaryNetwork =>
  randomNetwork(architecture, SPARSITY, new Random(seed));

export const policyOf = (network: TernaryNetwork): PolicyFile => ({
  task: "test",
  sparsity: SPARSITY,
  network,
  provenance: {},
});

/** The same network with its hidden channels in another order. */
export function shuffled({ weights }: TernaryNetwork, random: Random): TernaryNetwork {
  const { layers } = architecture;
  const copy = weights.map((layer) => layer.slice());
  for (let hidden = 0; hidden < layers.length - 1; hidden++) {
    const channels = layers[hidden].out;
    const order = permutation(channels, random);
    const own = copy[hidden].slice();
    const next = copy[hidden + 1].slice();
    const fan = own.length / channels;
    const area = next.length / layers[hidden + 1].out / channels;
    for (let to = 0; to < channels; to++) {
      copy[hidden].set(own.subarray(order[to] * fan, (order[to] + 1) * fan), to * fan);
      for (let unit = 0; unit < layers[hidden + 1].out; unit++) {
        const start = unit * channels;
        const from = (start + order[to]) * area;
        copy[hidden + 1].set(next.subarray(from, from + area), (start + to) * area);
      }
    }
  }
  return { architecture, weights: copy };
}
