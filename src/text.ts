/**
 * What a terminal acts on instead of showing it: control characters of ASCII and of Latin-1 but for the line feed, and
 * those that turn the direction of writing, which make a name look like another.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about.
const ACTING = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * A text as it may go to a terminal. Names and messages out of files are somebody else's: what they would do to the
 * terminal is shown as an escape, `\x1b`.
 */
export const printable = (text: string): string => text.replace(ACTING, escaped);

/** As `printable`, of what has to stay within its line. */
export const printableLine = (text: string): string => printable(text).replaceAll("\n", "\\n");

function escaped(character: string): string {
  const code = character.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
}

/** A share as people read it: 0.9812 as "98.12 %". */
export const percent = (share: number, digits = 2): string => `${(100 * share).toFixed(digits)} %`;
