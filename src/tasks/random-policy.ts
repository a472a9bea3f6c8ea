import { Random } from "../../envs/random.js";
import type { Policy } from "../networks/policy.js";
import { randomNetwork } from "../networks/random-network.js";
import type { Sparsity } from "../networks/sparsity.js";
import type { Task } from "./task.js";

/**
 * A policy wired by chance (paper section 4.4).
 * @param wiring number of the wiring, of as many as one likes for each seed
 */
export function randomPolicy(task: Task, sparsity: Sparsity, seed: number, wiring = 0): Policy {
  const random = new Random(BigInt(seed) | (BigInt(wiring) << 64n));
  const network = randomNetwork(task.architecture(sparsity), sparsity, random);
  return { task: task.name, sparsity, network, provenance: { seed } };
}
