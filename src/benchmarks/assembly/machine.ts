/** What the machine can do at best with 16-byte vectors: the yardsticks of the neighbours' benchmark. */

/** The first byte that static data leave free. */
export function heapBase(): usize {
  return __heap_base;
}

/** Reads `bytes` (a multiple of 128) once, in order. */
export function stream(from: usize, bytes: usize): i32 {
  let a = i16x8.splat(0), b = a, c = a, d = a;
  for (const end = from + bytes; from < end; from += 128) {
    a = i16x8.add(a, v128.load(from)), b = i16x8.add(b, v128.load(from, 16));
    c = i16x8.add(c, v128.load(from, 32)), d = i16x8.add(d, v128.load(from, 48));
    a = i16x8.add(a, v128.load(from, 64)), b = i16x8.add(b, v128.load(from, 80));
    c = i16x8.add(c, v128.load(from, 96)), d = i16x8.add(d, v128.load(from, 112));
  }
  return i16x8.extract_lane_s(i16x8.add(i16x8.add(a, b), i16x8.add(c, d)), 0);
}

/** Reads 8 KiB, which stay in the first-level cache, `rounds` times: 512 vectors loaded and added a round. */
export function add(from: usize, rounds: i32): i32 {
  let sum = 0;
  for (let round = 0; round < rounds; round++) sum += stream(from, 8192);
  return sum;
}
