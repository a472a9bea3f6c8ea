/**
 * What a policy would have done on the way that somebody else took. The elements of an action lie one after the other.
 */
export interface Agreement {
  /** Elements of an action: 1 for discrete actions. */
  readonly controls: number;
  /** For each step the policy's action. */
  readonly actions: Float32Array<ArrayBuffer>;
  /** For each step how far each element is from the label; for discrete actions 0, or 1 where it is another one. */
  readonly differences: Float32Array<ArrayBuffer>;
}

/** What counts as doing something else. */
export interface Strictness {
  /** By how much a control must differ. */
  readonly tolerance: number;
  /** Which one: its place in the action; without it any of them. */
  readonly control?: number;
}

/** The steps in which a policy would have done something else. */
export function disputed(
  { controls: count, differences }: Agreement,
  { tolerance, control }: Strictness,
): number[] {
  const controls = control === undefined || control >= count ? [...Array(count).keys()] : [control];
  const steps = Array.from({ length: differences.length / count }, (_, step) => step);
  return steps.filter((step) => controls.some((each) => differences[count * step + each] > tolerance));
}

/** The share of the steps in which a policy agrees, 0 to 1. */
export function shareOf(agreement: Agreement, strictness: Strictness): number {
  const { controls, differences } = agreement;
  return 1 - disputed(agreement, strictness).length / (differences.length / controls);
}

/** The mean difference of one control over all steps. */
export function errorOf({ controls, differences }: Agreement, control: number): number {
  let sum = 0;
  for (let at = control; at < differences.length; at += controls) sum += differences[at];
  return sum / (differences.length / controls);
}
