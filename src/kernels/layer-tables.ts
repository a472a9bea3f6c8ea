import type { Architecture, Input } from "../networks/architecture.js";
import type { Arena } from "./arena.js";
import * as records from "./generated/records.js";
import type { PlaneLayer } from "./plane-layers.js";
import { encodeRecord, encodeTable } from "./records.js";

/** Where a layer's tables and planes lie. */
export interface LayerPlace {
  readonly weights: number;
  readonly nonZeros: number;
  readonly nonZerosSize: number;
  readonly groups: number;
  readonly groupsSize: number;
  /** Offsets in a block's state. */
  readonly output: number;
  readonly sums: number;
  /** Offset in a thread's scratch memory. */
  readonly deltas: number;
}

/** Takes memory for the weights of a layer and the tables that the kernels make of them. */
export function placeTables(arena: Arena, layer: PlaneLayer): Omit<LayerPlace, "output" | "sums" | "deltas"> {
  const fan = layer.weights / layer.outChannels;
  const nonZerosSize = 8 + 4 * fan;
  const groupsSize = 4 * (2 * layer.inChannels + 1 + fan);
  return {
    weights: arena.take(layer.weights),
    nonZeros: arena.take(nonZerosSize * layer.outChannels),
    nonZerosSize,
    groups: arena.take(groupsSize * layer.outChannels),
    groupsSize,
  };
}

/** Writes the table of all layers; returns its address. */
export function putLayers(
  arena: Arena,
  layers: readonly PlaneLayer[],
  places: readonly LayerPlace[],
): number {
  const rows = layers.map((layer, index) => ({ ...layer, ...places[index] }));
  return arena.put(encodeTable(records.PlaneLayer, rows));
}

/** Writes what assembly/_images.ts needs to know about the images at address `pixels`. */
export function putImages(arena: Arena, { input }: Architecture, pixels: number): number {
  const crop = input.crop ?? { row: 0, column: 0, height: input.height, width: input.width };
  const rowBytes = input.width * input.channels;
  return arena.put(
    encodeRecord(records.Images, {
      pixels,
      imageBytes: imageBytes(input),
      rowBytes,
      corner: crop.row * rowBytes + crop.column * input.channels,
      height: crop.height,
      width: crop.width,
      channels: input.channels,
      centred: input.centred ? 1 : 0,
    }),
  );
}

/** Bytes of one whole image. */
export function imageBytes({ height, width, channels }: Input): number {
  return height * width * channels;
}
