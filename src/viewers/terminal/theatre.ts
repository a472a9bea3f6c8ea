import { setTimeout as sleep } from "node:timers/promises";
import type { WriteStream } from "node:tty";
import type { Ride } from "../../rollout/ride.js";
import { shrink } from "../shrink.js";
import type { Graphics } from "./ask-terminal.js";
import { balance, bar } from "./gauge.js";
import { fitInside, halfBlocks } from "./half-blocks.js";
import { KITTY_CLEAR, kittyPicture } from "./kitty.js";
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
  /** How the terminal shows pictures; half blocks unless told. */
  readonly graphics?: Graphics;
  /** Ends the show early. */
  readonly signal: AbortSignal;
}

/** Shows a ride in the terminal, in time. Steps that a slow terminal has no time for are driven unseen. */
export async function show(options: ShowOptions): Promise<void> {
  const { ride, driver, episodes, speed, stream, graphics = { kind: "half-blocks" }, signal } = options;
  const screen = new Screen(stream);
  const draw = await drawer(graphics);
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
          await draw(screen, ride, driver);
        }
        await sleep(Math.max(0, due - performance.now()));
      }
    }
  } finally {
    screen.close(graphics.kind === "kitty" ? KITTY_CLEAR : "");
  }
}

type Draw = (screen: Screen, ride: Ride, driver: string) => Promise<void>;

async function drawer(graphics: Graphics): Promise<Draw> {
  switch (graphics.kind) {
    case "kitty":
      return (screen, ride, driver) => {
        const { columns, rows } = pictureCells(ride, screen.size);
        return screen.draw(legend(ride, driver), { text: kittyPicture(ride.picture, columns, rows), rows });
      };
    case "sixel": {
      const { sixelPicture } = await import("./sixel.js");
      const { cellWidth, cellHeight } = graphics;
      return (screen, ride, driver) => {
        const { columns, rows } = pictureCells(ride, screen.size, cellHeight / cellWidth);
        const { picture } = ride;
        const width = Math.min(picture.width, columns * cellWidth);
        const fitting = shrink(picture, width, Math.round((picture.height * width) / picture.width));
        return screen.draw(legend(ride, driver), { text: sixelPicture(fitting), rows });
      };
    }
    case "half-blocks":
      return (screen, ride, driver) => screen.draw(scene(ride, driver, screen.size));
  }
}

interface Cells {
  readonly columns: number;
  readonly rows: number;
}

/** The picture in half blocks and below it its legend. */
export function scene(ride: Ride, driver: string, size: Cells): string[] {
  const { columns, rows } = pictureCells(ride, size);
  return [...halfBlocks(ride.picture, columns, rows), ...legend(ride, driver)];
}

/**
 * The cells that the picture takes.
 * @param shape height of a cell ÷ its width
 */
function pictureCells({ picture }: Ride, size: Cells, shape = 2): Cells {
  const squeezed = { ...picture, height: (picture.height * 2) / shape };
  return fitInside(squeezed, size.columns, size.rows - LEGEND_ROWS);
}

const LEGEND_ROWS = 2;

/** Two lines: score and action. */
function legend({ state }: Ride, driver: string): string[] {
  const { seed, step, score, action } = state;
  const [steer = 0, gas = 0, brake = 0] = action;
  return [
    `\x1b[1m${score.toFixed(1).padStart(6)}\x1b[0m  step ${step}  track ${seed}  ${driver}`,
    `steer ${balance(steer)}  gas ${bar(gas)}  brake ${bar(brake)}`,
  ];
}
