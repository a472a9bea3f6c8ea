/** Running means of the gradient and of its square, for one array of parameters. */
export interface Moments {
  readonly mean: Float32Array;
  readonly square: Float32Array;
}

export function zeroMoments(count: number): Moments {
  return { mean: new Float32Array(count), square: new Float32Array(count) };
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/**
 * One step of Adam (Kingma & Ba, algorithm 1, with its default constants), in place.
 * @param step 1 for the first
 * @param marks where given, only parameters marked with a value other than 0 move, and only their moments change
 */
export function adam(
  parameters: Float32Array,
  gradient: Float32Array,
  { mean, square }: Moments,
  rate: number,
  step: number,
  marks?: Uint8Array,
): void {
  const corrected = rate / (1 - BETA1 ** step);
  const correction = 1 / (1 - BETA2 ** step);
  for (let index = 0; index < parameters.length; index++) {
    if (marks !== undefined && marks[index] === 0) continue;
    const slope = gradient[index];
    const m = BETA1 * mean[index] + (1 - BETA1) * slope;
    const v = BETA2 * square[index] + (1 - BETA2) * slope * slope;
    mean[index] = m;
    square[index] = v;
    parameters[index] -= (corrected * m) / (Math.sqrt(v * correction) + EPSILON);
  }
}
