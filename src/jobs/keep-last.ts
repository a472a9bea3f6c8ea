/**
 * Keeps what a job has opened, for the next one in the same thread that needs the same.
 * @param close frees what the next one does not need
 * @returns gives what belongs to a key: what is kept, or what `open` opens
 */
export function keepLast<Value>(
  close: (value: Value) => void,
): (key: string, open: () => Promise<Value>) => Promise<Value> {
  let kept: { readonly key: string; readonly value: Value } | undefined;
  return async (key, open) => {
    if (kept?.key === key) return kept.value;
    if (kept) close(kept.value);
    // What cannot be opened leaves nothing behind.
    kept = undefined;
    const value = await open();
    kept = { key, value };
    return value;
  };
}
