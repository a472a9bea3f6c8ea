import { setImmediate } from "node:timers/promises";
import { withPath } from "../../atomic-file.js";
import type { LiveEpisode } from "../../rollout/rollout.js";
import { nextSeed } from "../../rollout/seeds.js";
import { shrink } from "../shrink.js";
import { openVideo, type VideoWriter } from "./video-writer.js";

/** Frames a second, as near as whole steps allow: smooth to the eye, and half the size of all steps. */
const FRAME_RATE = 25;

export interface VideoOptions {
  readonly live: LiveEpisode;
  /** How many episodes, with the seeds that follow the first one's. */
  readonly episodes: number;
  /** 1 is natural speed. */
  readonly speed: number;
  /** Width in pixels, if the environment draws as wide; the height follows. */
  readonly width: number;
  /** Ends the video early; what there is becomes the video. */
  readonly signal: AbortSignal;
  /** Told after every step. */
  readonly onStep?: () => void;
}

export interface Video {
  readonly frames: number;
  /** Size of the file. */
  readonly bytes: number;
}

/**
 * Writes a video of episodes; the file's name tells the format, see `openVideo`.
 * @throws the system's error, with the file's path, when the file cannot be written
 */
export async function writeVideo(
  file: string,
  { live, episodes, speed, width: most, signal, onStep }: VideoOptions,
): Promise<Video> {
  const { env } = live;
  const rate = env.metadata.renderFps * speed;
  const stride = Math.max(1, Math.round(rate / FRAME_RATE));
  const { width: whole, height: tall } = env.render("rgb_array");
  const width = Math.min(most, whole);
  const height = Math.round((tall * width) / whole);
  const writer = await open(file, width, height, rate / stride);
  let frames = 0;
  const take = async () => {
    const frame = env.render("rgb_array");
    await writer.add(width === frame.width ? frame : shrink(frame, width, height));
    frames++;
    await setImmediate(); // Lets Ctrl-C through.
  };
  try {
    for (let episode = 0; episode < episodes && !signal.aborted; episode++) {
      if (episode > 0) live.reset(nextSeed(live.state.seed));
      await take();
      while (!live.state.ended && !signal.aborted) {
        live.advance();
        if (live.state.step % stride === 0 || live.state.ended) await take();
        onStep?.();
      }
    }
    return { frames, bytes: await writer.close() };
  } catch (error) {
    await writer.discard();
    throw withPath(error, file);
  }
}

async function open(
  file: string,
  width: number,
  height: number,
  framesPerSecond: number,
): Promise<VideoWriter> {
  try {
    return await openVideo(file, { width, height }, framesPerSecond);
  } catch (error) {
    throw withPath(error, file);
  }
}
