import type { Swap, TernaryNetwork } from "../../networks/ternary-network.js";

/**
 * The network after swaps, carried out one after the other.
 * @throws RangeError when a place moved from is empty, or a place moved to is not
 */
export function afterSwaps(
  { architecture, weights }: TernaryNetwork,
  swaps: readonly Swap[],
): TernaryNetwork {
  const moved = weights.map((layer) => layer.slice());
  for (const { layer, from, to } of swaps) {
    const own = moved[layer];
    if (!own?.[from] || own[to] !== 0) {
      throw new RangeError(
        `a swap moves a weight to an empty place, but layer ${architecture.layers[layer]?.name ?? layer} has ${own?.[from]} at ${from} and ${own?.[to]} at ${to}`,
      );
    }
    own[to] = own[from];
    own[from] = 0;
  }
  return { architecture, weights: moved };
}

/**
 * A shortest way, in swaps, from one network to another with the same number of −1, 0 and +1 in each layer. Every
 * network on the way has those numbers too. Where all that differs is who has which sign, an empty place is borrowed on
 * the way.
 * @throws RangeError when the numbers are not the same, or no place is empty where one has to be borrowed
 */
export function swapsBetween(start: TernaryNetwork, end: TernaryNetwork): Swap[] {
  return start.weights.flatMap((weights, layer) => {
    const moves = movesBetween(weights, end.weights[layer], start.architecture.layers[layer].name);
    return inOrder(moves, weights).map((move) => ({ layer, ...move }));
  });
}

/** How many swaps apart two networks are: half their Hamming distance, where no weight changes its sign in place. */
export function swapDistance(start: TernaryNetwork, end: TernaryNetwork): number {
  let places = 0;
  for (const [layer, weights] of start.weights.entries()) {
    for (const [place, weight] of weights.entries()) {
      const other = end.weights[layer][place];
      if (weight !== 0 && weight !== other) places++;
    }
  }
  return places;
}

interface Move {
  readonly from: number;
  readonly to: number;
}

/** Which weight goes where, in no order: from places that lose a sign to places that gain it. */
function movesBetween(start: Int8Array, end: Int8Array, name: string): Move[] {
  return [-1, 1].flatMap((sign) => {
    const lost: number[] = [];
    const gained: number[] = [];
    for (const [place, weight] of start.entries()) {
      if (weight === end[place]) continue;
      if (weight === sign) lost.push(place);
      if (end[place] === sign) gained.push(place);
    }
    if (lost.length !== gained.length) {
      throw new RangeError(
        `layer ${name} has ${signed(lost.length - gained.length)} weights of ${sign} than it had`,
      );
    }
    return lost.map((from, index) => ({ from, to: gained[index] }));
  });
}

const signed = (difference: number) => (difference > 0 ? `${difference} fewer` : `${-difference} more`);

/** The moves in an order in which every place is empty when a weight comes. */
function inOrder(moves: readonly Move[], weights: Int8Array): Move[] {
  const ordered: Move[] = [];
  const taken = new Set<number>(moves.map(({ from }) => from));
  let waiting = moves;
  while (waiting.length > 0) {
    const blocked: Move[] = [];
    for (const move of waiting) {
      if (taken.has(move.to)) {
        blocked.push(move);
      } else {
        ordered.push(move);
        taken.delete(move.from);
      }
    }
    if (blocked.length === waiting.length) {
      // Places that exchange their signs in a ring: the first weight steps aside.
      const [first, ...others] = blocked;
      const aside = weights.findIndex(
        (weight, place) => weight === 0 && !moves.some(({ to }) => to === place),
      );
      if (aside < 0) throw new RangeError("signs can only be exchanged where a place is empty");
      ordered.push({ from: first!.from, to: aside });
      taken.delete(first!.from);
      blocked.splice(0, blocked.length, ...others, { from: aside, to: first!.to });
    }
    waiting = blocked;
  }
  return ordered;
}
