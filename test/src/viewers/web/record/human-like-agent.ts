import { Random } from "../../../../../envs/random.js";

/** What there is to see on the record page at one moment. */
export interface Sight {
  /** The 96×96 image, RGB, row after row. */
  readonly pixels: ArrayLike<number>;
  /** The speedometer (m/s). */
  readonly speed: number;
}

/** Steering −0.4 to 0.4, gas 0 to 0.5, brake 0 to 0.3: what a finger on the page's image can do. */
export type Hands = readonly [steer: number, gas: number, brake: number];

/** A place seen from the car: metres to its right and ahead of it. */
type Place = readonly [right: number, ahead: number];

const SIDE = 96;
/** Metres that a pixel stands for, and where the car is in the image. */
const ACROSS = 0.643;
const AHEAD = 0.514;
const CAR_COLUMN = 47.5;
const CAR_ROW = 70;
/** The first row before the car, and the strip of indicators below everything. */
const NEAREST_ROW = 62;
const STRIP_ROW = 82;

/** Seconds that a step takes. */
const STEP = 1 / 50;
/** Steps from seeing something to doing something: 0.24 s for somebody who drives at a quarter of the natural speed. */
const REACTION = 3;
/** Steps between two decisions. */
const SHORTEST = 2;
const LONGEST = 4;
/** How wrong a direction is estimated: standard deviation (rad). */
const MISJUDGEMENT = 0.04;
/** The chance that a decision is followed by a lapse of attention, and how long that lasts (steps). */
const LAPSE = 1 / 40;
const LAPSE_SHORTEST = 8;
const LAPSE_LONGEST = 20;
/** A finger moves no faster than this (units of the action a step). */
const FASTEST = 0.08;

// How it drives: found by trying values at random on tracks 0 to 5.
const TOP_SPEED = 60;
const CORNERING = 111;
const STEERING = 0.49;
const LOOK_AHEAD = 6.4;
const LOOK_AHEAD_TIME = 0.13;
/** Where less than this is seen of the road (m), no faster than so many times that a second. */
const SHORT_WAY = 21;
const SIGHT_SPEED = 1.19;
/** Bends nearer than this do not slow down any more (m). */
const NEAR = 13.4;
/** How much of the way and of the turn since what was seen it counts on. */
const EXPECTED_WAY = 0.74;
const EXPECTED_TURN = 0.25;
const GAS = 0.138;
const BRAKE = 0.048;
const BRAKE_MARGIN = 4.7;

/**
 * A crude model of somebody who drives with a finger. It looks for the road in the image, aims at its middle some way
 * ahead and takes bends slowly. What it does comes late, a little wrong, at intervals, and now and then not at all. It
 * is no person, and says nothing of how people drive.
 */
export class HumanLikeAgent {
  readonly #random: Random;
  readonly #seen: { readonly sight: Sight; readonly steer: number }[] = [];
  #wait = 0;
  #wanted: Hands = [0, 0, 0];
  #hands: Hands = [0, 0, 0];

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** One step: what is seen, and where the hands are then. */
  step(sight: Sight): Hands {
    this.#seen.push({ sight, steer: this.#hands[0] });
    const { sight: late, steer } = this.#seen.length > REACTION ? this.#seen.shift()! : this.#seen[0];
    if (this.#wait-- === 0) {
      this.#wanted = this.#decide(late, steer);
      this.#wait = this.#pause();
    }
    const [wantedSteer, wantedGas, wantedBrake] = this.#wanted;
    const [from, gas, brake] = this.#hands;
    this.#hands = [towards(from, wantedSteer), towards(gas, wantedGas), towards(brake, wantedBrake)];
    return this.#hands;
  }

  #pause(): number {
    const isLapse = this.#random.random() < LAPSE;
    return isLapse
      ? this.#random.integers(LAPSE_SHORTEST, LAPSE_LONGEST + 1)
      : this.#random.integers(SHORTEST, LONGEST + 1);
  }

  #decide({ pixels, speed }: Sight, steer: number): Hands {
    const seen = wayOf(pixels);
    if (seen.length < 8) return backTo(middleOf(pixels), speed);
    const way = movedOn(seen, speed * REACTION * STEP, steer);
    const direction = directionAt(way, LOOK_AHEAD + LOOK_AHEAD_TIME * speed) + MISJUDGEMENT * this.#normal();
    const missing = speedFor(way) - speed;
    return [
      clip(STEERING * direction, -0.4, 0.4),
      clip(GAS * missing, 0, 0.5),
      clip(BRAKE * (-missing - BRAKE_MARGIN), 0, 0.3),
    ];
  }

  /** Normally distributed, nearly: mean 0, standard deviation 1. */
  #normal(): number {
    let sum = 0;
    for (let i = 0; i < 12; i++) sum += this.#random.random();
    return sum - 6;
  }
}

/** Follows the middle of the road upwards through the image, row by row. */
function wayOf(pixels: ArrayLike<number>): readonly Place[] {
  const way: Place[] = [];
  let middle = CAR_COLUMN;
  for (let row = NEAREST_ROW; row > 0; row--) {
    const found = stretches(pixels, row).map(([from, to]) => ({
      middle: (from + to) / 2,
      off: Math.max(0, from - middle, middle - to),
    }));
    const [nearest] = found.sort((a, b) => a.off - b.off);
    if (!nearest || nearest.off > 8) break;
    middle = nearest.middle;
    way.push(placeOf(middle, row));
  }
  return way;
}

/** The middle of all road that is seen: where to go for one who is off it. A little behind where there is none. */
function middleOf(pixels: ArrayLike<number>): Place {
  let [right, ahead, count] = [0, 0, 0];
  for (let row = 0; row < STRIP_ROW; row++) {
    for (const [from, to] of stretches(pixels, row)) {
      const isCar = row > 60 && row < 78 && to - from < 14;
      if (isCar) continue;
      for (let column = from; column <= to; column++) {
        const [x, y] = placeOf(column, row);
        [right, ahead, count] = [right + x, ahead + y, count + 1];
      }
    }
  }
  return count > 0 ? [right / count, ahead / count] : [-1, 0];
}

const placeOf = (column: number, row: number): Place => [
  (column - CAR_COLUMN) * ACROSS,
  (CAR_ROW - row) * AHEAD,
];

/** The stretches of a row that are not grass: first and last column. */
function stretches(pixels: ArrayLike<number>, row: number): readonly (readonly [from: number, to: number])[] {
  const found: [number, number][] = [];
  for (let column = 0; column < SIDE; column++) {
    const at = 3 * (row * SIDE + column);
    const isGrass = pixels[at + 1] > Math.max(pixels[at], pixels[at + 2]) + 30;
    if (isGrass) continue;
    const last = found.at(-1);
    if (last?.[1] === column - 1) last[1] = column;
    else found.push([column, column]);
  }
  return found;
}

/** Back to the road, slowly. */
function backTo([right, ahead]: Place, speed: number): Hands {
  const steer = clip(Math.atan2(right, Math.max(ahead, 0.01)), -0.4, 0.4);
  return [steer, speed < 14 ? 0.3 : 0, speed > 20 ? 0.2 : 0];
}

/** The way as it should look by now, `distance` metres on: who is late knows that. */
function movedOn(way: readonly Place[], distance: number, steer: number): readonly Place[] {
  const turn = EXPECTED_TURN * steer * distance;
  const forward = EXPECTED_WAY * distance;
  const moved = way.map(([right, ahead]): Place => {
    const x = right - forward * Math.sin(turn / 2);
    const y = ahead - forward * Math.cos(turn / 2);
    return [x * Math.cos(turn) - y * Math.sin(turn), x * Math.sin(turn) + y * Math.cos(turn)];
  });
  return moved.filter(([, ahead]) => ahead > 1);
}

/** The direction of the road's middle so far ahead (rad), right positive. */
function directionAt(way: readonly Place[], distance: number): number {
  const [right, ahead] = way.find((place) => Math.hypot(...place) >= distance) ?? way.at(-1) ?? [0, 1];
  return Math.atan2(right, ahead);
}

/** As fast as the bend ahead allows (m/s). */
function speedFor(way: readonly Place[]): number {
  const seen = Math.hypot(...(way.at(-1) ?? [0, 0]));
  let speed = seen > SHORT_WAY ? TOP_SPEED : SIGHT_SPEED * seen;
  for (const [right, ahead] of way) {
    const distance = Math.hypot(right, ahead);
    const curvature = (2 * Math.abs(right)) / distance ** 2;
    if (distance > NEAR) speed = Math.min(speed, Math.sqrt(CORNERING / Math.max(curvature, 1e-3)));
  }
  return Math.max(10, speed);
}

const clip = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

const towards = (value: number, goal: number) => value + clip(goal - value, -FASTEST, FASTEST);
