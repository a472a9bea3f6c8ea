import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const PROGRAM = (process.env.PATH ?? "")
  .split(delimiter)
  .flatMap((folder) => ["redis-server", "valkey-server"].map((name) => join(folder, name)))
  .find((file) => existsSync(file));

/** Whether there is a Redis or Valkey server to test with. */
export const hasRedis = PROGRAM !== undefined;

/** A server of the tests' own, with a port and a folder of its own, whose data outlive a restart. */
export class RedisServer {
  readonly port: number;
  readonly #folder: string;
  readonly #words: readonly string[];
  #child: ChildProcess | undefined;

  static async start(...words: string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), await mkdtemp(join(tmpdir(), "aann-gym-redis-")), words);
    await server.start();
    return server;
  }

  private constructor(port: number, folder: string, words: readonly string[]) {
    this.port = port;
    this.#folder = folder;
    this.#words = words;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it again with what it has on disk. */
  async start(): Promise<void> {
    const place = ["--port", String(this.port), "--bind", "127.0.0.1", "--dir", this.#folder];
    const disk = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""];
    this.#child = spawn(PROGRAM!, [...place, ...disk, ...this.#words], { stdio: "ignore" });
    for (let tries = 0; !(await isOpen(this.port)); tries++) {
      if (tries > 200) throw new Error("expected the Redis server to listen within 10 s");
      await sleep(50);
    }
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child) return;
    const closed = once(child, "close");
    child.kill("SIGKILL");
    await closed;
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
