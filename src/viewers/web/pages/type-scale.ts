/** CSS pixels in a sixteenth of the text's size: 1 on most screens, more on very large ones, where the text grows. */
export function typeScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}
