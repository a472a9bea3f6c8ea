import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run, type Started, start } from "./program.js";
import { RedisServer } from "./redis.js";

/** Milliseconds that a test with processes and servers may take. */
export const DEADLINE = 240_000;

/** A server for each test and a folder for all of them; processes end with the test that began them. */
export class ClusterFixture {
  readonly folder = mkdtempSync(join(tmpdir(), "aann-gym-cluster-"));
  server!: RedisServer;
  readonly #started: Started[] = [];

  /** Declares the hooks of the suite. @param words further options of the server */
  constructor(...words: string[]) {
    beforeEach(async () => {
      this.server = await RedisServer.start(...words);
    });
    afterEach(async () => {
      for (const { child } of this.#started) child.kill("SIGKILL");
      await Promise.all(this.#started.splice(0).map(({ ended }) => ended));
      await this.server.remove();
    });
    after(() => rmSync(this.folder, { recursive: true }));
  }

  /** What puts a command on the cluster. */
  get words(): readonly string[] {
    return ["--cluster", this.server.url];
  }

  begin(...words: string[]): Started {
    return this.endWithTest(start(...words));
  }

  endWithTest(process: Started): Started {
    this.#started.push(process);
    return process;
  }

  /** Starts two workers of one thread and waits until they are there. */
  async workers(...words: string[]): Promise<Started[]> {
    const both = [0, 1].map(() => this.begin("worker", ...this.words, "--threads", "1", ...words));
    await this.until(({ participants }) => participants.length === 2);
    return both;
  }

  async status() {
    return JSON.parse((await run("cluster", "status", this.server.url, "--json")).stdout);
  }

  /** Waits until the server's status is as wanted. */
  async until(isSo: (state: Awaited<ReturnType<ClusterFixture["status"]>>) => boolean) {
    for (let tries = 0; tries < 300; tries++) {
      const state = await this.status();
      if (isSo(state)) return state;
      await sleep(100);
    }
    throw new Error(`expected another state within 30 s, got ${JSON.stringify(await this.status())}`);
  }
}
