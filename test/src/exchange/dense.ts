import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Architecture } from "../../../src/networks/architecture.js";

const folder = join(import.meta.dirname, "../../../../test/golden/dense");

/** A file of the network that PyTorch made; see test/golden/dense/README.md. */
export const golden = (name: string): string => join(folder, name);

/** What the network says to some images. */
export const answers = (): { images: number[][]; outputs: number[][] } =>
  JSON.parse(readFileSync(golden("small.json"), "utf8"));

/** The same network, as it is described here. */
export const small: Architecture = {
  input: { height: 6, width: 6, channels: 1, crop: null, centred: true },
  layers: [
    {
      ...{ name: "layer1.0", kind: "conv", in: 1, out: 3, kernel: 3, stride: 1, padding: 1 },
      pool: { size: 2, stride: 2 },
    },
    { name: "last", kind: "dense", in: 27, out: 4 },
  ],
};

/** Writes a safetensors file. */
export function safetensors(
  tensors: readonly {
    readonly name: string;
    readonly dtype?: string;
    readonly shape: readonly number[];
    readonly bytes: Uint8Array;
  }[],
): Uint8Array {
  let at = 0;
  const header = tensors.map(({ name, dtype = "F32", shape, bytes }) => {
    const from = at;
    at += bytes.length;
    return [name, { dtype, shape, data_offsets: [from, at] }];
  });
  const text = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...tensors.map(({ bytes }) => bytes)]);
}

/** 32-bit floats as bytes. */
export const floats = (...values: readonly number[]): Uint8Array =>
  new Uint8Array(Float32Array.from(values).buffer);
