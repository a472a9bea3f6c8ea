import type { Policy } from "../../../../networks/policy.js";

const NAMES: Readonly<Record<string, readonly string[]>> = {
  control: ["steering", "gas", "brake"],
  aim: ["aim", "target speed", "unused"],
  turn: ["left", "straight on", "right"],
};

/** What the outputs of a driver's network are called. */
export function outputNames({ encoding }: Policy): readonly string[] {
  return NAMES[encoding?.kind ?? ""] ?? ["first", "second", "third"];
}
