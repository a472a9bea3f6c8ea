/**
 * Where the browser keeps what a page wants to find the next time; undefined where it was told to let pages keep
 * nothing.
 */
export function browserStorage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
