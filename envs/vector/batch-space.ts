import { Box, Dict, Discrete, MultiBinary, MultiDiscrete, type Space, Tuple } from "../spaces.js";

/** The space of several elements of a space together (gymnasium.vector.utils.batch_space). */
export type Batched<S extends Space> = S extends Box
  ? S
  : S extends Discrete | MultiDiscrete
    ? MultiDiscrete
    : S extends MultiBinary
      ? MultiBinary
      : S extends Tuple<infer Spaces>
        ? Tuple<{ [Index in keyof Spaces]: Spaces[Index] extends Space ? Batched<Spaces[Index]> : never }>
        : S extends Dict<infer Spaces>
          ? Dict<{ [Name in keyof Spaces]: Batched<Spaces[Name]> }>
          : Space;

/**
 * The space of `count` elements of `space`: a `Box`, `MultiDiscrete` or `MultiBinary` with a new first dimension, a
 * `MultiDiscrete` for a `Discrete`, a `Tuple` or `Dict` of such spaces.
 * @throws {TypeError} when the space is of another kind: its elements have no fixed size.
 */
export function batchSpace<S extends Space>(space: S, count: number): Batched<S> {
  return batched(space, count) as Batched<S>;
}

function batched(space: Space, count: number): Space {
  const repeat = (values: ArrayLike<number>) =>
    Array.from({ length: values.length * count }, (_, i) => values[i % values.length]);
  if (space instanceof Box) {
    const { low, high, shape, dtype } = space;
    return new Box({ low: repeat(low), high: repeat(high), shape: [count, ...shape], dtype });
  }
  if (space instanceof Discrete) return new MultiDiscrete(repeat([space.n]), repeat([space.start]));
  if (space instanceof MultiDiscrete) {
    return new MultiDiscrete(repeat(space.counts), repeat(space.starts), [count, ...space.shape]);
  }
  if (space instanceof MultiBinary) return new MultiBinary([count, ...space.shape]);
  if (space instanceof Tuple) return new Tuple((space as Tuple).spaces.map((part) => batched(part, count)));
  if (space instanceof Dict) {
    const parts = Object.entries((space as Dict).spaces).map(([name, part]) => [name, batched(part, count)]);
    return new Dict(Object.fromEntries(parts));
  }
  throw new TypeError(
    `expected environments with spaces of one size (Box, Discrete, MultiDiscrete, MultiBinary, and Tuple and Dict of these), got ${space}`,
  );
}
