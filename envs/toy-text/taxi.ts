import type { RenderFrame } from "../env.js";
import { checkOptions, numberFrom, oneOf } from "../options.js";
import type { Random } from "../random.js";
import { Discrete } from "../spaces.js";
import { colorize } from "./colorize.js";
import { drawTaxi } from "./rendering/taxi.js";
import { TabularEnv, type TabularInfo, type Transition, type TransitionTable } from "./tabular.js";

export interface TaxiOptions {
  /** Whether the taxi may slide to the side of where it is to go. Default false. */
  readonly isRainy?: boolean;
  /** Whether the passenger may change the destination, once, when the taxi has left. Default false. */
  readonly ficklePassenger?: boolean;
  /** How likely the taxi goes where it is to go when it rains. Default 0.8. */
  readonly rainyProbability?: number;
  /** How likely a fickle passenger changes the destination. Default 0.3. */
  readonly fickleProbability?: number;
}

export interface TaxiInfo extends TabularInfo {
  /** 1 for each action that changes the state, else 0. */
  readonly actionMask: Int8Array;
}

const MAP = [
  "+---------+",
  "|R: | : :G|",
  "| : | : : |",
  "| : : : : |",
  "| | : | : |",
  "|Y| : |B: |",
  "+---------+",
] as const;

const SIZE = 5;

/** Where passengers wait and want to go: red, green, yellow, blue, as places row · 5 + column. */
const STANDS = [0, 4, 20, 23] as const;

/** The passenger's place while in the taxi. */
const IN_TAXI = 4;

const ACTIONS = ["south", "north", "east", "west", "pickup", "dropoff"] as const;
const LABELS = ["South", "North", "East", "West", "Pickup", "Dropoff"] as const;
const PICKUP = 4;

/** For each of the four moves: ahead, to the left and to the right, as changes of row and column. */
const MOVES = [
  [
    [1, 0],
    [0, 1],
    [0, -1],
  ],
  [
    [-1, 0],
    [0, -1],
    [0, 1],
  ],
  [
    [0, 1],
    [-1, 0],
    [1, 0],
  ],
  [
    [0, -1],
    [1, 0],
    [-1, 0],
  ],
] as const;

/** What a state says. */
export interface TaxiState {
  readonly row: number;
  readonly column: number;
  /** 0 to 3: at red, green, yellow, blue; 4: in the taxi. */
  readonly passenger: number;
  /** 0 to 3: red, green, yellow, blue. */
  readonly destination: number;
}

/**
 * A taxi has to fetch a passenger and bring them to their destination (T. Dietterich, Hierarchical Reinforcement
 * Learning with the MAXQ Value Function Decomposition). Episodes are equal to those of Gymnasium's Taxi-v4. Documented
 * in docs/environments/taxi.md.
 */
export class Taxi extends TabularEnv<(typeof ACTIONS)[number], TaxiInfo> {
  readonly actionSpace = new Discrete(6, { names: ACTIONS });
  readonly observationSpace = new Discrete(500);
  readonly metadata = { renderModes: ["rgb_array", "ansi"], renderFps: 4 };
  readonly P: TransitionTable;
  readonly initialStateDistrib: readonly number[];

  readonly #ficklePassenger: boolean;
  readonly #fickleProbability: number;
  /** Whether the passenger will change the destination in this episode. */
  #willChange = false;
  /** Where the taxi headed when it was drawn last. */
  #heading = 0;

  /** @throws {TypeError | RangeError} when an option is unknown or has a value it cannot have. */
  constructor(options: TaxiOptions = {}) {
    super();
    const flag = oneOf(true, false);
    const probability = numberFrom(0, 1);
    checkOptions(
      "Taxi",
      {
        isRainy: flag,
        ficklePassenger: flag,
        rainyProbability: probability,
        fickleProbability: probability,
      },
      options,
    );
    this.#ficklePassenger = options.ficklePassenger ?? false;
    this.#fickleProbability = options.fickleProbability ?? 0.3;
    const ahead = options.isRainy ? (options.rainyProbability ?? 0.8) : 1;
    const states = Array.from({ length: 500 }, (_, state) => this.decode(state));
    const isStart = ({ passenger, destination }: TaxiState) => passenger < 4 && passenger !== destination;
    const starts = states.filter(isStart).length;
    this.initialStateDistrib = states.map((state) => (isStart(state) ? 1 / starts : 0));
    this.P = states.map((state) =>
      ACTIONS.map((_, action) => {
        if (action >= PICKUP) return [this.#service(state, action)];
        return options.isRainy ? this.#slide(state, action, ahead) : [this.#drive(state, action, 1)];
      }),
    );
  }

  /** The number of a state. */
  encode({ row, column, passenger, destination }: TaxiState): number {
    return ((row * SIZE + column) * 5 + passenger) * 4 + destination;
  }

  /** What the number of a state says. */
  decode(state: number): TaxiState {
    const place = Math.floor(state / 20);
    return {
      row: Math.floor(place / SIZE),
      column: place % SIZE,
      passenger: Math.floor(state / 4) % 5,
      destination: state % 4,
    };
  }

  /** 1 for each action that changes a state, else 0. */
  actionMask(state: number): Int8Array {
    const { row, column, passenger } = this.decode(state);
    const mask = new Int8Array(6);
    for (let action = 0; action < PICKUP; action++) mask[action] = Number(isOpen(row, column, action));
    const place = row * SIZE + column;
    mask[4] = Number(passenger < 4 && place === STANDS[passenger]);
    mask[5] = Number(passenger === IN_TAXI && (STANDS as readonly number[]).includes(place));
    return mask;
  }

  /** A move that comes out as it is meant. */
  #drive(state: TaxiState, action: number, probability: number): Transition {
    const { row, column } = state;
    const [down, right] = isOpen(row, column, action) ? MOVES[action][0] : [0, 0];
    return [probability, this.encode({ ...state, row: row + down, column: column + right }), -1, false];
  }

  /** A move in the rain: ahead, to the left or to the right, nowhere when the way ahead is not open. */
  #slide(state: TaxiState, action: number, ahead: number): readonly Transition[] {
    const { row, column } = state;
    const aside = (1 - ahead) / 2;
    const to = ([down, right]: readonly [number, number]) => {
      const y = Math.min(Math.max(row + down, 0), SIZE - 1);
      const x = Math.min(Math.max(column + right, 0), SIZE - 1);
      // As in Gymnasium, what stands on the way is looked up beside the column that is reached.
      if (right === 1 && MAP[1 + y][2 * x] !== ":") return this.encode(state);
      if (right === -1 && MAP[1 + y][2 * x + 2] !== ":") return this.encode(state);
      return this.encode({ ...state, row: y, column: x });
    };
    const [, left, right] = MOVES[action];
    const open = isOpen(row, column, action);
    return [
      this.#drive(state, action, ahead),
      [aside, open ? to(left) : this.encode(state), -1, false],
      [aside, open ? to(right) : this.encode(state), -1, false],
    ];
  }

  /** Picking up or dropping off. */
  #service(state: TaxiState, action: number): Transition {
    const { row, column, passenger, destination } = state;
    const place = row * SIZE + column;
    if (action === PICKUP) {
      const isThere = passenger < 4 && place === STANDS[passenger];
      return [1, this.encode(isThere ? { ...state, passenger: IN_TAXI } : state), isThere ? -1 : -10, false];
    }
    const stand = (STANDS as readonly number[]).indexOf(place);
    if (passenger !== IN_TAXI || stand < 0) return [1, this.encode(state), -10, false];
    const arrived = stand === destination;
    return [1, this.encode({ ...state, passenger: stand }), arrived ? 20 : -1, arrived];
  }

  protected override started(random: Random): void {
    this.#heading = 0;
    this.#willChange = this.#ficklePassenger && random.random() < this.#fickleProbability;
  }

  protected override moved(before: number, next: number, random: Random): number {
    if (!this.#willChange) return next;
    const old = this.decode(before);
    const state = this.decode(next);
    const hasMoved = state.row !== old.row || state.column !== old.column;
    if (old.passenger !== IN_TAXI || !hasMoved) return next;
    this.#willChange = false;
    const others = [0, 1, 2, 3].filter((destination) => destination !== old.destination);
    return this.encode({ ...state, destination: random.choice(others) });
  }

  protected override info(prob: number, state: number): TaxiInfo {
    return { prob, actionMask: this.actionMask(state) };
  }

  /** As in Gymnasium, a taxi that has stopped heads where it headed in the last image. */
  #draw(): RenderFrame {
    const { row, column, passenger, destination } = this.decode(this.state);
    if (this.lastAction !== undefined && this.lastAction < PICKUP) this.#heading = this.lastAction;
    return drawTaxi({
      taxi: row * SIZE + column,
      heading: this.#heading,
      passenger: STANDS[passenger],
      destination: STANDS[destination],
    });
  }

  /** The map as text: the taxi yellow, or green with the passenger; who waits blue, the destination magenta. */
  override render(mode: "ansi"): string;
  override render(mode?: string): RenderFrame;
  override render(mode = "rgb_array"): RenderFrame | string {
    if (mode === "rgb_array") return this.#draw();
    if (mode !== "ansi") throw new RangeError(`expected render mode rgb_array or ansi, got ${mode}`);
    const { row, column, passenger, destination } = this.decode(this.state);
    const cells = MAP.map((line) => [...line]);
    const paint = (place: number, change: (text: string) => string) => {
      const line = cells[1 + Math.floor(place / SIZE)];
      const at = 2 * (place % SIZE) + 1;
      line[at] = change(line[at]);
    };
    const taxi = row * SIZE + column;
    if (passenger === IN_TAXI) {
      paint(taxi, (text) => colorize(text === " " ? "_" : text, "green", { highlight: true }));
    } else {
      paint(taxi, (text) => colorize(text, "yellow", { highlight: true }));
      paint(STANDS[passenger], (text) => colorize(text, "blue", { bold: true }));
    }
    paint(STANDS[destination], (text) => colorize(text, "magenta"));
    const last = this.lastAction === undefined ? "" : `  (${LABELS[this.lastAction]})`;
    return `${cells.map((line) => line.join("")).join("\n")}\n${last}\n`;
  }
}

/** Whether neither a wall nor the edge is in the way. */
function isOpen(row: number, column: number, action: number): boolean {
  if (action === 0) return row < SIZE - 1;
  if (action === 1) return row > 0;
  return MAP[1 + row][2 * column + (action === 2 ? 2 : 0)] === ":";
}
