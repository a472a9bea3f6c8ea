import { z } from "zod";
import { InputError } from "../errors.js";
import { expectSchema, parseJson } from "../json.js";
import { elementCount, type NamedTensor, shapeText } from "./named-tensor.js";

/** Bytes before the header: its length, least significant byte first. */
const HEADER_AT = 8;

const size = z.int().nonnegative();
const entry = z.strictObject({
  dtype: z.string(),
  shape: z.array(size).max(8),
  data_offsets: z.tuple([size, size]),
});
const headerSchema = z.record(z.string(), z.unknown());

/** How elements of a type are read; other types are not weights. */
const READERS: Readonly<Record<string, { bytes: number; read: (view: DataView, at: number) => number }>> = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => fromHalf(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: (view, at) => fromBfloat(view.getUint16(at, true)) },
  I64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
};

/**
 * The tensors of a safetensors file (https://huggingface.co/docs/safetensors), in the order of their names, in which
 * numbers count as numbers: the format itself keeps no order.
 * @param source what errors call the file
 * @throws InputError when it is no whole safetensors file; a tensor's `values` when its type is none of weights
 */
export function readSafetensors(bytes: Uint8Array, source: string): NamedTensor[] {
  try {
    const header = readHeader(bytes);
    const data = bytes.subarray(HEADER_AT + header.length);
    return Object.entries(header.entries)
      .filter(([name]) => name !== "__metadata__")
      .map(([name, value]) => tensorOf(name, expectSchema(value, entry), data, source))
      .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(
      `${source}: expected a whole safetensors file, got one that is not: ${error.message}`,
    );
  }
}

function readHeader(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_AT) throw new RangeError(`it has ${bytes.length} bytes`);
  const length = view.getBigUint64(0, true);
  if (length > bytes.length - HEADER_AT) {
    throw new RangeError(`its header should have ${length} bytes, but ${bytes.length - HEADER_AT} follow`);
  }
  const text = new TextDecoder().decode(bytes.subarray(HEADER_AT, HEADER_AT + Number(length)));
  return { length: Number(length), entries: expectSchema(parseJson(text), headerSchema) };
}

function tensorOf(
  name: string,
  { dtype, shape, data_offsets: [from, to] }: z.infer<typeof entry>,
  data: Uint8Array,
  source: string,
): NamedTensor {
  const reader = Object.hasOwn(READERS, dtype) ? READERS[dtype] : undefined;
  if (from > to || to > data.length) {
    throw new RangeError(`tensor ${name} lies at bytes ${from} to ${to}, but there are ${data.length}`);
  }
  if (reader && to - from !== reader.bytes * elementCount(shape)) {
    throw new RangeError(`tensor ${name} of ${shapeText(shape)} ${dtype} has ${to - from} bytes`);
  }
  return {
    ...{ name, shape },
    values() {
      if (!reader) {
        throw new InputError(
          `${source}: expected weights of type ${Object.keys(READERS).join(", ")}, got ${name} of type ${dtype}`,
        );
      }
      const view = new DataView(data.buffer, data.byteOffset + from, to - from);
      return Float32Array.from({ length: elementCount(shape) }, (_, index) =>
        reader.read(view, index * reader.bytes),
      );
    },
  };
}

/** IEEE 754's half precision: a sign, 5 bits of exponent, 10 of fraction. */
function fromHalf(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
}

/** The upper half of 32 bits. */
function fromBfloat(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0];
}
