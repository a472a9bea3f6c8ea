// Memory for the records of all worlds. Blocks have sizes of powers of two; a block that was given back is
// used again, so that any number of episodes needs no more memory than lives at once.

const PAGE: usize = 65536;

/** For each power of two, the first block that was given back; it holds the address of the next. */
const free = memory.data(32 * 4);
let end: usize = (__heap_base + 15) & ~15;

// @ts-ignore: decorator
@inline
function powerOf(bytes: usize): u32 {
  return bytes <= 16 ? 4 : 32 - clz<u32>(<u32>bytes - 1);
}

/** Address of a cleared block. */
export function take(bytes: usize): usize {
  const power = powerOf(bytes);
  const list = free + (power << 2);
  let block: usize = load<u32>(list);
  if (block != 0) {
    store<u32>(list, load<u32>(block));
  } else {
    block = end;
    end += <usize>1 << power;
    const missing = <isize>end - <isize>(<usize>memory.size() * PAGE);
    if (missing > 0 && memory.grow(<i32>((<usize>missing + PAGE - 1) / PAGE)) < 0) unreachable();
  }
  memory.fill(block, 0, <usize>1 << power);
  return block;
}

/** Returns a block. @param bytes As it was taken. */
export function giveBack(block: usize, bytes: usize): void {
  const list = free + (powerOf(bytes) << 2);
  store<u32>(block, load<u32>(list));
  store<u32>(list, <u32>block);
}

/** A list of 32-bit or longer items that grows, for use by one function at a time. */
// @ts-ignore: decorator
@unmanaged
export class Buffer {
  items: usize;
  bytes: usize;
}

/** Makes room for so many bytes, keeping what is there. */
export function reserve(buffer: Buffer, bytes: usize): void {
  if (bytes <= buffer.bytes) return;
  const size = <usize>1 << powerOf(bytes < 256 ? 256 : bytes);
  const items = take(size);
  if (buffer.bytes > 0) {
    memory.copy(items, buffer.items, buffer.bytes);
    giveBack(buffer.items, buffer.bytes);
  }
  buffer.items = items;
  buffer.bytes = size;
}

/** Ends a buffer. */
export function discard(buffer: Buffer): void {
  if (buffer.bytes > 0) giveBack(buffer.items, buffer.bytes);
  buffer.items = 0;
  buffer.bytes = 0;
}
