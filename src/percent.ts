/** A share as people read it: 0.9812 as "98.12 %". */
export const percent = (share: number, digits = 2): string => `${(100 * share).toFixed(digits)} %`;
