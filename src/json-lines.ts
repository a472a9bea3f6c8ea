/** JSON Lines, as curves and exports have it: one value a line, each line ended. */
export const jsonLines = (values: readonly object[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("");
