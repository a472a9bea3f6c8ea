import type { Architecture, Input } from "../networks/architecture.js";
import type { Arena } from "./arena.js";
import type { PlaneLayer } from "./plane-layers.js";

/** Where a layer's tables and planes lie. */
export interface LayerPlace {
  readonly weights: number;
  readonly taps: number;
  readonly tapsSize: number;
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
  const tapsSize = 8 + 4 * fan;
  const groupsSize = 4 * (2 * layer.inChannels + 1 + fan);
  return {
    weights: arena.take(layer.weights),
    taps: arena.take(tapsSize * layer.outChannels),
    tapsSize,
    groups: arena.take(groupsSize * layer.outChannels),
    groupsSize,
  };
}

/** Writes the table of all layers, field by field as in assembly/_plane-layer.ts; returns its address. */
export function putLayers(
  arena: Arena,
  layers: readonly PlaneLayer[],
  places: readonly LayerPlace[],
): number {
  return arena.put(
    layers.flatMap((layer, index) => {
      const place = places[index];
      return [
        layer.inChannels,
        layer.inPlane,
        layer.inPitch,
        layer.inStep,
        layer.inBytes,
        layer.stride,
        layer.kernelHeight,
        layer.kernelWidth,
        layer.outChannels,
        layer.sumHeight,
        layer.sumWidth,
        layer.sumBytes,
        layer.chunk,
        layer.deltaChunk,
        layer.poolSize,
        layer.poolStride,
        layer.outHeight,
        layer.outWidth,
        layer.outBytes,
        layer.outPlane,
        layer.outPitch,
        layer.outStart,
        layer.clip,
        place.weights,
        place.taps,
        place.tapsSize,
        place.groups,
        place.groupsSize,
        place.output,
        place.sums,
        layer.sumPlane,
        place.deltas,
      ];
    }),
  );
}

/** Writes what assembly/_pictures.ts needs to know about the pictures at address `pixels`. */
export function putPictures(arena: Arena, { input }: Architecture, pixels: number): number {
  const crop = input.crop ?? { row: 0, column: 0, height: input.height, width: input.width };
  const rowBytes = input.width * input.channels;
  return arena.put([
    pixels,
    pictureBytes(input),
    rowBytes,
    crop.row * rowBytes + crop.column * input.channels,
    crop.height,
    crop.width,
    input.channels,
    input.centred ? 1 : 0,
  ]);
}

/** Bytes of one whole picture. */
export function pictureBytes({ height, width, channels }: Input): number {
  return height * width * channels;
}
