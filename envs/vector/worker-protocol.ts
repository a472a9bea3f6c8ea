import type { Picture } from "../env.js";
import type { Rows } from "./batch-space.js";
import type { BatchResults } from "./env-batch.js";
import type { AutoresetMode } from "./vector-env.js";

/** Where an environment comes from: something that another thread can make too. */
export type EnvSource =
  /** A registered environment that the gym brings, and its options. */
  | { readonly id: string; readonly options?: object }
  /** The URL of a module whose default export makes an environment: `() => Env | Promise<Env>`. */
  | { readonly module: string };

/** What a worker starts with: its environments, and its rows of the shared arrays. */
export interface WorkerData {
  readonly source: EnvSource;
  readonly count: number;
  readonly autoreset: AutoresetMode;
  readonly results: BatchResults;
  readonly actions: Rows;
}

/** What a worker is asked, one at a time. Observations, rewards and actions travel in the shared arrays. */
export type Request =
  | {
      readonly command: "reset";
      readonly seeds: readonly (number | undefined)[];
      readonly options: Readonly<Record<string, unknown>> | undefined;
      readonly mask: readonly boolean[];
    }
  | { readonly command: "step" }
  | { readonly command: "render"; readonly mode: string | undefined }
  | { readonly command: "close" };

/** What it answers, to its start (with an empty list) and to every request: infos, or pictures, or what went wrong. */
export type Response = { readonly done: readonly (object | Picture)[] } | { readonly error: unknown };
