import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Redis } from "ioredis";
import { InputError } from "../../errors.js";

/** Bytes of one content at most: compressed, as it travels, and as it is. */
const MOST_COMPRESSED = 8 * 2 ** 20;
const MOST = 64 * 2 ** 20;

/** Texts by their SHA-256, compressed, on the server: each travels there once, and goes when nobody has asked for it for long. */
export class ContentStore {
  readonly #redis: Redis;
  /** What this process has put there, with when. */
  readonly #put = new Map<string, number>();

  constructor(redis: Redis) {
    this.#redis = redis;
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

/** What all keys of this package on a server begin with. */
export const PREFIX = "aann-gym";

const keyOf = (hash: string) => `${PREFIX}:content:${hash}`;

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
