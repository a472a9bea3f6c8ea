import { InputError } from "../../../errors.js";
import { parsePolicy } from "../../../networks/policy.js";
import { FORMAT, parseRecording } from "../../../recordings/recording.js";
import type { Occupant } from "./seat.js";

/**
 * Who drives after a file was opened: the policy in it, or the recorded driver.
 * @throws InputError when it is neither
 */
export async function occupantOf(file: File): Promise<Occupant> {
  const text = await file.text();
  if (formatOf(text) !== FORMAT) {
    const { task } = parsePolicy(text, file.name);
    if (task !== "car-racing")
      throw new InputError(`${file.name}: expected a policy that drives, got one for ${task}`);
    return { kind: "policy", name: file.name, policy: text };
  }
  const recording = parseRecording(text, file.name);
  const { environment, actions } = recording;
  if (!environment.id.startsWith("CarRacing") || typeof actions[0] === "number") {
    throw new InputError(
      `${file.name}: expected a recording of CarRacing with steering and pedals, got ${environment.id}`,
    );
  }
  return { kind: "recording", name: file.name, recording };
}

function formatOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { format?: unknown } | null)?.format;
  } catch {
    return undefined;
  }
}
