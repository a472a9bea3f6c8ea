import { closeSync, openSync, writeSync, writevSync } from "node:fs";
import { expectAction } from "../../envs/action.js";
import type { AutoresetMode, Env, Seed } from "../../envs/index.js";
import { type InfoFormat, infoJson } from "./info.js";
import { RowCodec } from "./row-codec.js";

/** Where in a file that Python maps the observations go. */
export interface Region {
  readonly path: string;
  /** Byte at which the first environment's rows of each part begin. */
  readonly offsets: readonly number[];
}

/** What Python adds to the infos of the whole batch, in order. */
export interface InfoEntry {
  readonly env: number;
  /** Of the step that ended the episode, with same-step autoreset: its observation, part by part, in base64. */
  readonly finalObs?: string;
  readonly finalInfo?: object;
  readonly info: object;
}

export interface BatchResult {
  readonly rewards: Float64Array;
  readonly terminations: Uint8Array;
  readonly truncations: Uint8Array;
  /** Observations, as long as there is no region. */
  readonly observations: readonly Uint8Array[];
  readonly infos: readonly InfoEntry[];
}

/** Environments that step together, with autoreset as in Gymnasium's vector environments. */
export class Batch {
  readonly envs: readonly Env[];
  readonly #autoreset: AutoresetMode;
  readonly #infoFormat: InfoFormat;
  readonly #observations: RowCodec;
  readonly #actions: RowCodec;
  /** The present observation of each environment. */
  readonly #present: unknown[];
  readonly #rewards: Float64Array;
  readonly #terminations: Uint8Array;
  readonly #truncations: Uint8Array;
  #region: { readonly file: number; readonly offsets: readonly number[] } | undefined;

  constructor(envs: readonly [Env, ...Env[]], autoreset: AutoresetMode, infoFormat: InfoFormat) {
    this.envs = envs;
    this.#autoreset = autoreset;
    this.#infoFormat = infoFormat;
    this.#observations = new RowCodec(envs[0].observationSpace);
    this.#actions = new RowCodec(envs[0].actionSpace);
    this.#present = envs.map(() => undefined);
    this.#rewards = new Float64Array(envs.length);
    this.#terminations = new Uint8Array(envs.length);
    this.#truncations = new Uint8Array(envs.length);
  }

  /** Bytes of an observation, part by part. */
  get observationBytes(): readonly number[] {
    return this.#observations.sizes;
  }

  /** From now on observations go into a file that Python maps. */
  attach({ path, offsets }: Region): void {
    this.#region = { file: openSync(path, "r+"), offsets };
  }

  /** Resets the environments of the mask; the others keep their observation. */
  reset(
    seeds: readonly (Seed | null)[],
    options: Record<string, unknown> | undefined,
    mask: readonly boolean[] | null,
  ): BatchResult {
    const infos: InfoEntry[] = [];
    this.envs.forEach((_, env) => {
      if (mask && !mask[env]) return;
      const seed = seeds[env];
      this.#reset(env, infos, {
        ...(seed !== null && { seed }),
        ...(options && { options }),
      });
    });
    return this.#result(infos);
  }

  /** Steps all environments. @throws {RangeError} when an action is not in the action space. */
  step(actions: Uint8Array): BatchResult {
    const infos: InfoEntry[] = [];
    const decoded = this.#actions.decode(actions, this.envs.length);
    // Before any of them steps: all do, or none.
    for (const action of decoded) expectAction(this.envs[0]!.actionSpace, action);
    decoded.forEach((action, env) => {
      if (this.#autoreset === "next-step" && (this.#terminations[env] || this.#truncations[env])) {
        this.#reset(env, infos);
      } else {
        this.#step(env, action, infos);
      }
    });
    return this.#result(infos);
  }

  close(): void {
    for (const env of this.envs) env.close();
    if (this.#region) closeSync(this.#region.file);
  }

  #reset(env: number, infos: InfoEntry[], options?: Parameters<Env["reset"]>[0]): void {
    const [observation, info] = this.envs[env]!.reset(options);
    this.#present[env] = observation;
    this.#rewards[env] = 0;
    this.#terminations[env] = 0;
    this.#truncations[env] = 0;
    const json = infoJson(info, this.#infoFormat, "reset");
    if (json) infos.push({ env, info: json });
  }

  #step(env: number, action: unknown, infos: InfoEntry[]): void {
    const [observation, reward, terminated, truncated, info] = this.envs[env]!.step(action as never);
    const json = infoJson(info, this.#infoFormat, "step");
    this.#rewards[env] = reward;
    this.#terminations[env] = Number(terminated);
    this.#truncations[env] = Number(truncated);
    if (this.#autoreset === "same-step" && (terminated || truncated)) {
      const finalObs = Buffer.concat(this.#observations.encode([observation]).flat()).toString("base64");
      const [first, firstInfo] = this.envs[env]!.reset();
      this.#present[env] = first;
      infos.push({
        env,
        finalObs,
        finalInfo: json ?? {},
        info: infoJson(firstInfo, this.#infoFormat, "reset") ?? {},
      });
    } else {
      this.#present[env] = observation;
      if (json) infos.push({ env, info: json });
    }
  }

  #result(infos: readonly InfoEntry[]): BatchResult {
    const parts = this.#observations.encode(this.#present);
    if (this.#region) {
      const { file, offsets } = this.#region;
      parts.forEach((rows, part) => {
        writeRows(file, rows, offsets[part]!);
      });
    }
    return {
      rewards: this.#rewards,
      terminations: this.#terminations,
      truncations: this.#truncations,
      observations: this.#region ? [] : parts.flat(),
      infos,
    };
  }
}

/**
 * Rows one after another, from a byte on: one call of the system, which copies each row straight to where Python reads
 * it.
 */
function writeRows(file: number, rows: readonly Uint8Array[], position: number): void {
  let written = writevSync(file, rows, position);
  let start = 0;
  for (const row of rows) {
    // Short writes do not happen in memory, but may on a disk.
    while (written < start + row.length) {
      const from = Math.max(0, written - start);
      written += writeSync(file, row, from, row.length - from, position + written);
    }
    start += row.length;
  }
}
