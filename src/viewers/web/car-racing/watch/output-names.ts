import type { PolicyFile } from "../../../../networks/policy.js";

const NAMES: Readonly<Record<string, readonly string[]>> = {
  control: ["steering", "gas", "brake"],
  aim: ["aim", "target speed", "unused"],
  turn: ["left", "straight on", "right"],
};

/** What the outputs of a driver's network are called. */
export function outputNames({ action }: PolicyFile): readonly string[] {
  return NAMES[action?.kind ?? ""] ?? ["first", "second", "third"];
}
