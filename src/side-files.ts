/** What long work leaves beside its output until it is through: the output's name with one of these ends. */
export const SIDE_FILES = { training: ".training", search: ".search" } as const;
