import { setTimeout as sleep } from "node:timers/promises";
import type { WriteStream } from "node:tty";
import type { RenderFrame } from "../../../envs/env.js";
import { type ActionNames, namedAction } from "../../recordings/statistics.js";
import type { Action, LiveEpisode } from "../../rollout/rollout.js";
import { nextSeed } from "../../rollout/seeds.js";
import { printableLine } from "../../text.js";
import { shrink } from "../shrink.js";
import type { Graphics } from "./ask-terminal.js";
import { balance, bar } from "./gauge.js";
import { fitInside, halfBlocks } from "./half-blocks.js";
import { KITTY_CLEAR, kittyImage } from "./kitty.js";
import { Screen } from "./screen.js";

/** Frames a second, at most: more than terminals show. */
const FRAME_RATE = 25;

/** Milliseconds that the show may be behind before it draws all the same and gives up catching up. */
const MOST_LATE = 200;

export interface ShowOptions {
  readonly live: LiveEpisode;
  /** Who acts: stands below the frame. */
  readonly agent: string;
  /** What actions are called. */
  readonly names: ActionNames;
  /** How many episodes, with the seeds that follow the first one's. */
  readonly episodes: number;
  /** 1 is natural speed. */
  readonly speed: number;
  readonly stream: WriteStream;
  /** How the terminal shows images; half blocks unless told. */
  readonly graphics?: Graphics;
  /** Ends the show early. */
  readonly signal: AbortSignal;
}

/** Shows episodes in the terminal, in time. Steps that a slow terminal has no time for are not drawn. */
export async function show(options: ShowOptions): Promise<void> {
  const { live, episodes, speed, stream, graphics = { kind: "half-blocks" }, signal } = options;
  const screen = new Screen(stream);
  const draw = await drawer(graphics);
  const rate = live.env.metadata.renderFps * speed;
  const interval = 1000 / rate;
  const stride = Math.max(1, Math.round(rate / FRAME_RATE));
  try {
    for (let episode = 0; episode < episodes && !signal.aborted; episode++) {
      if (episode > 0) live.reset(nextSeed(live.state.seed));
      let due = performance.now();
      while (!live.state.ended && !signal.aborted) {
        live.advance();
        due += interval;
        const late = performance.now() - due;
        if (late > MOST_LATE) due = performance.now();
        if ((late <= 0 && live.state.step % stride === 0) || late > MOST_LATE || live.state.ended) {
          await draw(screen, options);
        }
        await sleep(Math.max(0, due - performance.now()));
      }
    }
  } finally {
    screen.close(graphics.kind === "kitty" ? KITTY_CLEAR : "");
  }
}

/** What is shown: the frame, and below it who acts and how. */
export type Scene = Pick<ShowOptions, "live" | "agent" | "names">;

type Draw = (screen: Screen, scene: Scene) => Promise<void>;

async function drawer(graphics: Graphics): Promise<Draw> {
  switch (graphics.kind) {
    case "kitty":
      return (screen, scene) => {
        const frame = frameOf(scene);
        const { columns, rows } = frameCells(frame, screen.size);
        return screen.draw(legend(scene), { text: kittyImage(frame, columns, rows), rows });
      };
    case "sixel": {
      const { sixelImage } = await import("./sixel.js");
      const { cellWidth, cellHeight } = graphics;
      return (screen, scene) => {
        const frame = frameOf(scene);
        const { columns, rows } = frameCells(frame, screen.size, cellHeight / cellWidth);
        const width = Math.min(frame.width, columns * cellWidth);
        const fitting = shrink(frame, width, Math.round((frame.height * width) / frame.width));
        return screen.draw(legend(scene), { text: sixelImage(fitting), rows });
      };
    }
    case "half-blocks":
      return (screen, scene) => screen.draw(sceneLines(scene, screen.size));
  }
}

interface Cells {
  readonly columns: number;
  readonly rows: number;
}

const frameOf = ({ live }: Scene): RenderFrame => live.env.render("rgb_array");

/** The frame in half blocks and below it its legend. */
export function sceneLines(scene: Scene, size: Cells): string[] {
  const frame = frameOf(scene);
  const { columns, rows } = frameCells(frame, size);
  return [...halfBlocks(frame, columns, rows), ...legend(scene)];
}

/**
 * The cells that the frame takes.
 * @param shape height of a cell ÷ its width
 */
function frameCells(frame: RenderFrame, size: Cells, shape = 2): Cells {
  const squeezed = { ...frame, height: (frame.height * 2) / shape };
  return fitInside(squeezed, size.columns, size.rows - LEGEND_ROWS);
}

const LEGEND_ROWS = 2;

/** Two lines: the return, and the action. */
function legend({ live, agent, names }: Scene): string[] {
  const { seed, step, return: sum, action } = live.state;
  return [
    `\x1b[1m${sum.toFixed(1).padStart(6)}\x1b[0m  step ${step}  seed ${seed}  ${printableLine(agent)}`,
    actionLine(action, names),
  ];
}

/** A bar for each element of continuous actions, from 0 or from the middle; names for discrete ones. */
function actionLine(action: Action | undefined, names: ActionNames): string {
  if (names.elements.length === 0) {
    if (action === undefined) return "";
    const shown =
      typeof action === "number" ? namedAction(action, names).action : Array.from(action).join(" ");
    return `action ${shown}`;
  }
  return names.elements
    .map(({ name, minimum, maximum }, element) => {
      const value = action === undefined ? 0 : (action as ArrayLike<number>)[element];
      const gauge =
        minimum < 0
          ? balance(value / Math.max(-minimum, maximum))
          : bar((value - minimum) / (maximum - minimum));
      return `${name} ${gauge}`;
    })
    .join("  ");
}
