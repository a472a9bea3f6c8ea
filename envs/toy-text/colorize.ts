const CODES = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35 } as const;

/** Text in a colour of the terminal, or on a ground of it (gymnasium.utils.colorize). */
export function colorize(
  text: string,
  color: keyof typeof CODES,
  { bold = false, highlight = false } = {},
): string {
  const code = CODES[color] + (highlight ? 10 : 0);
  return `\x1b[${code}${bold ? ";1" : ""}m${text}\x1b[0m`;
}
