import { setTimeout as sleep } from "node:timers/promises";
import type { WriteStream } from "node:tty";
import type { Ride } from "../tasks/car-racing/ride.js";
import { balance, bar } from "./gauge.js";
import { fitInside, halfBlocks } from "./half-blocks.js";
import { Screen } from "./screen.js";

/** Steps a second at natural speed. */
const NATURAL_RATE = 50;

/** Pictures a second, at most: more than terminals show. */
const PICTURE_RATE = 25;

/** Milliseconds that the show may be behind before it draws all the same and gives up catching up. */
const MOST_LATE = 200;

export interface ShowOptions {
  readonly ride: Ride;
  /** Who drives: stands below the picture. */
  readonly driver: string;
  /** How many episodes, on the seeds that follow the ride's. */
  readonly episodes: number;
  /** 1 is natural speed. */
  readonly speed: number;
  readonly stream: WriteStream;
  /** Ends the show early. */
  readonly signal: AbortSignal;
}

/** Shows a ride in the terminal, in time. Steps that a slow terminal has no time for are driven unseen. */
export async function show({ ride, driver, episodes, speed, stream, signal }: ShowOptions): Promise<void> {
  const screen = new Screen(stream);
  const interval = 1000 / (NATURAL_RATE * speed);
  const stride = Math.max(1, Math.round((NATURAL_RATE * speed) / PICTURE_RATE));
  try {
    for (let episode = 0; episode < episodes && !signal.aborted; episode++) {
      if (episode > 0) ride.reset(ride.state.seed + 1);
      let due = performance.now();
      while (!ride.state.ended && !signal.aborted) {
        ride.advance();
        due += interval;
        const late = performance.now() - due;
        if (late > MOST_LATE) due = performance.now();
        if ((late <= 0 && ride.state.step % stride === 0) || late > MOST_LATE || ride.state.ended) {
          await screen.draw(scene(ride, driver, screen.size));
        }
        await sleep(Math.max(0, due - performance.now()));
      }
    }
  } finally {
    screen.close();
  }
}

/** The picture and below it two lines: score and action. */
export function scene(ride: Ride, driver: string, size: { columns: number; rows: number }): string[] {
  const { picture } = ride;
  const { columns, rows } = fitInside(picture, size.columns, size.rows - 2);
  const { seed, step, score, action } = ride.state;
  const [steer = 0, gas = 0, brake = 0] = action;
  return [
    ...halfBlocks(picture, columns, rows),
    `\x1b[1m${score.toFixed(1).padStart(6)}\x1b[0m  step ${step}  track ${seed}  ${driver}`,
    `steer ${balance(steer)}  gas ${bar(gas)}  brake ${bar(brake)}`,
  ];
}
