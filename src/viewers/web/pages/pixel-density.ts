/** More pixels than these are not drawn 50 times a second without a graphics card; a canvas with fewer is stretched, smoothly. */
const MAX_PIXELS = 1_200_000;

/**
 * Pixels of a canvas for each CSS pixel: as the screen has them, but no more than the eye sees in moving images, and on a very
 * large canvas no more than can be drawn in time.
 * @param width of the canvas in CSS pixels; 0 where it does not matter
 */
export const pixelDensity = (width = 0, height = 0): number =>
  Math.min(devicePixelRatio || 1, 2, Math.sqrt(MAX_PIXELS / Math.max(1, width * height)));
