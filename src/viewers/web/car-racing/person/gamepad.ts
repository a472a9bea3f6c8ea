import { FULL_BRAKE, FULL_GAS, FULL_LOCK } from "../../pages/steering.js";
import type { Controls } from "../../protocol.js";

/** A stick nearer to its middle than this is at rest. */
const REST = 0.08;

/** Buttons of the standard gamepad: the triggers. */
const BRAKE = 6;
const GAS = 7;

/**
 * What a gamepad asks for: the left stick steers, the triggers are the pedals, all of them analogue. Undefined while
 * nobody touches one.
 */
export function gamepadAction(): Controls | undefined {
  const pad = navigator.getGamepads().find((each) => each?.connected && each.mapping === "standard");
  if (!pad) return undefined;
  const stick = pad.axes[0] ?? 0;
  const steer = Math.abs(stick) < REST ? 0 : FULL_LOCK * stick;
  const gas = FULL_GAS * (pad.buttons[GAS]?.value ?? 0);
  const brake = FULL_BRAKE * (pad.buttons[BRAKE]?.value ?? 0);
  return steer === 0 && gas === 0 && brake === 0 ? undefined : [steer, gas, brake];
}
