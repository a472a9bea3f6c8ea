import { z } from "zod";
import {
  type Aim,
  type DrivingLaw,
  driveTowards,
  TEACHER,
} from "../../../../envs/box2d/car-racing/expert.js";
import { type ActionDecoder, clip, type Decision } from "../../../policies/action-decoder.js";
import {
  abs,
  add,
  between,
  divide,
  type Expression,
  multiply,
  output,
  subtract,
} from "../../../policies/action-formula.js";
import { valueDecoder } from "../../../policies/value-decoder.js";
import { decodingMotion, type Motion, motionFormula, observesOf, privilegedOf } from "../motion.js";

/** The constants of `driveTowards`, the law between an aim and an action. */
export const drivingLaw = z.strictObject({
  /** Steering against the yaw rate, per rad/s. */
  yawDamping: z.number().min(0),
  /** Gas per m/s below the target speed; full steering takes off the part `gasEasing` of it. */
  gas: z.number().positive(),
  gasEasing: z.number().min(0).max(1),
  /** Brake per m/s above the target speed, and the most of it. */
  brake: z.number().positive(),
  brakeLimit: z.number().positive().max(1),
}) satisfies z.ZodType<DrivingLaw>;

/** Whether speed and yaw rate are seen in the image's indicators or read from the true state. */
export const motionSource = z.enum(["seen", "true"]);

export const aimSettings = z.strictObject({
  kind: z.literal("aim"),
  motion: motionSource,
  /** The target speed when output 1 is −1 or less, and when it is 1 or more (m/s). */
  slowest: z.number().min(0),
  fastest: z.number().positive(),
  law: drivingLaw,
});

export type AimSettings = z.infer<typeof aimSettings>;

const { yawDamping, gas, gasEasing, brake, brakeLimit } = TEACHER;

/** The expert's law. */
export const LAW: DrivingLaw = { yawDamping, gas, gasEasing, brake, brakeLimit };

/** The constants of new policies. The expert's target speed is hardly ever below the slowest. */
export const AIM = { kind: "aim", motion: "seen", slowest: 30, fastest: 90, law: LAW } as const;

/** The third output is not used. */
const TERMS = [
  { weight: 8, beta: 0.1 },
  { weight: 1, beta: 0.3 },
  { weight: 0, beta: 1 },
];

const DEAD_BAND = 0.05;
/** Target speeds in the same band agree (m/s). */
const BAND = 15;

/**
 * Output 0 is where to go, the steering before yaw damping; output 1 is the target speed. A fixed law turns them into
 * an action: it needs the car's speed and yaw rate.
 */
export function aim(settings: AimSettings): ActionDecoder {
  const { slowest, fastest, law } = settings;
  const targetSpeed = (output: number) => slowest + ((clip(output) + 1) / 2) * (fastest - slowest);
  return valueDecoder({
    settings,
    needsPrivileged: settings.motion === "true",
    observes: observesOf(settings.motion),
    mirrors: true,
    terms: TERMS,
    targetOutputs(decision) {
      const { aim: direction, targetSpeed: speed } = aimOf(decision, law);
      return [direction, clip((2 * (speed - slowest)) / (fastest - slowest) - 1), 0];
    },
    classOf(outputs) {
      const side = outputs[0] < -DEAD_BAND ? 0 : outputs[0] > DEAD_BAND ? 2 : 1;
      return side + 3 * Math.floor(targetSpeed(outputs[1]) / BAND);
    },
    decode(outputs, context) {
      const { speed, yawRate } = decodingMotion(settings.motion, context);
      const goal = { aim: clip(outputs[0]), targetSpeed: targetSpeed(outputs[1]) };
      return driveTowards(goal, speed, yawRate, law);
    },
    formula: {
      kind: "values",
      elements: drivingFormula(
        between(output(0), -1, 1),
        add(slowest, multiply(divide(add(between(output(1), -1, 1), 1), 2), fastest - slowest)),
        settings.motion,
        law,
      ),
    },
  });
}

/** What `driveTowards` computes, as a formula. */
export function drivingFormula(
  direction: Expression,
  targetSpeed: Expression,
  motion: AimSettings["motion"],
  law: DrivingLaw,
): Expression[] {
  const { speed, yawRate } = motionFormula(motion);
  const steer = between(add(direction, multiply(law.yawDamping, yawRate)), -1, 1);
  const missing = subtract(targetSpeed, speed);
  return [
    steer,
    multiply(between(multiply(law.gas, missing), 0, 1), subtract(1, multiply(law.gasEasing, abs(steer)))),
    between(multiply(-law.brake, missing), 0, law.brakeLimit),
  ];
}

/** The aim behind a decision: the expert's own where it is known, else the one that the law turns into the action. */
export function aimOf(decision: Decision, law: DrivingLaw): Aim {
  const { aim: known, ...motion } = privilegedOf(decision.privileged);
  return known ?? aimBehind(decision.action as ArrayLike<number>, motion, law);
}

/**
 * The aim that the law turns into an action. A pedal at its end could mean still more; what is sure is taken: the
 * target speed nearest to the present one.
 */
export function aimBehind(action: ArrayLike<number>, { speed, yawRate }: Motion, law: DrivingLaw): Aim {
  const steer = action[0];
  const gas = action[1];
  const brake = action[2];
  const missing =
    brake > 0
      ? -Math.min(brake, law.brakeLimit) / law.brake
      : Math.min(1, gas / (1 - law.gasEasing * Math.abs(steer))) / law.gas;
  return { aim: clip(steer - law.yawDamping * yawRate), targetSpeed: speed + missing };
}
