import type { Arena } from "./arena.js";
import { OutputLayer as OutputLayerRecord } from "./generated/records.js";
import type { NeighbourKernels } from "./neighbour-kernels.js";
import type { SearchLayout } from "./neighbours-layout.js";
import type { NeighbourThread } from "./neighbours-threads.js";
import { BLOCK } from "./plane-layers.js";
import { encodeRecord } from "./records.js";

/** What `OutputLayer` works on: the kernels, their memory, and the present network's last layer. */
export interface OutputSource {
  readonly arena: Arena;
  readonly kernels: NeighbourKernels;
  /** This thread's share of the work, and the number of threads. */
  readonly thread: NeighbourThread;
  readonly threads: number;
  readonly layout: SearchLayout;
  /** Weights of the last layer, [class][feature]; followed as they change. */
  readonly weights: Int8Array;
  readonly count: number;
  readonly classes: number;
}

/** Features and labels of some images in the kernels' memory, [feature][image]. */
export interface OutputTable {
  readonly record: number;
  /** Places for images, a multiple of 16. */
  readonly columns: number;
  /** Address of the features' rows, and how far it is from one to the next. */
  readonly rows: number;
  readonly rowBytes: number;
}

/** Features of one class. */
export function featureCount({ weights, classes }: OutputSource): number {
  return weights.length / classes;
}

/**
 * Takes memory for a table of images and writes its record.
 * @param exponentials whether there is room for exponentials of their logits, too
 */
export function putTable(
  source: OutputSource,
  images: readonly number[],
  exponentials: boolean,
): OutputTable {
  const { arena, kernels, layout, classes } = source;
  const features = featureCount(source);
  const columns = Math.ceil(images.length / BLOCK) * BLOCK;
  const numbers = arena.take(columns * 4);
  new Int32Array(arena.memory.buffer, numbers, columns).fill(-1).set(images);
  const rowBytes = columns * 2;
  const rows = arena.take(features * rowBytes);
  const floats = exponentials ? columns * 4 : 0;
  const record = arena.put(
    encodeRecord(OutputLayerRecord, {
      classes,
      features,
      columns,
      images: numbers,
      rows,
      rowBytes,
      margins: arena.take(classes * rowBytes),
      labels: arena.take(rowBytes),
      shares: arena.take(classes * floats),
      references: arena.take(floats),
      exponents: arena.take(floats),
    }),
  );
  kernels.gatherFeatures(record, layout.lastInput, layout.stateBytes);
  return { record, columns, rows, rowBytes };
}

/** Memory for each thread: its address. */
export function takeEach(arena: Arena, threads: number, bytes: number): number[] {
  return Array.from({ length: threads }, () => arena.take(bytes));
}
