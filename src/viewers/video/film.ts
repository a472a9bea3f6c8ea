import { setImmediate } from "node:timers/promises";
import { withPath } from "../../atomic-file.js";
import type { Ride } from "../../rollout/ride.js";
import { shrink } from "../shrink.js";
import { type FilmWriter, openFilm } from "./film-writer.js";

/** Steps a second at natural speed. */
const NATURAL_RATE = 50;

/** Pictures a second, as near as whole steps allow: smooth to the eye, and half the size of all steps. */
const PICTURE_RATE = 25;

export interface FilmOptions {
  readonly ride: Ride;
  /** How many episodes, on the seeds that follow the ride's. */
  readonly episodes: number;
  /** 1 is natural speed. */
  readonly speed: number;
  /** Width in pixels; the height follows. */
  readonly width: number;
  /** Ends the film early; what there is becomes the film. */
  readonly signal: AbortSignal;
  /** Told after every step. */
  readonly onStep?: () => void;
}

export interface Film {
  readonly frames: number;
  /** Size of the file. */
  readonly bytes: number;
}

/**
 * Films a ride; the file's name tells the format, see `openFilm`.
 * @throws the system's error, with the file's path, when the file cannot be written
 */
export async function film(
  file: string,
  { ride, episodes, speed, width, signal, onStep }: FilmOptions,
): Promise<Film> {
  const stride = Math.max(1, Math.round((NATURAL_RATE * speed) / PICTURE_RATE));
  const { width: whole, height: tall } = ride.picture;
  const height = Math.round((tall * width) / whole);
  const writer = await open(file, width, height, (NATURAL_RATE * speed) / stride);
  let frames = 0;
  const take = async () => {
    const { picture } = ride;
    writer.add(width === picture.width ? picture : shrink(picture, width, height));
    frames++;
    await setImmediate(); // Lets Ctrl-C through.
  };
  try {
    for (let episode = 0; episode < episodes && !signal.aborted; episode++) {
      if (episode > 0) ride.reset(ride.state.seed + 1);
      await take();
      while (!ride.state.ended && !signal.aborted) {
        ride.advance();
        if (ride.state.step % stride === 0 || ride.state.ended) await take();
        onStep?.();
      }
    }
    return { frames, bytes: writer.close() };
  } catch (error) {
    writer.discard();
    throw withPath(error, file);
  }
}

async function open(
  file: string,
  width: number,
  height: number,
  framesPerSecond: number,
): Promise<FilmWriter> {
  try {
    return await openFilm(file, { width, height }, framesPerSecond);
  } catch (error) {
    throw withPath(error, file);
  }
}
