import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { InputError } from "../errors.js";
import { readWhole } from "../read-file.js";

/** What no data set here comes near; a few kilobytes of gzip may unpack to gigabytes. */
const MOST_BYTES = 2 ** 28;

const UNSIGNED_BYTE = 0x08;
const GZIP = [0x1f, 0x8b];

/**
 * Reads an IDX file of bytes, the format of MNIST and Fashion-MNIST, as it is or compressed with gzip.
 * @param sides the expected length of each dimension but the first
 * @param most bytes that it may have when it is unpacked
 * @throws InputError when the file is missing, truncated, larger or of other dimensions
 */
export async function readIdx(
  path: string,
  sides: readonly number[],
  most = MOST_BYTES,
): Promise<{ count: number; data: Uint8Array }> {
  const bytes = await readBytes(path, most);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dimensions = sides.length + 1;
  const header = headerLength(dimensions);
  if (bytes.length < header || view.getUint32(0) !== magicNumber(dimensions)) {
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

/** The bytes of an IDX file. `lengths` are those of all dimensions; their product is the length of `data`. */
export function formatIdx(lengths: readonly number[], data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headerLength(lengths.length) + data.length);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of [magicNumber(lengths.length), ...lengths].entries()) {
    view.setUint32(4 * index, word);
  }
  bytes.set(data, headerLength(lengths.length));
  return bytes;
}

const headerLength = (dimensions: number) => 4 + 4 * dimensions;
const magicNumber = (dimensions: number) => (UNSIGNED_BYTE << 8) | dimensions;

async function readBytes(path: string, most: number): Promise<Uint8Array> {
  const bytes = await readWhole(path).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof InputError) throw error;
    throw new InputError(`cannot read the data file ${path}: ${error.code}`);
  });
  if (!GZIP.every((byte, index) => bytes[index] === byte)) return bytes;
  return promisify(gunzip)(bytes, { maxOutputLength: most }).catch((error: Error) => {
    throw new InputError(`${path} is not a whole gzip file: ${error.message}`);
  });
}
