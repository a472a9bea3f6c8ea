import { describe } from "./describe.js";
import { Box, type Space } from "./spaces.js";

/**
 * Refuses what no step can be made of. As in Gymnasium, the bounds of continuous actions say what to sample and to
 * learn; numbers beyond them are taken, and each environment's page says what they do. `ClipAction` keeps them inside.
 * @throws {RangeError} when the action is not in a discrete space, or is not one finite number for each element of a
 * `Box`.
 */
export function expectAction(space: Space, action: unknown): void {
  if (space instanceof Box ? space.holdsNumbers(action) : space.contains(action)) return;
  const expected =
    space instanceof Box
      ? `${space.size} finite numbers in a list or ${space.arrayType.name}`
      : `an action of ${space}`;
  throw new RangeError(`expected ${expected}, got ${describe(action)}`);
}
