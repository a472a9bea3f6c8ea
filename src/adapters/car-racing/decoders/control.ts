import { z } from "zod";
import { type ActionDecoder, clip } from "../../../policies/action-decoder.js";
import { add, between, divide, type Expression, multiply, output } from "../../../policies/action-formula.js";
import { valueDecoder } from "../../../policies/value-decoder.js";
import { actionClass } from "../action-class.js";

export const controlSettings = z.strictObject({
  kind: z.literal("control"),
  /** Pedals below this are not pressed. */
  deadBand: z.number().min(0).max(1),
  /** The brake when its output is 1 or more. Full braking locks the wheels from 0.9 on. */
  maxBrake: z.number().positive().max(1),
});

export type ControlSettings = z.infer<typeof controlSettings>;

/** The constants of new policies. */
export const CONTROL = { kind: "control", deadBand: 0.05, maxBrake: 0.8 } as const;

/** Steering matters most: a small error there ends a lap. */
const TERMS = [
  { weight: 8, beta: 0.1 },
  { weight: 1, beta: 0.3 },
  { weight: 1, beta: 0.3 },
];

/** Output 0 steers, outputs 1 and 2 press gas and brake. The image is all that is needed. */
export function control(settings: ControlSettings): ActionDecoder {
  const decode = (outputs: ArrayLike<number>): Float32Array => {
    const pedal = (output: number, most: number) => {
      const pressed = (most * (clip(output) + 1)) / 2;
      return pressed < settings.deadBand ? 0 : pressed;
    };
    return Float32Array.of(clip(outputs[0]), pedal(outputs[1], 1), pedal(outputs[2], settings.maxBrake));
  };
  return valueDecoder({
    settings,
    mirrors: true,
    terms: TERMS,
    targetOutputs({ action }) {
      const [steer, gas, brake] = action as unknown as [number, number, number];
      return [clip(steer), clip(2 * gas - 1), clip((2 * brake) / settings.maxBrake - 1)];
    },
    classOf: (outputs) => actionClass(decode(outputs)),
    decode,
    formula: { kind: "values", elements: elementsOf(settings) },
  });
}

/** What `decode` computes. */
function elementsOf({ deadBand, maxBrake }: ControlSettings): Expression[] {
  const pedal = (index: number, most: number): Expression => {
    const pressed = divide(multiply(most, add(between(output(index), -1, 1), 1)), 2);
    return { op: "if-below", left: pressed, right: deadBand, below: 0, otherwise: pressed };
  };
  return [between(output(0), -1, 1), pedal(1, 1), pedal(2, maxBrake)];
}
