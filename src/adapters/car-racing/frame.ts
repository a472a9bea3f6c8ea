/** Pixels a side of what a policy sees. */
export const SIDE = 96;

/** RGB, in rows. */
export const FRAME_BYTES = SIDE * SIDE * 3;
