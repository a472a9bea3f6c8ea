import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Pictures } from "../../../../envs/box2d/car-racing/rendering/draw-list.js";

const folder = join(import.meta.dirname, "../../../../../test/golden/car-racing");

/** What was drawn of an episode: hashes of the observations, and of `rgb_array` after some steps. */
interface GoldenPictures {
  readonly observations: readonly string[];
  readonly rgbArrays: Readonly<Record<number, string>>;
}

/** An episode recorded from Gymnasium; see test/golden/car-racing/README.md. */
export interface GoldenEpisode {
  readonly name: string;
  readonly seed: number;
  readonly options: { readonly continuous: boolean; readonly domainRandomize: boolean };
  readonly tiles: number;
  readonly trackSha256: string;
  readonly actions: readonly (number | Float32Array)[];
  readonly rewards: readonly number[];
  /** x, y, angle of the hull after the reset and after every step. */
  readonly poses: Float32Array;
  readonly states: readonly string[];
  readonly pictures: Readonly<Record<Pictures, GoldenPictures>>;
  readonly terminated: boolean;
  readonly lapFinished: boolean | null;
}

/** A track recorded from Gymnasium. */
export interface GoldenTrack {
  readonly seed: number;
  readonly tiles: number;
  readonly tries: number;
  readonly polygons: number;
  readonly sha256_f32: string;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

export function goldenTracks(): GoldenTrack[] {
  return read("tracks.json.gz");
}

export function goldenEpisodes(): GoldenEpisode[] {
  return readdirSync(join(folder, "episodes")).map((file) => {
    const { observations, rgbArrays, ...stored } = read("episodes", file);
    return {
      ...stored,
      pictures: { pygame: { observations, rgbArrays }, "pygame-ce": read("pygame-ce", file) },
      name: file.replace(".json.gz", ""),
      poses: floats(stored.poses),
      actions: typeof stored.actions === "string" ? triples(floats(stored.actions)) : stored.actions,
    };
  });
}

function read(...path: string[]) {
  return JSON.parse(gunzipSync(readFileSync(join(folder, ...path))).toString());
}

/** As the golden files shorten it. */
export function sha256(data: Uint8Array | Float32Array | Float64Array): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

function floats(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(base64, "base64")).buffer);
}

function triples(values: Float32Array): Float32Array[] {
  return Array.from({ length: values.length / 3 }, (_, i) => values.subarray(3 * i, 3 * i + 3));
}
