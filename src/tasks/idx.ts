import { readFile } from "node:fs/promises";
import { InputError } from "../errors.js";

const UNSIGNED_BYTE = 0x08;

/**
 * Reads an IDX file of bytes, the format of MNIST and Fashion-MNIST.
 * @param sides the expected length of each dimension but the first
 * @throws InputError when the file is missing, truncated or of other dimensions
 */
export async function readIdx(
  path: string,
  sides: readonly number[],
): Promise<{ count: number; data: Uint8Array }> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`cannot read the data file ${path}: ${error.code}`);
  });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dimensions = sides.length + 1;
  const header = 4 + 4 * dimensions;
  if (bytes.length < header || view.getUint32(0) !== ((UNSIGNED_BYTE << 8) | dimensions)) {
    throw new InputError(`${path} is not an IDX file of bytes with ${dimensions} dimensions`);
  }
  const lengths = Array.from({ length: dimensions }, (_, index) => view.getUint32(4 + 4 * index));
  const expected = lengths.reduce((product, length) => product * length, 1);
  if (sides.some((side, index) => lengths[index + 1] !== side) || bytes.length - header !== expected) {
    throw new InputError(
      `${path} should hold ${["N", ...sides].join("×")} bytes, but is truncated or of another size`,
    );
  }
  return { count: lengths[0], data: new Uint8Array(bytes.buffer, bytes.byteOffset + header, expected) };
}
