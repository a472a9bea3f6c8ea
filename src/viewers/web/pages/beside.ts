/** Milliseconds from one turn to the next. */
const READABLE = 60;

/**
 * Says when it is the turn of what stands beside a moving image: numbers, gauges, small drawings. Nobody reads what
 * changes with every frame, and it would take the browser longer than the image does.
 * @returns whether it is its turn; with `anyway`, always: for what stays
 */
export function turnsBeside(): (anyway: boolean) => boolean {
  let due = 0;
  return (anyway) => {
    const now = performance.now();
    if (!anyway && now < due) return false;
    due = now + READABLE;
    return true;
  };
}
