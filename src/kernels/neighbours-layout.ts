import { type Architecture, fanIn } from "../networks/architecture.js";
import type { Arena } from "./arena.js";
import { costBytes } from "./costs.js";
import * as records from "./generated/records.js";
import { type LayerPlace, placeTables, putImages, putLayers } from "./layer-tables.js";
import type { NeighbourKernels } from "./neighbour-kernels.js";
import { BLOCK, outputCount, type PlaneLayer, planLayers } from "./plane-layers.js";
import { encodeRecord } from "./records.js";
import { MOST_CHANGES } from "./weight-changes.js";

/** Where a search keeps what: addresses in the kernels' memory. */
export interface SearchLayout {
  readonly layers: readonly PlaneLayer[];
  readonly places: readonly LayerPlace[];
  /** The table of layers. */
  readonly table: number;
  readonly search: number;
  /** A scratch memory a thread, and the first thread's. */
  readonly scratches: readonly number[];
  readonly scratch: number;
  readonly changes: number;
  readonly starts: number;
  /** A neighbour's logits as rows. */
  readonly results: number;
  /** The present logits as rows, and a view of them. */
  readonly rows: number;
  readonly logits: Int32Array;
  readonly cost: number;
  readonly targets: number;
  readonly targetBytes: number;
  /** The present logits, [output][image], `valueBytes` an output. */
  readonly values: number;
  readonly valueBytes: number;
  /** Where the last layer's input planes are for the first block, and how far it is to the next block's. */
  readonly lastInput: number;
  readonly stateBytes: number;
  /** Summed costs, one a neighbour, for each thread. */
  readonly sums: number;
  /** The layer whose fan-out the kernels list, channel by channel; −1 where they keep no lists. */
  readonly fanOutLayer: number;
  /**
   * Where the last layer reads it: how far each block is from other errors, as assembly/neighbours.ts writes it; else
   * 0.
   */
  readonly slacks: number;
  /**
   * Where the second of three layers keeps its sums in 16 bits and lists its cells: numbers of neighbours of a group;
   * else 0.
   */
  readonly groups: number;
}

/** Bytes of a thread's sums. */
export const SUM_BYTES = MOST_CHANGES * 8;

/** Plans sizes for units with up to `densest` non-zero weights, and takes memory for everything but the images. */
export function layOutSearch(
  arena: Arena,
  kernels: NeighbourKernels,
  architecture: Architecture,
  densest: readonly number[],
  pixels: number,
  count: number,
  threads: number,
): SearchLayout {
  const layers = planLayers(architecture, densest);
  const outputs = outputCount(architecture);
  const blocks = Math.ceil(count / BLOCK);
  let state = 0;
  let deltas = 0;
  const places: LayerPlace[] = layers.map((layer, index) => {
    const output = state;
    const planes = layer.outChannels * layer.outPlane;
    const sums = output + (layer.poolSize === 0 ? 0 : planes);
    // The first layer's sums are computed again when they are needed.
    state = sums + (layer.poolSize === 0 || index > 0 ? layer.outChannels * layer.sumPlane : 0);
    const place = { ...placeTables(arena, layer), output, sums, deltas };
    deltas += planes;
    return place;
  });
  const table = putLayers(arena, layers, places);
  const cellsBytes = kernels.cellsBytes(table, layers.length);
  const cells = cellsBytes > 0 ? arena.take(cellsBytes * layers[layers.length - 2].outChannels) : 0;
  const fanOutLayer = kernels.fanOutLayer(table, layers.length);
  const fanOutBytes = fanOutLayer < 0 ? 0 : kernels.fanOutListBytes(table, fanOutLayer);
  const fanOut = fanOutLayer < 0 ? 0 : arena.take(fanOutBytes * layers[fanOutLayer].outChannels);
  const hasCommon = cells > 0 && layers.length === 3;
  const scratches = Array.from({ length: threads }, () =>
    putScratch(arena, architecture, layers, deltas, hasCommon),
  );
  const changes = arena.take(MOST_CHANGES * records.Change.bytes);
  const starts = arena.take((MOST_CHANGES + 1) * 4);
  const valueBytes = blocks * BLOCK * 4;
  const values = arena.take(outputs * valueBytes);
  const stateBytes = Math.ceil(state / 64) * 64;
  const states = arena.takeZeros(blocks * stateBytes);
  const images = putImages(arena, architecture, pixels);
  const search = arena.put(
    encodeRecord(records.Search, {
      layers: table,
      layerCount: layers.length,
      images,
      count,
      border: layers[0].inStart,
      states,
      stateBytes,
      values,
      valueBytes,
      changes,
      starts,
      cells,
      cellsBytes,
      fanOutLayer,
      fanOut,
      fanOutBytes,
      largest: layers[Math.max(0, layers.length - 2)].inLargest,
    }),
  );
  const rows = arena.take(count * outputs * 4);
  const results = arena.take(valueBytes * outputs);
  const cost = arena.take(costBytes(outputs));
  const targets = arena.takeZeros(outputs * valueBytes);
  const sums = arena.take(threads * SUM_BYTES);
  return {
    layers,
    places,
    table,
    search,
    scratches,
    scratch: scratches[0],
    changes,
    starts,
    results,
    rows,
    logits: new Int32Array(arena.memory.buffer, rows, count * outputs),
    cost,
    targets,
    targetBytes: valueBytes,
    values,
    valueBytes,
    lastInput: states + (places.at(-2)?.output ?? 0),
    stateBytes,
    sums,
    fanOutLayer,
    slacks: cells > 0 ? arena.take(blocks * records.Slack.bytes) : 0,
    groups: hasCommon ? arena.take(MOST_CHANGES * 4) : 0,
  };
}

/** A thread's planes hold no block's images any more. */
export function forgetImages(arena: Arena, scratch: number): void {
  new Int32Array(arena.memory.buffer, scratch + records.Scratch.fields.laid.at, 1)[0] = NO_BLOCK;
}

const NO_BLOCK = -1;

/** Takes a thread's own memory and writes its record. */
function putScratch(
  arena: Arena,
  architecture: Architecture,
  layers: readonly PlaneLayer[],
  deltas: number,
  hasCommon: boolean,
): number {
  const terms = 4 * (Math.max(...architecture.layers.map(fanIn)) + 2 * MOST_CHANGES);
  const channels = 4 * Math.max(...layers.map((layer) => layer.outChannels));
  const { inChannels, inPlane } = layers[0];
  const last = layers[layers.length - 1];
  const sums = Math.max(outputCount(architecture) * BLOCK * 2, ...layers.map((layer) => layer.sumPlane));
  return arena.put(
    encodeRecord(records.Scratch, {
      terms: arena.take(records.Terms.bytes),
      planes: arena.takeZeros(inChannels * inPlane),
      sums: arena.take(sums),
      deltas: arena.takeZeros(deltas),
      plus: arena.take(terms),
      minus: arena.take(terms),
      dirty: arena.take(channels),
      nextDirty: arena.take(channels),
      outputs: arena.take(last.outChannels * Math.max(last.outPlane, last.sumPlane)),
      lanes: arena.take(BLOCK * 4),
      common: hasCommon ? arena.take(layers[1].outChannels * layers[1].sumPlane) : 0,
      laid: NO_BLOCK,
    }),
  );
}
