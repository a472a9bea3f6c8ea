import type { RenderFrame } from "../env.js";
import { checkOptions, oneOf } from "../options.js";
import { Discrete } from "../spaces.js";
import { drawCliffWalking } from "./rendering/cliff-walking.js";
import { TabularEnv, type TabularInfo, type Transition, type TransitionTable } from "./tabular.js";

export interface CliffWalkingOptions {
  /** Whether one slips to either side as often as one goes where one wants to. Default false. */
  readonly isSlippery?: boolean;
}

const ROWS = 4;
const COLUMNS = 12;
const START = 36;
const GOAL = 47;

const isCliff = (state: number): boolean => state > START && state < GOAL;

const ACTIONS = ["up", "right", "down", "left"] as const;

/** Changes of row and column. */
const MOVES = [
  [-1, 0],
  [0, 1],
  [1, 0],
  [0, -1],
] as const;

/**
 * A grid is to be crossed along a cliff, below which one starts again (Example 6.6 of Sutton and Barto's book).
 * Episodes are equal to those of Gymnasium's CliffWalking-v1. Documented in docs/environments/cliff-walking.md.
 */
export class CliffWalking extends TabularEnv<(typeof ACTIONS)[number]> {
  readonly actionSpace = new Discrete(4, { names: ACTIONS });
  readonly observationSpace = new Discrete(ROWS * COLUMNS);
  readonly metadata = { renderModes: ["rgb_array", "ansi"], renderFps: 4 };
  readonly P: TransitionTable;
  readonly initialStateDistrib: readonly number[];

  /** @throws {TypeError | RangeError} when an option is unknown or has a value it cannot have. */
  constructor(options: CliffWalkingOptions = {}) {
    super();
    checkOptions("CliffWalking", { isSlippery: oneOf(true, false) }, options);
    const { isSlippery = false } = options;
    const states = Array.from({ length: ROWS * COLUMNS }, (_, state) => state);
    this.initialStateDistrib = states.map((state) => (state === START ? 1 : 0));
    this.P = states.map((state) =>
      ACTIONS.map((_, action): readonly Transition[] => {
        const moves = isSlippery ? [(action + 3) % 4, action, (action + 1) % 4] : [action];
        return moves.map((move) => outcome(state, move, 1 / moves.length));
      }),
    );
  }

  protected override info(prob: number): TabularInfo {
    return { prob };
  }

  /** The grid as text: x is where one stands, C the cliff, T the goal. */
  override render(mode: "ansi"): string;
  override render(mode?: string): RenderFrame;
  override render(mode = "rgb_array"): RenderFrame | string {
    if (mode === "rgb_array") return drawCliffWalking(this.state);
    if (mode !== "ansi") throw new RangeError(`expected render mode rgb_array or ansi, got ${mode}`);
    const letter = (state: number) =>
      state === this.state ? "x" : state === GOAL ? "T" : isCliff(state) ? "C" : "o";
    const rows = Array.from({ length: ROWS }, (_, row) =>
      Array.from({ length: COLUMNS }, (_, column) => letter(row * COLUMNS + column)).join("  "),
    );
    return `${rows.join("\n")}\n\n`;
  }
}

function outcome(state: number, move: number, probability: number): Transition {
  const row = Math.min(Math.max(Math.floor(state / COLUMNS) + MOVES[move][0], 0), ROWS - 1);
  const column = Math.min(Math.max((state % COLUMNS) + MOVES[move][1], 0), COLUMNS - 1);
  const next = row * COLUMNS + column;
  if (isCliff(next)) return [probability, START, -100, false];
  return [probability, next, -1, next === GOAL];
}
