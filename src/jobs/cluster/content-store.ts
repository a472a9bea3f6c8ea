import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Redis } from "ioredis";
import { InputError } from "../../errors.js";
import { canonicalJson } from "../../json.js";

/** Bytes of one content at most: compressed, as it travels, and as it is. */
const MOST_COMPRESSED = 8 * 2 ** 20;
const MOST = 64 * 2 ** 20;

/** Characters from which on a text within other data travels by itself: a policy, a recording. */
const LONG = 2048;
/** How a reference to such a text stands in its place. */
const REFERENCE = "$content";

/** What JSON can say. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/**
 * Texts by their SHA-256, compressed, on the server: each travels there once, and goes when nobody has asked for it for
 * long.
 */
export class ContentStore {
  readonly #redis: Redis;
  /** What this process has put there, with when. */
  readonly #put = new Map<string, number>();

  constructor(redis: Redis) {
    this.#redis = redis;
    // A server that is back may have lost what it had.
    redis.on("close", () => this.#put.clear());
  }

  /**
   * @param seconds how long it is kept
   * @returns the SHA-256 by which others find it
   * @throws InputError when it is too large
   */
  async put(text: string, seconds: number, { again = false } = {}): Promise<string> {
    const hash = sha256(text);
    // A part of its time may have passed since.
    const known = this.#put.get(hash) ?? Number.NEGATIVE_INFINITY;
    if (!again && performance.now() - known < 250 * seconds) return hash;
    if ((await this.#redis.expire(keyOf(hash), seconds)) === 0) {
      const bytes = await promisify(gzip)(text);
      if (bytes.length > MOST_COMPRESSED || text.length > MOST) {
        const size = (bytes.length / 2 ** 20).toFixed(1);
        throw new InputError(
          `--cluster: expected jobs with at most 8 MiB of data in common, got ${size} MiB`,
        );
      }
      await this.#redis.set(keyOf(hash), bytes, "EX", seconds);
    }
    this.#put.set(hash, performance.now());
    return hash;
  }

  /**
   * Puts data there, and each long text in them by itself, so that it travels once whatever it is a part of. As `put`.
   */
  async putData(data: Json, seconds: number, options?: { again?: boolean }): Promise<string> {
    const outline = await replaced(data, async (value) => {
      if (typeof value !== "string" || value.length < LONG) return undefined;
      return { [REFERENCE]: await this.put(value, seconds, options) };
    });
    return this.put(canonicalJson(outline), seconds, options);
  }

  /** @throws RangeError as `get` */
  async getData(hash: string): Promise<Json> {
    return replaced(JSON.parse(await this.get(hash)) as Json, async (value) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
      const text = value[REFERENCE];
      return typeof text === "string" ? this.get(text) : undefined;
    });
  }

  /** @throws RangeError when it is not there any more, or not what the hash says */
  async get(hash: string): Promise<string> {
    const bytes = await this.#redis.getBuffer(keyOf(hash));
    if (!bytes) throw new RangeError(`expected content ${hash} on the server, got none`);
    const text = (await promisify(gunzip)(bytes, { maxOutputLength: 2 * MOST })).toString("utf8");
    if (sha256(text) !== hash)
      throw new RangeError(`expected content ${hash} on the server, got other content`);
    return text;
  }
}

/** A copy of data in which some values are others: those for which `other` gives one. */
async function replaced(data: Json, other: (value: Json) => Promise<Json | undefined>): Promise<Json> {
  const found = await other(data);
  if (found !== undefined || typeof data !== "object" || data === null) return found ?? data;
  if (Array.isArray(data)) return Promise.all(data.map((value) => replaced(value, other)));
  const members = Object.entries(data).map(async ([name, value]) => [name, await replaced(value, other)]);
  return Object.fromEntries(await Promise.all(members)) as Json;
}

/** What all keys of this package on a server begin with. */
export const PREFIX = "aann-gym";

const keyOf = (hash: string) => `${PREFIX}:content:${hash}`;

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
