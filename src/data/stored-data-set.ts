import { join } from "node:path";

/** The files of MNIST and of the data sets that follow it. */
export type Part = "train-images" | "train-labels" | "test-images" | "test-labels";

export interface DataFile {
  readonly name: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** A data set as one place publishes it. */
export interface Edition {
  readonly name: string;
  /** Where it comes from, for people. */
  readonly source: string;
  /** Where it lies on this machine. */
  readonly folder: () => string;
  /** In IDX, some compressed with gzip. */
  readonly files: Readonly<Record<Part, DataFile>>;
  /**
   * Brings into `folder` what is not there and whole. Absent where the installation of this package does that.
   * @throws SourceError when the source is out of reach or gives something else
   */
  readonly fetch?: (options: FetchOptions) => Promise<void>;
}

/** A data set that lies on disk, or can be brought there. */
export interface StoredDataSet {
  /** As in `--task`. */
  readonly name: string;
  readonly title: string;
  readonly licence: string;
  /** The best first. They can differ in the order of the images and in which of them are for testing. */
  readonly editions: readonly Edition[];
}

export interface FetchOptions {
  readonly signal?: AbortSignal;
  /** How far it is, in any unit. */
  readonly onProgress?: (done: number, total: number, note: string) => void;
}

/** A source of data is out of reach or gives something else than expected; another one may do better. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}

/** Where a file of an edition lies. */
export function pathOf({ folder, files }: Edition, part: Part): string {
  return join(folder(), files[part].name);
}
