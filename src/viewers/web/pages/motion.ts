/** Whether the person has asked the system for less motion: then nothing moves before it is started. */
export const prefersStill = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;
