import { Random } from "../../envs/random.js";
import type { Policy } from "../networks/policy.js";
import { randomNetwork } from "../networks/random-network.js";
import type { Sparsity } from "../networks/sparsity.js";
import type { Task } from "./task.js";

/** A policy wired by chance (paper section 4.4). */
export function randomPolicy(task: Task, sparsity: Sparsity, seed: number): Policy {
  const network = randomNetwork(task.architecture(sparsity), sparsity, new Random(seed));
  return { task: task.name, sparsity, network, provenance: { seed } };
}
