/** Pixels of a canvas for each CSS pixel: as the screen has them, but no more than the eye sees in moving images. */
export const pixelDensity = (): number => Math.min(devicePixelRatio || 1, 2);
