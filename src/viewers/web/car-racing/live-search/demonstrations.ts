import type { CarRacingInfo } from "../../../../../envs/box2d/car-racing/car-racing.js";
import { Expert, TEACHER } from "../../../../../envs/box2d/car-racing/expert.js";
import { make } from "../../../../../envs/index.js";
import { BURSTS, Bursts } from "../../../../adapters/car-racing/action-noise.js";
import { FRAME_BYTES } from "../../../../adapters/car-racing/frame.js";
import { packPrivileged } from "../../../../adapters/car-racing/motion.js";
import type { Decision } from "../../../../policies/action-decoder.js";
import { startEpisode } from "../../../../rollout/rollout.js";
import type { Demonstrations } from "../../live/demonstrations.js";

export interface DemonstrationPlan {
  /** Tracks from this seed on. */
  readonly seed: number;
  readonly episodes: number;
  /** One frame in so many is drawn and kept; the next one looks much the same. */
  readonly every: number;
}

/** Episodes driven so far, and where the car went on the last one: x and y in turn, metres. */
export interface DemonstrationProgress {
  readonly episodes: number;
  readonly path: Float32Array<ArrayBuffer>;
}

/**
 * Lets the scripted expert act, with noise in bursts so that it shows how to get back on the line. Needs neither file
 * nor server: an episode takes a tenth of a second. Yields after every episode; returns the demonstrations.
 */
export async function* giveDemonstrations({
  seed,
  episodes,
  every,
}: DemonstrationPlan): AsyncGenerator<DemonstrationProgress, Demonstrations> {
  const env = await make("CarRacing-v3", { physics: "float32", observation: "none" });
  const expert = new Expert(env.unwrapped, TEACHER);
  const frames: Uint8Array[] = [];
  const decisions: Decision[] = [];
  const noise = new Bursts(BURSTS.noise);
  const stall = {
    watch: (info: object) => (info as CarRacingInfo).tilesVisited,
    limit: BURSTS.noise.stallLimit,
  };
  for (let episode = 0; episode < episodes; episode++) {
    const path: number[] = [];
    let step = 0;
    const policy = {
      predict(_: unknown, info?: object) {
        const aim = expert.aim();
        const action = expert.act();
        if (step++ % every === episode % every) {
          frames.push(env.render("state_pixels").data);
          decisions.push({ action, privileged: packPrivileged(info as CarRacingInfo, aim) });
        }
        return action;
      },
    };
    for (const { info } of startEpisode(env as never, policy, { seed: seed + episode, noise, stall }).steps) {
      const { x, y } = info as CarRacingInfo;
      path.push(x, y);
    }
    yield { episodes: episode + 1, path: Float32Array.from(path) };
  }
  env.close();
  const images = new Uint8Array(frames.length * FRAME_BYTES);
  for (const [index, frame] of frames.entries()) images.set(frame, index * FRAME_BYTES);
  return { count: frames.length, images, decisions };
}
