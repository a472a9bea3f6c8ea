import { DEFAULT_ENV } from "../../../../../envs/index.js";
import { InputError } from "../../../../errors.js";
import { jsonOrUndefined } from "../../../../json.js";
import { parsePolicy } from "../../../../networks/policy.js";
import { FORMAT, parseRecording } from "../../../../recordings/recording.js";
import { controlsOf } from "../replay.js";
import type { Agent } from "./agent-car.js";

/**
 * Who drives after a file was opened: the policy in it, or the recorded actions.
 * @throws InputError when it is neither
 */
export async function agentOf(file: File): Promise<Agent> {
  const text = await file.text();
  const { format } = (jsonOrUndefined(text) ?? {}) as { format?: unknown };
  if (format !== FORMAT) {
    const { task, env } = parsePolicy(text, file.name);
    if (task !== "car-racing" && env?.id !== DEFAULT_ENV) {
      throw new InputError(`${file.name}: expected a policy that drives, got one for ${env?.id ?? task}`);
    }
    return { kind: "policy", name: file.name, policy: text };
  }
  const recording = parseRecording(text, file.name);
  controlsOf(recording, file.name);
  return { kind: "recording", name: file.name, recording };
}
