import { z } from "zod";
import { InputError } from "../../errors.js";
import type { ActionDecoder, DecoderSettings } from "../../policies/action-decoder.js";
import { AIM, type AimSettings, aim, aimSettings } from "./decoders/aim.js";
import { CONTROL, type ControlSettings, control, controlSettings } from "./decoders/control.js";
import { TURN, TURN_TO_AIM, type TurnSettings, turn, turnSettings } from "./decoders/turn.js";

/** The decoders of new policies, by the name that `--decoder` takes; the first is the default. */
export const DECODERS = {
  control: control(CONTROL),
  aim: aim(AIM),
  "aim-true": aim({ ...AIM, motion: "true" }),
  turn: turn(TURN),
  "turn-to-aim": turn(TURN_TO_AIM),
} as const satisfies Record<string, ActionDecoder>;

const schema = z.discriminatedUnion("kind", [controlSettings, aimSettings, turnSettings]);

/**
 * The decoder that a policy file names.
 * @throws InputError when it says nothing, or not one of these
 */
export function readDecoder(json: DecoderSettings): ActionDecoder {
  const checked = schema.safeParse(json);
  if (!checked.success) {
    const { path, message } = checked.error.issues[0];
    throw new InputError(
      `expected an action decoder of CarRacing: ${["action", ...path].join(".")}: ${message}`,
    );
  }
  return decoderOf(checked.data);
}

function decoderOf(settings: ControlSettings | AimSettings | TurnSettings): ActionDecoder {
  switch (settings.kind) {
    case "control":
      return control(settings);
    case "aim":
      return aim(settings);
    case "turn":
      return turn(settings);
  }
}
