import { Random } from "../../envs/random.js";
import { InputError } from "../errors.js";
import type { Architecture } from "../networks/architecture.js";
import type { PolicyFile } from "../networks/policy.js";
import { randomNetwork } from "../networks/random-network.js";
import { scales } from "../networks/scales.js";
import type { Sparsity } from "../networks/sparsity.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import type { Trained } from "../training/p-siren.js";
import type { Task } from "./task.js";

/**
 * A randomly initialised policy (paper section 4.4).
 * @param wiring number of the wiring, of as many as one likes for each seed
 */
export function randomPolicy(task: Task, sparsity: Sparsity, seed: number, wiring = 0): PolicyFile {
  const random = new Random(BigInt(seed) | (BigInt(wiring) << 64n));
  const network = randomNetwork(task.architecture(sparsity), sparsity, random);
  return { ...policyOf(task, sparsity, network), provenance: { seed } };
}

/** A trained network as a task's policy, its outputs read at the scale that the loss found best. */
export function trainedPolicy(task: Task, { network, sparsity, outputScale }: Trained): PolicyFile {
  const outputDivisor = Math.max(1, Math.round(scales(network.architecture).at(-1)! / outputScale));
  return { ...policyOf(task, sparsity, network), action: task.action?.(outputDivisor) };
}

function policyOf(task: Task, sparsity: Sparsity, network: TernaryNetwork): PolicyFile {
  const { name, env, observation } = task;
  return { ...(env ? { env, observation } : { task: name }), sparsity, network, provenance: {} };
}

/**
 * Makes sure that a policy's network reads what the task shows and has as many outputs. What lies between is its own.
 * @throws InputError when it does not
 */
export function checkNetwork(task: Task, { network }: PolicyFile): void {
  const expected = describeShape(task.architecture(0));
  const shape = describeShape(network.architecture);
  if (shape !== expected) throw new InputError(`expected a policy ${expected}, got one ${shape}`);
}

/** What a network reads and how many outputs it has, in words. */
export function describeShape({ input, layers }: Architecture): string {
  return `from ${input.height}×${input.width}×${input.channels} inputs to ${layers.at(-1)?.out} outputs`;
}
