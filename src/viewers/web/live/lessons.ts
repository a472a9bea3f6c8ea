import { Expert, TEACHER } from "../../../../envs/box2d/car-racing/expert.js";
import { make } from "../../../../envs/index.js";
import { BURSTS, Disturber } from "../../../adapters/car-racing/action-noise.js";
import { FRAME_BYTES } from "../../../adapters/car-racing/frame.js";
import type { Wish } from "../../../imitation/demonstration.js";

/** Frames of the teacher's laps and what it wanted to do in each: what a network learns from. */
export interface Lessons {
  readonly count: number;
  /** count × 96 × 96 × 3 bytes. */
  readonly images: Uint8Array;
  readonly wishes: readonly Wish[];
}

export interface LessonPlan {
  /** Tracks from this seed on. */
  readonly seed: number;
  readonly laps: number;
  /** One frame in so many is drawn and kept; the next one looks much the same. */
  readonly every: number;
}

/** Laps driven so far, and where the car went on the last one: x and y in turn, metres. */
export interface LessonProgress {
  readonly laps: number;
  readonly path: Float32Array<ArrayBuffer>;
}

/**
 * Lets the scripted teacher drive, disturbed in bursts so that it shows how to get back on the line. Needs neither file nor
 * server: a lap takes a tenth of a second. Yields after every lap; returns the lessons.
 */
export async function* giveLessons({
  seed,
  laps,
  every,
}: LessonPlan): AsyncGenerator<LessonProgress, Lessons> {
  const env = await make("CarRacing-v3", { physics: "float32", observation: "none" });
  const teacher = new Expert(env.unwrapped, TEACHER);
  const frames: Uint8Array[] = [];
  const wishes: Wish[] = [];
  for (let lap = 0; lap < laps; lap++) {
    let [, { tilesVisited: visited, speed, yawRate }] = env.reset({ seed: seed + lap });
    const disturber = new Disturber(seed + lap, BURSTS.noise);
    const path: number[] = [];
    let idle = 0;
    for (let step = 0, over = false; !over && idle < BURSTS.noise.patience; step++) {
      const aim = teacher.aim();
      const action = teacher.act();
      if (step % every === lap % every) {
        frames.push(env.render("state_pixels").data);
        wishes.push({ action, aim, speed, yawRate });
      }
      const [, , terminated, truncated, info] = env.step(disturber.disturb(action));
      ({ speed, yawRate } = info);
      path.push(info.x, info.y);
      idle = info.tilesVisited > visited ? 0 : idle + 1;
      visited = info.tilesVisited;
      over = terminated || truncated;
    }
    yield { laps: lap + 1, path: Float32Array.from(path) };
  }
  env.close();
  const images = new Uint8Array(frames.length * FRAME_BYTES);
  for (const [index, frame] of frames.entries()) images.set(frame, index * FRAME_BYTES);
  return { count: frames.length, images, wishes };
}
