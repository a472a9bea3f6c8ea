import type { Policy } from "../../policies/policy.js";

/** What a pilot of the discrete lander goes by. Positions, velocities and angles are those of observations. */
export interface PilotConstants {
  /** Wanted angle for each unit of position and of velocity to the side, and the greatest that is wanted. */
  readonly tiltForPosition: number;
  readonly tiltForVelocity: number;
  readonly maxTilt: number;
  /** Wanted height for each unit of position to the side. */
  readonly hover: number;
  /** How much a wrong angle and a spin ask for the side engines. */
  readonly angle: number;
  readonly spin: number;
  /** How much a wrong height and a fall ask for the main engine, and a fall when a leg touches the ground. */
  readonly height: number;
  readonly fall: number;
  readonly touch: number;
  /** What has to be asked for before the main engine fires, or a side engine. */
  readonly minRise: number;
  readonly minTurn: number;
}

/** Those of Gymnasium's `heuristic`. */
export const HEURISTIC: PilotConstants = {
  ...{ tiltForPosition: 0.5, tiltForVelocity: 1, maxTilt: 0.4, hover: 0.55, angle: 0.5, spin: 1 },
  ...{ height: 0.5, fall: 0.5, touch: 0.5, minRise: 0.05, minTurn: 0.05 },
};

/**
 * Gymnasium's `heuristic` for discrete actions, with other constants.
 * @param constants default: found by evolution; `node dist/experiments/tune-experts.js --envs LunarLander-v3` finds
 * others as good
 */
export function pilot(constants: PilotConstants = TUNED): Policy<ArrayLike<number>, number> {
  return { predict: (observation) => choose(constants, observation) };
}

function choose(constants: PilotConstants, observation: ArrayLike<number>): number {
  const { 0: x, 1: y, 2: vx, 3: vy, 4: angle, 5: spin, 6: left, 7: right } = observation;
  let turn = 0;
  let rise = -vy * constants.touch;
  if (!left && !right) {
    const tilt = x * constants.tiltForPosition + vx * constants.tiltForVelocity;
    const wanted = Math.max(-constants.maxTilt, Math.min(constants.maxTilt, tilt));
    turn = (wanted - angle) * constants.angle - spin * constants.spin;
    rise = (constants.hover * Math.abs(x) - y) * constants.height - vy * constants.fall;
  }
  if (rise > Math.abs(turn) && rise > constants.minRise) return 2;
  if (turn < -constants.minTurn) return 3;
  return turn > constants.minTurn ? 1 : 0;
}

const TUNED: PilotConstants = {
  ...{ tiltForPosition: 0.7359, tiltForVelocity: 0.6753, maxTilt: 0.2709, hover: 0.4682 },
  ...{ angle: 0.8425, spin: 0.9458, height: 0.381, fall: 0.5828, touch: 0.7391 },
  ...{ minRise: 0.07612, minTurn: 0.04798 },
};
