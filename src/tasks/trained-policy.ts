import type { Policy } from "../networks/policy.js";
import { scales } from "../networks/scales.js";
import type { Trained } from "../training/p-siren.js";
import type { Task } from "./task.js";

/** A trained network as a task's policy, its outputs read at the scale that the loss found best. */
export function trainedPolicy(task: Task, { network, sparsity, outputScale }: Trained): Policy {
  const outputDivisor = Math.max(1, Math.round(scales(network.architecture).at(-1)! / outputScale));
  return { task: task.name, sparsity, encoding: task.encoding?.(outputDivisor), network, provenance: {} };
}
