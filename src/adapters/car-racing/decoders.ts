import { z } from "zod";
import { InputError } from "../../errors.js";
import type { Policy } from "../../networks/policy-file.js";
import type { Encoding } from "../../policies/action-decoder.js";
import { AIM, type AimSettings, aim, aimSettings } from "./decoders/aim.js";
import { CONTROL, type ControlSettings, control, controlSettings } from "./decoders/control.js";
import { TURN, TURN_TO_AIM, type TurnSettings, turn, turnSettings } from "./decoders/turn.js";

/** The encodings of new policies, by the name that `--encoding` takes; the first is the default. */
export const ENCODINGS = {
  control: control(CONTROL),
  aim: aim(AIM),
  "aim-true": aim({ ...AIM, motion: "true" }),
  turn: turn(TURN),
  "turn-to-aim": turn(TURN_TO_AIM),
} as const satisfies Record<string, Encoding>;

const divided = { outputDivisor: z.int().positive() };

const schema = z.discriminatedUnion("kind", [
  controlSettings.extend(divided),
  aimSettings.extend(divided),
  turnSettings.extend(divided),
]);

/** How a policy's outputs are read. */
export interface Reading {
  readonly encoding: Encoding;
  /** Logits are divided by this whole number before anything else. */
  readonly outputDivisor: number;
}

/**
 * What a policy file says of its outputs.
 * @throws InputError when it says nothing, or not one of car-racing's encodings
 */
export function readEncoding(json: Policy["encoding"]): Reading {
  const checked = schema.safeParse(json);
  if (!checked.success) {
    const { path, message } = checked.error.issues[0]!;
    throw new InputError(
      `expected an encoding of car-racing's actions: ${["encoding", ...path].join(".")}: ${message}`,
    );
  }
  const { outputDivisor, ...settings } = checked.data;
  return { encoding: encodingOf(settings), outputDivisor };
}

function encodingOf(settings: ControlSettings | AimSettings | TurnSettings): Encoding {
  switch (settings.kind) {
    case "control":
      return control(settings);
    case "aim":
      return aim(settings);
    case "turn":
      return turn(settings);
  }
}
