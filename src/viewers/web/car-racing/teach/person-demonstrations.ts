import { type Aim, motionOf, TEACHER } from "../../../../../envs/box2d/car-racing/expert.js";
import { FRAME_BYTES } from "../../../../adapters/car-racing/frame.js";
import { packPrivileged } from "../../../../adapters/car-racing/motion.js";
import type { Decision } from "../../../../policies/action-decoder.js";
import type { Demonstrations } from "../../live/demonstrations.js";

/** One frame in so many is kept; the next one looks much the same. */
const EVERY = 2;
/** The point of the line that a person is taken to aim at is so far away (m); the image reaches 31 m ahead. */
const LOOK_AHEAD = 20;
/** The target speed is the mean speed over so many steps from now on: a person's foot is on and off. */
const STEPS_AHEAD = 40;

type Motion = ReturnType<typeof motionOf>;

/**
 * Episodes of a person as demonstrations. What hands do at a keyboard is on and off; what they are after is smooth: a
 * point of the line that was driven, and the speed on the way there.
 */
export class PersonDemonstrations {
  readonly #frames: Uint8Array[] = [];
  readonly #decisions: Decision[] = [];
  #steps: { readonly motion: Motion; readonly action: readonly number[]; readonly frame: Uint8Array }[] = [];

  /** A step of the episode under way: what was to be seen, how the car moved, and what was done. */
  add(observation: Uint8Array, world: Parameters<typeof motionOf>[0], action: readonly number[]): void {
    this.#steps.push({ motion: motionOf(world), action, frame: observation.slice() });
  }

  /** Forgets the episode under way. */
  drop(): void {
    this.#steps = [];
  }

  /** Keeps the episode under way, but for its last steps, which have no line ahead of them. */
  keep(): void {
    const motions = this.#steps.map(({ motion }) => motion);
    for (let step = 0; step < motions.length; step += EVERY) {
      const aim = aimAt(motions, step);
      if (!aim) break;
      const { motion, action, frame } = this.#steps[step];
      this.#frames.push(frame);
      this.#decisions.push({ action, privileged: packPrivileged(motion, aim) });
    }
    this.#steps = [];
  }

  /** Frames that have been kept. */
  get count(): number {
    return this.#frames.length;
  }

  demonstrations(): Demonstrations {
    const images = new Uint8Array(this.count * FRAME_BYTES);
    for (const [index, frame] of this.#frames.entries()) images.set(frame, index * FRAME_BYTES);
    return { count: this.count, images, decisions: this.#decisions };
  }
}

/** What a person was after at a step, by the line that was driven from there on; undefined where it ends too soon. */
export function aimAt(steps: readonly Motion[], step: number): Aim | undefined {
  const { x, y, angle } = steps[step];
  let goal = step + 1;
  while (goal < steps.length && Math.hypot(steps[goal].x - x, steps[goal].y - y) < LOOK_AHEAD) goal++;
  const next = steps.slice(step, step + STEPS_AHEAD);
  if (goal >= steps.length || next.length < STEPS_AHEAD) return undefined;
  const [dx, dy] = [steps[goal].x - x, steps[goal].y - y];
  const right = dx * Math.cos(angle) + dy * Math.sin(angle);
  const forward = -dx * Math.sin(angle) + dy * Math.cos(angle);
  const steering = TEACHER.steering * Math.atan2(right, forward);
  return {
    aim: Math.max(-1, Math.min(1, steering)),
    targetSpeed: next.reduce((sum, { speed }) => sum + speed, 0) / next.length,
  };
}

/** Splits demonstrations: one frame in so many is held out. */
export function split(
  { images, decisions }: Demonstrations,
  every: number,
): [Demonstrations, Demonstrations] {
  const part = (isHeldOut: boolean): Demonstrations => {
    const kept = [...decisions.keys()].filter((index) => (index % every === 0) === isHeldOut);
    const own = new Uint8Array(kept.length * FRAME_BYTES);
    for (const [at, index] of kept.entries())
      own.set(images.subarray(index * FRAME_BYTES, (index + 1) * FRAME_BYTES), at * FRAME_BYTES);
    return { count: kept.length, images: own, decisions: kept.map((index) => decisions[index]) };
  };
  return [part(false), part(true)];
}
