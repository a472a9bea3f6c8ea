import type { Picture } from "../../envs/env.js";

/**
 * What the server tells a page: plain values and pictures, in one binary WebSocket message.
 *
 * Layout: the byte length of the header (uint32, little-endian); the header, JSON in UTF-8, with the values and the
 * sizes of the pictures; then the pixels of each picture, RGB, row after row.
 */
export interface Message<Values> {
  readonly values: Values;
  readonly pictures: readonly Picture[];
}

interface Header<Values> {
  readonly values: Values;
  /** Width and height of each picture. */
  readonly sizes: readonly (readonly [width: number, height: number])[];
}

/** Packs a message. Copies the pictures, so that the environment may draw over them. */
export function encodeMessage<Values>({ values, pictures }: Message<Values>): Uint8Array<ArrayBuffer> {
  const header: Header<Values> = { values, sizes: pictures.map(({ width, height }) => [width, height]) };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const pixels = pictures.reduce((sum, { data }) => sum + data.length, 0);
  const bytes = new Uint8Array(4 + text.length + pixels);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  let offset = 4 + text.length;
  for (const { data } of pictures) {
    bytes.set(data, offset);
    offset += data.length;
  }
  return bytes;
}

/** Unpacks a message. The pictures are views into `buffer`. */
export function decodeMessage<Values>(buffer: ArrayBuffer): Message<Values> {
  const length = new DataView(buffer).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(buffer, 4, length));
  const { values, sizes } = JSON.parse(text) as Header<Values>;
  let offset = 4 + length;
  const pictures = sizes.map(([width, height]) => {
    const data = new Uint8Array(buffer, offset, width * height * 3);
    offset += data.length;
    return { width, height, data };
  });
  return { values, pictures };
}
