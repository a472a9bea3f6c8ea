import type { RenderFrame } from "../env.js";
import { checkOptions, numberFrom, oneOf, type Rule } from "../options.js";
import { Discrete } from "../spaces.js";
import { colorize } from "./colorize.js";
import { generateRandomMap } from "./random-map.js";
import { drawFrozenLake } from "./rendering/frozen-lake.js";
import { TabularEnv, type TabularInfo, type Transition, type TransitionTable } from "./tabular.js";

export interface FrozenLakeOptions {
  /**
   * The lake, a string for each row: S start, F frozen, H hole, G goal. Without it, or with null, `mapName` says the
   * map.
   */
  readonly desc?: readonly string[] | null;
  /** Which of two lakes. Default 4x4. With null, and no `desc`, a random one of 8 × 8. */
  readonly mapName?: "4x4" | "8x8" | null;
  /** Whether one slips to either side of where one wants to go. Default true. */
  readonly isSlippery?: boolean;
  /** How likely one goes where one wants to when it is slippery. Default 1/3. */
  readonly successRate?: number;
  /** The rewards for reaching the goal, a hole, and ice. Default [1, 0, 0]. */
  readonly rewardSchedule?: readonly [goal: number, hole: number, frozen: number];
}

const MAPS = {
  "4x4": ["SFFF", "FHFH", "FFFH", "HFFG"],
  "8x8": ["SFFFFFFF", "FFFFFFFF", "FFFHFFFF", "FFFFFHFF", "FFFHFFFF", "FHHFFFHF", "FHFFHFHF", "FFFHFFFG"],
} as const;

const map: Rule = {
  expected: "a list of equally long strings of S, F, H and G with at least one S",
  holds: (value) =>
    value === null ||
    (Array.isArray(value) &&
      value.length > 0 &&
      value.every((row) => typeof row === "string" && /^[SFHG]+$/.test(row)) &&
      value.every((row) => row.length === value[0].length) &&
      value.some((row) => row.includes("S"))),
};

const rewards: Rule = {
  expected: "three numbers",
  holds: (value) => Array.isArray(value) && value.length === 3 && value.every(Number.isFinite),
};

const ACTIONS = ["left", "down", "right", "up"] as const;

/** Changes of row and column. */
const MOVES = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
] as const;

/**
 * A frozen lake is to be crossed from the start to the goal without falling into a hole. Episodes are equal to those of
 * Gymnasium's FrozenLake-v1. Documented in docs/environments/frozen-lake.md.
 */
export class FrozenLake extends TabularEnv<(typeof ACTIONS)[number]> {
  readonly actionSpace = new Discrete(4, { names: ACTIONS });
  readonly observationSpace: Discrete;
  readonly metadata = { renderModes: ["rgb_array", "ansi"], renderFps: 4 };
  readonly P: TransitionTable;
  readonly initialStateDistrib: readonly number[];
  /** The lake. */
  readonly desc: readonly string[];

  /** @throws {TypeError | RangeError} when an option is unknown or has a value it cannot have. */
  constructor(options: FrozenLakeOptions = {}) {
    super();
    checkOptions(
      "FrozenLake",
      {
        desc: map,
        mapName: oneOf("4x4", "8x8", null),
        isSlippery: oneOf(true, false),
        successRate: numberFrom(0, 1),
        rewardSchedule: rewards,
      },
      options,
    );
    const {
      desc,
      mapName = "4x4",
      isSlippery = true,
      successRate = 1 / 3,
      rewardSchedule = [1, 0, 0],
    } = options;
    this.desc = desc ?? (mapName === null ? generateRandomMap() : MAPS[mapName]);
    const letters = this.desc.join("");
    this.observationSpace = new Discrete(letters.length);
    const starts = letters.split("S").length - 1;
    this.initialStateDistrib = Array.from(letters, (letter) => (letter === "S" ? 1 / starts : 0));
    const failRate = (1 - successRate) / 2;
    const columns = this.desc[0].length;
    this.P = Array.from(letters, (letter, state) =>
      ACTIONS.map((_, action): readonly Transition[] => {
        if (letter === "G" || letter === "H") return [[1, state, 0, true]];
        const outcome = (move: number, probability: number): Transition => {
          const row = clamp(Math.floor(state / columns) + MOVES[move][0], this.desc.length);
          const column = clamp((state % columns) + MOVES[move][1], columns);
          const reached = this.desc[row][column];
          const reward = rewardSchedule[reached === "G" ? 0 : reached === "H" ? 1 : 2];
          return [probability, row * columns + column, reward, reached === "G" || reached === "H"];
        };
        if (!isSlippery) return [outcome(action, 1)];
        return [
          outcome((action + 3) % 4, failRate),
          outcome(action, successRate),
          outcome((action + 1) % 4, failRate),
        ];
      }),
    );
  }

  protected override info(prob: number): TabularInfo {
    return { prob };
  }

  /** The lake as text, the ground of the place where one stands red. */
  override render(mode: "ansi"): string;
  override render(mode?: string): RenderFrame;
  override render(mode = "rgb_array"): RenderFrame | string {
    if (mode === "rgb_array") return drawFrozenLake(this.desc, this.state);
    if (mode !== "ansi") throw new RangeError(`expected render mode rgb_array or ansi, got ${mode}`);
    const columns = this.desc[0].length;
    const rows = this.desc.map((row, y) =>
      Array.from(row, (letter, x) =>
        y * columns + x === this.state ? colorize(letter, "red", { highlight: true }) : letter,
      ).join(""),
    );
    return `${this.#title()}\n${rows.join("\n")}\n`;
  }

  #title(): string {
    if (this.lastAction === undefined) return "";
    const name = ACTIONS[this.lastAction];
    return `  (${name[0].toUpperCase()}${name.slice(1)})`;
  }
}

/** Back into 0 … count − 1. */
function clamp(value: number, count: number): number {
  return Math.min(Math.max(value, 0), count - 1);
}
