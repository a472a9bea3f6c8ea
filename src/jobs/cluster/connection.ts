import type { Redis } from "ioredis";
import { InputError } from "../../errors.js";
import type { ClusterAddress } from "./address.js";

/** Milliseconds within which a server has to answer at the beginning. */
const PATIENCE = 30_000;
/** Milliseconds between two attempts to reach a server that has gone. */
const RETRY = 500;

/** Milliseconds without an answer after which a connection counts as cut; longer than any command waits for a job. */
const SILENCE = 15_000;

/** What a server says that refuses whoever comes: no use in trying again. */
const REFUSED = /^(NOAUTH|WRONGPASS|NOPERM|ERR (invalid password|AUTH|DB index|Client sent AUTH))/;

/** A server that is waited for whenever it is gone: what is asked of it meanwhile is asked when it is back. */
export class Connection {
  readonly redis: Redis;
  #isClosed = false;

  /**
   * Connects to a server.
   * @param note prints a line for people: that it waits, and that it goes on
   * @throws InputError when it does not answer within half a minute, or refuses
   */
  static async open(
    address: ClusterAddress,
    note: (line: string) => void,
    signal?: AbortSignal,
  ): Promise<Connection> {
    const { Redis } = await import("ioredis");
    const { host, port, database, isEncrypted, user, password } = address;
    const redis = new Redis({
      ...{ host, port, db: database, username: user, password },
      ...(isEncrypted && { tls: { servername: host } }),
      // Commands wait as long as it takes.
      maxRetriesPerRequest: null,
      retryStrategy: () => RETRY,
      socketTimeout: SILENCE,
    });
    const connection = new Connection(redis, address, note);
    try {
      await firstAnswer(redis, address, signal);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  private constructor(redis: Redis, { shown }: ClusterAddress, note: (line: string) => void) {
    this.redis = redis;
    let problem = "it has closed the connection";
    let waits = false;
    redis.on("error", (error: NodeJS.ErrnoException) => {
      problem = error.code ?? "no answer";
    });
    redis.on("close", () => {
      if (waits || this.#isClosed) return;
      waits = true;
      note(`waiting for ${shown} (${problem})`);
    });
    redis.on("ready", () => {
      if (waits) note(`${shown} is back`);
      waits = false;
    });
  }

  close(): void {
    this.#isClosed = true;
    this.redis.disconnect();
  }
}

function firstAnswer(redis: Redis, { shown }: ClusterAddress, signal?: AbortSignal): Promise<void> {
  let last = "no answer";
  // It may have come while the client was loaded.
  if (signal?.aborted) return Promise.reject(signal.reason);
  return new Promise<void>((resolve, reject) => {
    // The client's errors hold the password, so only the server's words are taken out of them.
    const refuse = (said: string) =>
      reject(new InputError(`${shown}: expected a Redis server that lets us in, got “${said}”`));
    const onError = ({ message, code }: NodeJS.ErrnoException) => {
      last = code ?? message;
      if (REFUSED.test(message)) refuse(message);
    };
    const onAbort = () => reject(signal?.reason);
    const timer = setTimeout(
      () => reject(new InputError(`${shown}: expected a Redis server that answers, got ${last}`)),
      PATIENCE,
    );
    redis.on("error", onError);
    signal?.addEventListener("abort", onAbort, { once: true });
    redis
      .ping()
      .then(
        () => resolve(),
        ({ message }: Error) => refuse(message),
      )
      .finally(() => {
        clearTimeout(timer);
        redis.off("error", onError);
        signal?.removeEventListener("abort", onAbort);
      });
  });
}

/** Milliseconds that each step of leaving a server may take: it may be gone. */
export const CLOSING = 2000;

/** Waits until promises are settled, however they are, but no longer than so many milliseconds. */
export async function within(milliseconds: number, promises: Iterable<Promise<unknown>>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([Promise.allSettled(promises), end]);
  clearTimeout(timer);
}
