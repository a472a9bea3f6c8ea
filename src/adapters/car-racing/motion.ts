import type { Aim } from "../../../envs/box2d/car-racing/expert.js";
import type { DecoderContext } from "../../policies/action-decoder.js";
import { divide, type Expression, multiply, subtract, sum } from "../../policies/action-formula.js";
import { SIDE } from "./frame.js";

/** How the car moves. */
export interface Motion {
  /** m/s. */
  readonly speed: number;
  /** rad/s, left positive. */
  readonly yawRate: number;
}

const STRIP_TOP = 84;
const SPEED_COLUMN = 13;
const YAW_ROW = 88;
const YAW_COLUMNS = [49, 72, 96] as const;

/**
 * The motion that the indicators of a frame (96×96×3 bytes) show: linear in the red channel, with coefficients fitted
 * to laps. The mean error is 0.7 m/s and 0.013 rad/s.
 */
export function motionSeen(frame: Uint8Array): Motion {
  const red = (row: number, column: number) => frame[(row * SIDE + column) * 3] / 255;
  let height = 0;
  for (let row = STRIP_TOP; row < SIDE; row++) height += red(row, SPEED_COLUMN);
  const [start, middle, end] = YAW_COLUMNS;
  let right = 0;
  for (let column = middle; column < end; column++) right += red(YAW_ROW, column);
  let left = 0;
  for (let column = start; column < middle; column++) left += red(YAW_ROW, column);
  return { speed: 21 * height - 3.6, yawRate: 0.024 - 0.525 * (right - left) };
}

/** What `motionSeen` computes, as a formula. */
function motionSeenFormula() {
  const red = (row: number, column: number) => divide({ op: "byte", index: (row * SIDE + column) * 3 }, 255);
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
  const [start, middle, end] = YAW_COLUMNS;
  const height = sum(range(STRIP_TOP, SIDE).map((row) => red(row, SPEED_COLUMN)));
  const right = sum(range(middle, end).map((column) => red(YAW_ROW, column)));
  const left = sum(range(start, middle).map((column) => red(YAW_ROW, column)));
  return {
    speed: subtract(multiply(21, height), 3.6),
    yawRate: subtract(0.024, multiply(0.525, subtract(right, left))),
  };
}

/**
 * What is kept of the state beside each demonstrated frame: speed, yaw rate, and the aim and target speed behind the
 * action.
 */
export const PRIVILEGED_SIZE = 4;

/** Packs a motion and the expert's aim, where that is known, as `Decision.privileged`. */
export function packPrivileged({ speed, yawRate }: Motion, aim?: Aim): Float32Array {
  return Float32Array.of(speed, yawRate, aim?.aim ?? Number.NaN, aim?.targetSpeed ?? Number.NaN);
}

/** What `packPrivileged` packed. */
export function privilegedOf(packed: ArrayLike<number>): Motion & { readonly aim?: Aim } {
  const [speed, yawRate, aim, targetSpeed] = packed as unknown as [number, number, number, number];
  return { speed, yawRate, ...(Number.isNaN(aim) ? {} : { aim: { aim, targetSpeed } }) };
}

/** The motion that a decoder goes by: shown by the indicators, or read from the true state. */
export function decodingMotion(source: "seen" | "true", { observation, privileged }: DecoderContext): Motion {
  if (source === "seen") return motionSeen(observation as Uint8Array);
  if (!privileged) throw new TypeError("expected the car's true motion beside the observation, got none");
  return { speed: privileged[0], yawRate: privileged[1] };
}

/** What `decodingMotion` computes, as a formula. */
export function motionFormula(source: "seen" | "true"): { speed: Expression; yawRate: Expression } {
  if (source === "seen") return motionSeenFormula();
  return { speed: { op: "privileged", index: 0 }, yawRate: { op: "privileged", index: 1 } };
}

/** What a policy uses, in words. */
export const observesOf = (source: "seen" | "true"): string =>
  source === "true" ? "the observation, and the car's true speed and yaw rate" : "the observation alone";
