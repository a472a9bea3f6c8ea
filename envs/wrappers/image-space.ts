import { Box, type Space } from "../spaces.js";

/**
 * The measures of observations that are images: 8-bit, height × width or height × width × channels.
 * @throws {TypeError} when the space is another one. `wrapper` is who asks.
 */
export function expectImages(
  wrapper: string,
  space: Space,
): { height: number; width: number; channels: number } {
  const fits = space instanceof Box && space.dtype === "uint8" && [2, 3].includes(space.shape.length);
  if (!fits) throw new TypeError(`${wrapper} expected a Box of 8-bit pictures, got ${space}`);
  const [height, width, channels = 1] = space.shape as [number, number, number?];
  return { height, width, channels };
}
