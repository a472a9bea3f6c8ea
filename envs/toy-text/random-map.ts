import { Random } from "../random.js";

export interface RandomMapOptions {
  /** Of each side, 2 or more. Default 8. */
  readonly size?: number;
  /** The probability of a place to be frozen. Default 0.8. */
  readonly p?: number;
  /** Without it, another lake on every call. */
  readonly seed?: number;
}

/**
 * A random lake for `FrozenLake`, with a way from its upper left to its lower right corner: the one that Gymnasium's
 * generate_random_map makes.
 * @throws {RangeError} when an option is out of its range.
 */
export function generateRandomMap({ size = 8, p = 0.8, seed }: RandomMapOptions = {}): string[] {
  if (!Number.isInteger(size) || size < 2)
    throw new RangeError(`expected size to be an integer from 2, got ${size}`);
  if (!(p > 0)) throw new RangeError(`expected p to be above 0, got ${p}`);
  const random = new Random(seed);
  const frozen = Math.min(1, p);
  for (;;) {
    const board = Array.from({ length: size }, () =>
      Array.from({ length: size }, () => random.choice(["F", "H"], [frozen, 1 - frozen])),
    );
    board[0][0] = "S";
    board[size - 1][size - 1] = "G";
    if (hasWay(board)) return board.map((row) => row.join(""));
  }
}

/** Changes of row and column. */
const NEIGHBOURS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

function hasWay(board: readonly (readonly string[])[]): boolean {
  const seen = new Set<number>();
  const open = [0];
  while (open.length > 0) {
    const place = open.pop()!;
    const [row, column] = [Math.floor(place / board.length), place % board.length];
    if (board[row][column] === "G") return true;
    if (seen.has(place) || board[row][column] === "H") continue;
    seen.add(place);
    for (const [down, right] of NEIGHBOURS) {
      const [y, x] = [row + down, column + right];
      if (board[y]?.[x] !== undefined) open.push(y * board.length + x);
    }
  }
  return false;
}
