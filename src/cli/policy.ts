import type { Policy } from "../networks/policy-file.js";
import type { Car, Driver } from "../policies/network-policy.js";
import type { Task } from "../tasks/task.js";
import { inFile } from "./in-file.js";

/**
 * Reads a policy and loads the task that it was made for.
 * @throws InputError when the file is no policy, or the policy does not fit its task
 */
export async function readPolicyOfTask(file: string): Promise<{ policy: Policy; task: Task }> {
  const { readPolicy } = await import("../networks/policy-file.js");
  const { checkPolicy } = await import("../tasks/check-policy.js");
  const { loadTask } = await import("../tasks/tasks.js");
  const policy = await readPolicy(file);
  const task = await inFile(file, () => loadTask(policy.task));
  return { policy, task: await inFile(file, async () => checkPolicy(task, policy)) };
}

/**
 * Reads a policy that drives.
 * @param car where it shall drive
 * @throws InputError when the file is no policy for car-racing
 */
export async function readDriver(file: string, car: Car): Promise<{ policy: Policy; driver: Driver }> {
  const { readPolicy } = await import("../networks/policy-file.js");
  const { Driver } = await import("../policies/network-policy.js");
  const policy = await readPolicy(file);
  return { policy, driver: await inFile(file, () => Driver.create(policy, car)) };
}
