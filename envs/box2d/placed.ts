/** Where a body is and how it is turned; in float32, as the engine has it. */
export interface Placement {
  /** m. */
  readonly x: number;
  readonly y: number;
  /** rad, and its sine and cosine. */
  readonly angle: number;
  readonly sine: number;
  readonly cosine: number;
}

const f = Math.fround;

/**
 * Corners of a body's shape in the image, upwards: moved and scaled in float32, as pybox2d does it.
 * @param corners x and y in turn, in body coordinates (m).
 * @param scale Pixels a meter.
 */
export function placed(corners: ArrayLike<number>, place: Placement, scale: number): Float32Array {
  const { x, y, sine, cosine } = place;
  const points = new Float32Array(corners.length);
  for (let i = 0; i < corners.length; i += 2) {
    const cornerX = f(corners[i]);
    const cornerY = f(corners[i + 1]);
    points[i] = f(f(f(cosine * cornerX) - f(sine * cornerY)) + x) * scale;
    points[i + 1] = f(f(f(sine * cornerX) + f(cosine * cornerY)) + y) * scale;
  }
  return points;
}
