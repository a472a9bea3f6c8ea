import {
  Box,
  Dict,
  Discrete,
  MultiBinary,
  MultiDiscrete,
  OneOf,
  Sequence,
  type Space,
  Text,
  Tuple,
} from "../spaces.js";

/** The element of a space that is nearest to zero (gymnasium.wrappers.utils.create_zero_array). */
export function zeroOf(space: Space): unknown {
  if (space instanceof Box) {
    return space.from(
      Array.from<number, number>(space.low, (low, i) => Math.min(Math.max(0, low), space.high[i])),
    );
  }
  if (space instanceof Discrete) return space.start;
  if (space instanceof MultiDiscrete) return space.from((_, i) => space.starts[i]);
  if (space instanceof MultiBinary) return new Int8Array(space.size);
  if (space instanceof Text) return space.characters[0].repeat(space.minLength);
  if (space instanceof Sequence) return [];
  if (space instanceof Tuple) return (space.spaces as readonly Space[]).map(zeroOf);
  if (space instanceof OneOf) return [0, zeroOf((space.spaces as readonly Space[])[0])];
  if (space instanceof Dict) {
    const parts = Object.entries((space as Dict).spaces);
    return Object.fromEntries(parts.map(([name, part]) => [name, zeroOf(part)]));
  }
  throw new TypeError(`expected a space of the gym, got ${space}`);
}
