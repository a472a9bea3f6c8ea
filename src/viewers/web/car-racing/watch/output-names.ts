import type { PolicyFile } from "../../../../networks/policy.js";

const NAMES: Readonly<Record<string, readonly string[]>> = {
  control: ["steering", "gas", "brake"],
  aim: ["aim", "target speed", ""],
  turn: ["left", "straight on", "right"],
};

/** What the outputs of a network that drives are called; one that is not used has no name. */
export function outputNames({ action }: PolicyFile): readonly string[] {
  return NAMES[action?.kind ?? ""] ?? ["first", "second", "third"];
}
