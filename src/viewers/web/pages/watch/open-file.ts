import { InputError } from "../../../../errors.js";
import { jsonOrUndefined } from "../../../../json.js";
import { parsePolicy } from "../../../../networks/policy.js";
import { controlsOf, FORMAT, parseRecording } from "../../../../recordings/recording.js";
import type { Occupant } from "./seat.js";

/**
 * Who drives after a file was opened: the policy in it, or the recorded driver.
 * @throws InputError when it is neither
 */
export async function occupantOf(file: File): Promise<Occupant> {
  const text = await file.text();
  const { format } = (jsonOrUndefined(text) ?? {}) as { format?: unknown };
  if (format !== FORMAT) {
    const { task } = parsePolicy(text, file.name);
    if (task !== "car-racing")
      throw new InputError(`${file.name}: expected a policy that drives, got one for ${task}`);
    return { kind: "policy", name: file.name, policy: text };
  }
  const recording = parseRecording(text, file.name);
  controlsOf(recording, file.name);
  return { kind: "recording", name: file.name, recording };
}
