import { z } from "zod";
import { driveTowards } from "../../../../envs/box2d/car-racing/expert.js";
import { labelsOf } from "../../../data/data-set.js";
import { InputError } from "../../../errors.js";
import type { ActionDecoder, Decision } from "../../../policies/action-decoder.js";
import {
  abs,
  add,
  divide,
  type Expression,
  exp,
  max,
  multiply,
  output,
  subtract,
} from "../../../policies/action-formula.js";
import { CrossEntropy, Misclassification } from "../../../sense/classification.js";
import { accuracy, imageLosses } from "../../../training/losses.js";
import { decodingMotion, observesOf } from "../motion.js";
import { aimOf, drivingFormula, drivingLaw, LAW, motionSource } from "./aim.js";

export const turnSettings = z.strictObject({
  kind: z.literal("turn"),
  motion: motionSource,
  /** What the classes divide: the steering itself, or the aim, which is the steering before yaw damping. */
  of: z.enum(["steering", "aim"]),
  /** Less than this is straight on. */
  deadBand: z.number().min(0).max(1),
  /** How far a class that is certain turns. */
  turn: z.number().positive().max(1),
  /** m/s, straight on. */
  speed: z.number().positive(),
  /** m/s less where a turn is certain. Policies that do not name it keep their speed. */
  slowing: z.number().nonnegative().default(0),
  law: drivingLaw,
});

export type TurnSettings = z.infer<typeof turnSettings>;

/** As in the paper's source, whose driver worked the throttle by hand: here a fixed law does, slower in bends. */
export const TURN = {
  kind: "turn",
  motion: "seen",
  of: "steering",
  deadBand: 0.1,
  turn: 0.3,
  speed: 73,
  slowing: 20,
  law: { ...LAW, yawDamping: 0 },
} as const;

/** The classes of the aim, with the expert's yaw damping, which no image of the road shows. */
export const TURN_TO_AIM = {
  ...TURN,
  of: "aim",
  deadBand: 0.2,
  turn: 0.5,
  speed: 55,
  slowing: 0,
  law: LAW,
} as const;

const LEFT = 0;
const GO = 1;
const RIGHT = 2;
const CLASSES = 3;

/**
 * The outputs are classes: left, straight on, right. The steering is the mean of the classes' turns, weighted with
 * their probabilities (softmax).
 */
export function turn(settings: TurnSettings): ActionDecoder {
  const classOf = (decision: Decision): number => {
    const { action } = decision;
    const side = settings.of === "aim" ? aimOf(decision, LAW).aim : (action as ArrayLike<number>)[0];
    return side < -settings.deadBand ? LEFT : side > settings.deadBand ? RIGHT : GO;
  };
  return {
    settings,
    outputs: CLASSES,
    needsPrivileged: settings.motion === "true",
    observes: observesOf(settings.motion),
    loss: { kind: "cross-entropy" },
    targetsOf: (decisions) => ({ kind: "classes", labels: Uint8Array.from(decisions, classOf) }),
    mirror(targets, index) {
      const labels = labelsOf(targets);
      labels[index] = RIGHT - labels[index];
    },
    decode(outputs, context) {
      const motion = decodingMotion(settings.motion, context);
      const largest = Math.max(outputs[LEFT], outputs[GO], outputs[RIGHT]);
      const [left, go, right] = [LEFT, GO, RIGHT].map((side) => Math.exp(outputs[side] - largest)) as [
        number,
        number,
        number,
      ];
      const side = (right - left) / (left + go + right);
      const goal = {
        aim: settings.turn * side,
        targetSpeed: settings.speed - settings.slowing * Math.abs(side),
      };
      return driveTowards(goal, motion.speed, motion.yawRate, settings.law);
    },
    formula: { kind: "values", elements: elementsOf(settings) },
    losses: (logits, outputDivisor, targets) =>
      imageLosses({ kind: "cross-entropy" }, logits, 1 / outputDivisor, logits.length / CLASSES, targets),
    agreement: (logits, _, targets) => accuracy(logits, logits.length / CLASSES, labelsOf(targets)),
    objective(kind, targets, outputDivisor) {
      if (kind === "cvar") throw new InputError("expected loss or score as objective for classes, got cvar");
      const labels = labelsOf(targets);
      const loss = new CrossEntropy(labels, outputDivisor);
      return kind === "loss" ? loss : new Misclassification(labels, loss);
    },
  };
}

/** What `decode` computes. */
function elementsOf({ turn, speed, slowing, motion, law }: TurnSettings): Expression[] {
  const outputs = [LEFT, GO, RIGHT].map(output) as [Expression, Expression, Expression];
  const largest = max(max(outputs[0], outputs[1]), outputs[2]);
  const [left, go, right] = outputs.map((each) => exp(subtract(each, largest))) as typeof outputs;
  const side = divide(subtract(right, left), add(add(left, go), right));
  return drivingFormula(multiply(turn, side), subtract(speed, multiply(slowing, abs(side))), motion, law);
}
