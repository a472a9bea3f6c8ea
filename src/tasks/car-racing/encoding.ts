import { z } from "zod";
import { InputError } from "../../errors.js";

/** Steer (−1 left … 1 right), gas (0 … 1), brake (0 … 1). */
export type CarAction = Float32Array;

/**
 * How three outputs of a network mean an action. `control`: output 0 steers, outputs 1 and 2 press the pedals. All is read
 * from the picture; no true state is used.
 */
export interface Encoding {
  readonly kind: "control";
  /** Logits are divided by this whole number before anything else. */
  readonly outputDivisor: number;
  /** Pedals below this are not pressed. */
  readonly deadBand: number;
  /** The brake when its output is 1 or more. Full braking locks the wheels from 0.9 on. */
  readonly maxBrake: number;
}

/** The encoding of new policies; only the divisor differs from net to net. */
export const CONTROL = { kind: "control", deadBand: 0.05, maxBrake: 0.8 } as const;

export const OUTPUTS = 3;

const schema = z.strictObject({
  kind: z.literal("control"),
  outputDivisor: z.int().positive(),
  deadBand: z.number().min(0).max(1),
  maxBrake: z.number().min(0).max(1),
});

/**
 * The encoding that a policy file names.
 * @throws InputError when it is missing or not one of car-racing's
 */
export function checkEncoding(encoding: unknown): Encoding {
  const checked = schema.safeParse(encoding);
  if (checked.success) return checked.data;
  const { path, message } = checked.error.issues[0];
  throw new InputError(
    `expected an encoding of car-racing's actions: ${["encoding", ...path].join(".")}: ${message}`,
  );
}

/** The action that the logits at `offset` mean. */
export function decode(encoding: Encoding, logits: ArrayLike<number>, offset = 0): CarAction {
  const output = (index: number) => clip(logits[offset + index] / encoding.outputDivisor);
  const pedal = (value: number) => (value < encoding.deadBand ? 0 : value);
  const gas = pedal((output(1) + 1) / 2);
  const brake = pedal((encoding.maxBrake * (output(2) + 1)) / 2);
  return Float32Array.of(output(0), gas, brake);
}

/** What the outputs should be for an action, each from −1 to 1; the reverse of `decode`. */
export function targetsOf(action: ArrayLike<number>): [number, number, number] {
  return [clip(action[0]), clip(2 * action[1] - 1), clip((2 * action[2]) / CONTROL.maxBrake - 1)];
}

/** Classes an action can have: left, straight or right; gas on or off; brake on or off. */
export const ACTION_CLASSES = 12;

const DEAD_BAND = 0.05;

/**
 * The class of an action, 0 to 11. Two drivers *agree* on a frame when their actions have the same class; the share of
 * such frames is the agreement.
 */
export function actionClass(action: ArrayLike<number>): number {
  const steer = action[0] < -DEAD_BAND ? 0 : action[0] > DEAD_BAND ? 2 : 1;
  return steer * 4 + (action[1] > DEAD_BAND ? 2 : 0) + (action[2] > DEAD_BAND ? 1 : 0);
}

const clip = (value: number) => Math.max(-1, Math.min(1, value));

/**
 * The share of frames on which the logits mean an action of the demonstrator's class.
 * @param targets frames × outputs, as `targetsOf` makes them
 */
export function agreement(encoding: Encoding, logits: Int32Array, targets: Float32Array): number {
  const wished: Encoding = { ...encoding, outputDivisor: 1 };
  let agreed = 0;
  for (let offset = 0; offset < logits.length; offset += OUTPUTS) {
    const action = actionClass(decode(encoding, logits, offset));
    if (action === actionClass(decode(wished, targets, offset))) agreed++;
  }
  return (agreed * OUTPUTS) / logits.length;
}
