/** Most pages of 64 KiB that a memory may ask for: 4 GiB of addresses. */
const MOST_PAGES = 65536;

/** Fewer would not hold a few pictures. */
const LEAST_PAGES = 1024;

/**
 * A shared WebAssembly memory that may grow as far as the machine allows. Browsers on phones set the addresses for all
 * that it may become aside at once, and refuse the 4 GiB that WebAssembly could use; a memory of less fits the same
 * modules.
 * @param initial pages of 64 KiB
 * @throws RangeError when there is hardly any memory at all
 */
export function growingMemory(initial: number): WebAssembly.Memory {
  for (let maximum = MOST_PAGES; ; maximum /= 2) {
    try {
      return new WebAssembly.Memory({ initial, maximum, shared: true });
    } catch (error) {
      if (maximum / 2 < Math.max(initial, LEAST_PAGES)) throw error;
    }
  }
}
