/**
 * Marks the `count` values of largest magnitude with 1, the others with 0. Of equal values the first are taken, so it
 * is exactly `count` of them, whatever the values; a comparison with a threshold would take too many where values tie.
 *
 * A radix selection on the bits of |value|, which sort like the numbers: three passes, no sorting.
 * @throws RangeError when there are fewer than `count` values.
 */
export function markLargest(values: Float32Array, count: number, marks: Uint8Array): void {
  if (count > values.length) throw new RangeError(`cannot take ${count} of ${values.length} values`);
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let threshold = 0;
  let wanted = count;
  let known = 0;
  for (const { shift, width } of DIGITS) {
    const histogram = new Uint32Array(1 << width);
    const digit = (1 << width) - 1;
    for (const word of bits) {
      const magnitude = word & MAGNITUDE;
      if (((magnitude ^ threshold) & known) === 0) histogram[(magnitude >>> shift) & digit]++;
    }
    let bucket = digit;
    while (bucket > 0 && histogram[bucket] < wanted) wanted -= histogram[bucket--];
    threshold |= bucket << shift;
    known |= digit << shift;
  }
  // `wanted` is now how many of those equal to the threshold belong to the largest.
  for (let index = 0; index < bits.length; index++) {
    const magnitude = bits[index] & MAGNITUDE;
    if (magnitude === threshold && wanted > 0) {
      marks[index] = 1;
      wanted--;
    } else {
      marks[index] = magnitude > threshold ? 1 : 0;
    }
  }
}

/** All bits of a 32-bit float but its sign. */
const MAGNITUDE = 0x7fffffff;

/** The 31 bits in three digits, highest first. */
const DIGITS = [
  { shift: 21, width: 10 },
  { shift: 10, width: 11 },
  { shift: 0, width: 10 },
] as const;
