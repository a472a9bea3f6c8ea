import { ANGLE, ANGULAR_VELOCITY, BODY_STRIDE, HULL, VX, VY, type World, X, Y } from "./physics/physics.js";
import type { Race } from "./race.js";
import { type Section, TILE_LENGTH } from "./track.js";

/** How an `Expert` drives. */
export interface DrivingStyle {
  /** Never faster than this (m/s). */
  readonly topSpeed: number;
  /** Sideways acceleration to use in bends (m/s²). */
  readonly cornering: number;
  /** Deceleration to count on before bends (m/s²). */
  readonly braking: number;
  /** The car aims at the point this far ahead on the centre line: metres, and metres more per m/s. */
  readonly lookAhead: number;
  readonly lookAheadTime: number;
  /** Aim (−1 … 1) per radian between the heading and the direction of that point. */
  readonly steering: number;
  /** With that point further off the heading than this (rad), the car has lost its way: it turns round, gently. */
  readonly lostAngle: number;
  /** Steering against the yaw rate, per rad/s. */
  readonly yawDamping: number;
  /** Gas per m/s below the target speed; full steering takes off the part `gasEasing` of it. */
  readonly gas: number;
  readonly gasEasing: number;
  /** Brake per m/s above the target speed, and the most of it. */
  readonly brake: number;
  readonly brakeLimit: number;
}

/**
 * As fast as scripted driving gets: it brakes for bends that are not in the image yet. Mean return 932 over 100
 * tracks (seeds 400 to 499), min 905.
 */
export const FAST: DrivingStyle = {
  topSpeed: 142,
  cornering: 194,
  braking: 33.5,
  lookAhead: 6.69,
  lookAheadTime: 0.291,
  steering: 0.951,
  lostAngle: 1,
  yawDamping: 0.125,
  gas: 0.149,
  gasEasing: 0.372,
  brake: 0.0495,
  brakeLimit: 0.67,
};

/**
 * A driver to learn from by looking: it aims at a point that is always in the image, which reaches 31 m ahead, and
 * brakes so late and hard that it hardly needs to know more. Mean return 931 over 3,000 tracks (seeds 0 to 999 and 9000
 * to 10999), min 902.
 */
export const TEACHER: DrivingStyle = {
  ...FAST,
  topSpeed: 90,
  cornering: 175,
  braking: 70,
  lookAhead: 26,
  lookAheadTime: 0,
  steering: 1.15,
  // A point so far ahead lies sideways in a hairpin too.
  lostAngle: 1.25,
  brake: 0.09,
  brakeLimit: 0.8,
};

/** The constants of `driveTowards`. */
export type DrivingLaw = Pick<DrivingStyle, "yawDamping" | "gas" | "gasEasing" | "brake" | "brakeLimit">;

/** Where the driver wants to go: what a policy with the action encoding `aim` learns. */
export interface Aim {
  /** Steering before yaw damping, −1 (left) to 1. */
  readonly aim: number;
  /** m/s. */
  readonly targetSpeed: number;
}

/** A car that moves this far off its heading (rad) faster than this (m/s) is sliding: it brakes to a stop. */
const SLIDING_ANGLE = 0.5;
const SLIDING_SPEED = 4;
/**
 * Who has lost the way wants to go no faster than this, and only this much faster than now (m/s): gas makes it spin.
 */
const LOST_SPEED = 20;
const LOST_ACCELERATION = 6;
/** The goal is sought near the place of the step before (sections), unless that place is too far off (m). */
const SEARCH_BEHIND = 5;
const SEARCH_AHEAD = 15;
const LOST_DISTANCE = 20;
/** Bends are measured over this many sections either way. */
const BEND_SPAN = 6;

/**
 * A scripted driver: it steers for a point ahead on the centre line (pure pursuit) and plans its speed from the
 * bends to come. It may be asked for an action in any state, off the road or facing backwards too.
 */
export class Expert {
  readonly #env: { readonly race: Race };
  readonly #style: DrivingStyle;
  #race: Race | undefined;
  #speedLimits: Float64Array = new Float64Array();
  /** The section nearest to the car. */
  #place = 0;

  /** @param env A `CarRacing` with continuous actions. The expert follows it through resets. */
  constructor(env: { readonly race: Race }, style: DrivingStyle = FAST) {
    this.#env = env;
    this.#style = style;
  }

  /** The action for the present state: steer, gas, brake. */
  act(): Float32Array {
    const { speed, yawRate } = motionOf(this.#env.race.world);
    return driveTowards(this.aim(), speed, yawRate, this.#style);
  }

  /** What the expert aims at in the present state. */
  aim(): Aim {
    const { race } = this.#env;
    if (race !== this.#race) {
      this.#race = race;
      this.#speedLimits = planSpeeds(race.track.sections, this.#style);
      this.#place = 0;
    }
    const { x, y, angle, vx, vy, speed } = motionOf(race.world);
    const { sections } = race.track;
    this.#place = findPlace(sections, x, y, this.#place);
    const distance = this.#style.lookAhead + this.#style.lookAheadTime * speed;
    const goal = pointAhead(sections, x, y, this.#place, distance);
    const direction = bearing(goal.x - x, goal.y - y, angle);
    let targetSpeed = this.#speedLimits[this.#place];
    if (speed > SLIDING_SPEED && Math.abs(bearing(vx, vy, angle)) > SLIDING_ANGLE) {
      targetSpeed = 0;
    } else if (Math.abs(direction) > this.#style.lostAngle) {
      targetSpeed = Math.min(LOST_SPEED, speed + LOST_ACCELERATION, targetSpeed);
    }
    return { aim: clip(this.#style.steering * direction, -1, 1), targetSpeed };
  }
}

/**
 * The fixed law that turns an aim into an action: yaw damping and speed control.
 * @param speed m/s. @param yawRate rad/s, left positive.
 * @returns steer, gas, brake
 */
export function driveTowards(
  { aim, targetSpeed }: Aim,
  speed: number,
  yawRate: number,
  law: DrivingLaw = TEACHER,
): Float32Array {
  const steer = clip(aim + law.yawDamping * yawRate, -1, 1);
  const missing = targetSpeed - speed;
  const gas = clip(law.gas * missing, 0, 1) * (1 - law.gasEasing * Math.abs(steer));
  const brake = clip(-law.brake * missing, 0, law.brakeLimit);
  return Float32Array.of(steer, gas, brake);
}

/** Place, heading and motion of the hull (m, rad, s; yaw rate left positive). */
export function motionOf({ bodies }: World) {
  const hull = HULL * BODY_STRIDE;
  const vx = bodies[hull + VX];
  const vy = bodies[hull + VY];
  return {
    x: bodies[hull + X],
    y: bodies[hull + Y],
    angle: bodies[hull + ANGLE],
    vx,
    vy,
    speed: Math.hypot(vx, vy),
    yawRate: bodies[hull + ANGULAR_VELOCITY],
  };
}

/** The fastest speed at each section (m/s): slow enough for its bend, and for braking before the next ones. */
function planSpeeds(sections: readonly Section[], style: DrivingStyle): Float64Array {
  const limits = Float64Array.from(sections, (_, i) =>
    Math.min(style.topSpeed, Math.sqrt(style.cornering / curvature(sections, i))),
  );
  // Backwards and twice round, so that the first bends of a lap slow down the end of the one before.
  for (let i = 2 * limits.length - 1; i >= 0; i--) {
    const next = limits[(i + 1) % limits.length];
    const here = i % limits.length;
    limits[here] = Math.min(limits[here], Math.sqrt(next * next + 2 * style.braking * TILE_LENGTH));
  }
  return limits;
}

/** One over the radius (1/m) of the circle through a section and those BEND_SPAN before and after it. */
function curvature(sections: readonly Section[], i: number): number {
  const before = sections.at(i - BEND_SPAN)!;
  const here = sections[i];
  const after = sections[(i + BEND_SPAN) % sections.length];
  const ax = here.x - before.x;
  const ay = here.y - before.y;
  const bx = after.x - here.x;
  const by = after.y - here.y;
  const sides = Math.hypot(ax, ay) * Math.hypot(bx, by) * Math.hypot(ax + bx, ay + by);
  return (2 * Math.abs(ax * by - ay * bx)) / sides;
}

/** The section nearest to (x, y): near the last one found or, when the car has got far from that, anywhere. */
function findPlace(sections: readonly Section[], x: number, y: number, last: number): number {
  const near = nearest(sections, x, y, last - SEARCH_BEHIND, last + SEARCH_AHEAD);
  const { x: nearX, y: nearY } = sections[near];
  if (Math.hypot(nearX - x, nearY - y) <= LOST_DISTANCE) return near;
  return nearest(sections, x, y, 0, sections.length - 1);
}

function nearest(sections: readonly Section[], x: number, y: number, from: number, to: number): number {
  let best = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = from; i <= to; i++) {
    const index = (i + sections.length) % sections.length;
    const section = sections[index];
    const square = (section.x - x) ** 2 + (section.y - y) ** 2;
    if (square < smallest) {
      smallest = square;
      best = index;
    }
  }
  return best;
}

/** The point of the centre line `distance` (m) further on than the car at (x, y), whose nearest section is `place`. */
function pointAhead(
  sections: readonly Section[],
  x: number,
  y: number,
  place: number,
  distance: number,
): { x: number; y: number } {
  const here = sections[place];
  const past = (x - here.x) * -Math.sin(here.beta) + (y - here.y) * Math.cos(here.beta);
  const ahead = Math.max(0, distance + clip(past, -TILE_LENGTH, TILE_LENGTH)) / TILE_LENGTH;
  const whole = Math.floor(ahead);
  const part = ahead - whole;
  const from = sections[(place + whole) % sections.length];
  const to = sections[(place + whole + 1) % sections.length];
  return { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) };
}

/** Angle (rad) from the heading to the direction (dx, dy): right positive, −π to π. */
function bearing(dx: number, dy: number, heading: number): number {
  const right = dx * Math.cos(heading) + dy * Math.sin(heading);
  const forward = -dx * Math.sin(heading) + dy * Math.cos(heading);
  return Math.atan2(right, forward);
}

function clip(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
