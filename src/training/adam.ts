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

export interface AdamStep {
  readonly rate: number;
  /** 1 for the first. */
  readonly step: number;
  /** Where given, only parameters marked with a value other than 0 move, and only their moments change. */
  readonly marks?: Uint8Array;
  /**
   * Whether a parameter is slowed down by the geometric mean of its own root mean square gradient and that of all
   * that move, instead of its own alone. This is Padam (Chen & Gu 2018, Closing the generalization gap of adaptive
   * gradient methods) with the exponent 1/4, in units of Adam's rate.
   */
  readonly partial?: boolean;
}

/** One step of Adam (Kingma & Ba, algorithm 1, with its default constants), in place. */
export function adam(
  parameters: Float32Array,
  gradient: Float32Array,
  { mean, square }: Moments,
  { rate, step, marks, partial = false }: AdamStep,
): void {
  const corrected = rate / (1 - BETA1 ** step);
  const correction = 1 / (1 - BETA2 ** step);
  const moves = (index: number) => marks === undefined || marks[index] !== 0;
  let total = 0;
  let count = 0;
  for (let index = 0; index < parameters.length; index++) {
    if (!moves(index)) continue;
    const slope = gradient[index];
    mean[index] = BETA1 * mean[index] + (1 - BETA1) * slope;
    square[index] = BETA2 * square[index] + (1 - BETA2) * slope * slope;
    total += square[index];
    count++;
  }
  const typical = Math.sqrt((total / count) * correction);
  for (let index = 0; index < parameters.length; index++) {
    if (!moves(index)) continue;
    const own = Math.sqrt(square[index] * correction);
    const size = partial ? Math.sqrt(own * typical) : own;
    parameters[index] -= (corrected * mean[index]) / (size + EPSILON);
  }
}
