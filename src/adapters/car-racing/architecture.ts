import type { Architecture, Input } from "../../networks/architecture.js";
import type { Sparsity } from "../../networks/sparsity.js";
import { withDivisors } from "../../training/divisors.js";

/** Whole images, as they are. */
const PIXELS: Input = { height: 96, width: 96, channels: 3, crop: null, centred: true };

const pool = { size: 3, stride: 2 };

const plan = (input: Input): Architecture => ({
  input,
  layers: [
    { name: "layer1.0", kind: "conv", in: input.channels, out: 32, kernel: 7, stride: 4, padding: 2, pool },
    { name: "layer2.0", kind: "conv", in: 32, out: 64, kernel: 5, stride: 1, padding: 0, pool },
    { name: "fc1", kind: "dense", in: 576, out: 100 },
    { name: "fc2", kind: "dense", in: 100, out: 3 },
  ],
});

/** Smaller divisors let most units saturate, and the driver becomes fragile. */
const DIVISOR_SHARE = 1.2;

/**
 * The paper's net for car-racing (32 filters 7×7, 64 filters 5×5, 576×100, 100×3: 113,804 weights) over the whole 96×96
 * image: the strip of indicators at the bottom shows speed, yaw rate and steering, and a driver that cannot see it
 * drives badly. 96 → 24 → 11 → 7 → 3 a side.
 */
export function carNetwork(sparsity: Sparsity, input: Input = PIXELS): Architecture {
  return withDivisors(plan(input), sparsity, DIVISOR_SHARE);
}
