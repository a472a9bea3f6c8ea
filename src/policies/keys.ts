import type { Space } from "../../envs/spaces.js";
import type { KeyBindings } from "./env-adapter.js";
import { kindOf } from "./space-kind.js";

/** Pairs of keys for the elements of continuous actions: the first lowers, the second raises. */
const PAIRS = [
  ["ArrowLeft", "ArrowRight"],
  ["ArrowDown", "ArrowUp"],
  ["a", "d"],
  ["s", "w"],
] as const;

/**
 * The keys of an action space, out of those that an environment names: an environment may have discrete and continuous
 * actions by its options, and one list of keys for both. Else the default ones.
 * @returns undefined where a keyboard has too few keys
 */
export function keysFor(space: Space, named: KeyBindings | undefined): KeyBindings | undefined {
  const known = kindOf(space);
  if (known?.kind === "discrete" && named?.discrete) return { discrete: named.discrete, idle: named.idle };
  if (known?.kind === "box" && named?.continuous) {
    const { continuous, idle = 0 } = named;
    const rest = typeof idle === "number" ? new Array<number>(known.space.size).fill(idle) : idle;
    return { continuous, idle: rest };
  }
  return defaultKeys(space);
}

/**
 * Keys for an action space whose environment names none: the digits from 1 on for discrete actions, where the
 * environment waits for a key; arrow keys, then letters, for continuous ones, which rest in the middle.
 * @returns undefined where a keyboard has too few keys
 */
export function defaultKeys(space: Space): KeyBindings | undefined {
  const known = kindOf(space);
  if (known?.kind === "discrete" && known.space.n <= 9) {
    const { n, start } = known.space;
    return { discrete: Array.from({ length: n }, (_, i) => ({ keys: [String(i + 1)], action: start + i })) };
  }
  if (known?.kind === "box" && known.space.size <= PAIRS.length && known.space.dtype.startsWith("float")) {
    const low = Array.from(known.space.low, Number);
    const high = Array.from(known.space.high, Number);
    if (![...low, ...high].every(Number.isFinite)) return undefined;
    const idle = low.map((least, element) => Math.max(least, Math.min(high[element], 0)));
    return {
      idle,
      continuous: idle.flatMap((rest, element) => {
        const [down, up] = PAIRS[element];
        return [
          { key: down, element, value: low[element] - rest },
          { key: up, element, value: high[element] - rest },
        ].filter(({ value }) => value !== 0);
      }),
    };
  }
  return undefined;
}

/** The action of the held keys, and whether any of them means one; undefined where the environment waits. */
export function heldAction(
  { discrete = [], continuous = [], idle }: KeyBindings,
  held: ReadonlySet<string>,
): { readonly action: number | readonly number[]; readonly isIdle: boolean } | undefined {
  const entry = discrete.find(({ keys }) => keys.every((key) => held.has(key)));
  if (entry) return { action: entry.action, isIdle: false };
  const moves = continuous.filter(({ key }) => held.has(key));
  if (idle === undefined) return undefined;
  if (typeof idle === "number" || moves.length === 0) return { action: idle, isIdle: true };
  const action = Array.from(idle);
  for (const { element, value } of moves) action[element] += value;
  return { action, isIdle: false };
}

/**
 * What each key does, for people.
 * @param nameOf an action in words
 * @param elements names of the elements of continuous actions
 */
export function describeKeys(
  { discrete = [], continuous = [] }: KeyBindings,
  nameOf: (action: number) => string,
  elements: readonly string[],
): string[] {
  const written = (key: string) => ARROWS[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return [
    ...discrete.map(({ keys, action }) => `${keys.map(written).join(" + ")} ${nameOf(action)}`),
    ...continuous.map(
      ({ key, element, value }) => `${written(key)} ${elements[element]} ${value < 0 ? "−" : "+"}`,
    ),
  ];
}

const ARROWS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
};
