/** Cuts a value to −1 … 1. */
export const clip = (value: number): number => Math.max(-1, Math.min(1, value));
