import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { run, type Started, start } from "./program.js";
import { hasRedis, RedisServer } from "./redis.js";
import { writeSlowEnv } from "./slow-env.js";

/** Milliseconds that anything here may take. */
const DEADLINE = 90_000;
const EPISODES = 12;

// Where there is no server there is nothing to test; `npm test` says how to get one.
if (hasRedis) {
  describe("--cluster", function () {
    this.timeout(DEADLINE);
    let server: RedisServer;
    let folder: string;
    let slow: { module: string; policy: string };
    const started: Started[] = [];

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "aann-gym-cluster-"));
      slow = await writeSlowEnv(folder);
    });
    beforeEach(async () => {
      server = await RedisServer.start();
    });
    afterEach(async () => {
      for (const { child } of started) child.kill("SIGKILL");
      await Promise.all(started.splice(0).map(({ ended }) => ended));
      await server.remove();
    });
    after(() => rm(folder, { recursive: true }));

    /** Starts a process that is ended with the test. */
    function begin(...words: string[]): Started {
      const process = start(...words);
      started.push(process);
      return process;
    }

    const worker = (...words: string[]) =>
      begin("worker", "--cluster", server.url, "--threads", "1", ...words);
    const workers = (...words: string[]) => [worker(...words), worker(...words)];

    async function status() {
      return JSON.parse((await run("cluster", "status", server.url, "--json")).stdout);
    }

    /** Waits until the server's status is as wanted. */
    async function until(isSo: (state: Awaited<ReturnType<typeof status>>) => boolean) {
      for (let tries = 0; tries < 300; tries++) {
        const state = await status();
        if (isSo(state)) return state;
        await sleep(100);
      }
      throw new Error(`expected another state within 30 s, got ${JSON.stringify(await status())}`);
    }

    const bothAreThere = () => until(({ participants }) => participants.length === 2);

    /** The words that measure the slow policy. */
    function measure(options: object, ...words: string[]): string[] {
      const env = ["--env", slow.module, "--env-options", JSON.stringify(options)];
      const what = ["--policy", slow.policy, "--episodes", String(EPISODES), "--threads", "1"];
      return ["evaluate", ...what, ...env, ...words, "--json"];
    }

    const onCluster = () => ["--cluster", server.url];
    const begun = async (log: string) => (await readFile(log, "utf8").catch(() => "")).split("\n").length - 1;

    it("gives the same bytes with no worker, with two, and when all is done already", async () => {
      const words = measure({ milliseconds: 10, log: join(folder, "same") });
      const alone = await run(...words);
      expect(alone).to.include({ code: 0, stderr: "" });
      expect(JSON.parse(alone.stdout).episodes).to.have.length(EPISODES);
      expect(await run(...words, ...onCluster())).to.deep.equal(alone);
      expect(await begun(join(folder, "same"))).to.equal(2 * EPISODES);
      expect(await run(...words, ...onCluster()), "from what is kept").to.deep.equal(alone);
      expect(await begun(join(folder, "same"))).to.equal(2 * EPISODES);
      workers("--env", slow.module);
      await bothAreThere();
      const others = measure({ milliseconds: 11 });
      expect(await run(...others, ...onCluster())).to.deep.equal(await run(...others));
      const { participants, done, failed } = await status();
      for (const { role, done } of participants)
        expect({ role, done: done > 0 }).to.deep.equal({ role: "worker", done: true });
      expect({ done, failed }).to.deep.equal({ done: 2 * EPISODES, failed: [] });
    });

    it("does the jobs of a worker elsewhere that was killed in the middle", async () => {
      const words = measure({ milliseconds: 600 });
      const [killed] = workers("--env", slow.module);
      await bothAreThere();
      const command = begin(...words, ...onCluster());
      await until(({ active }) => active === 3);
      killed.child.kill("SIGKILL");
      const { code, stdout } = await command.ended;
      expect({ code, stdout }).to.deep.equal({ code: 0, stdout: (await run(...words)).stdout });
    });

    it("takes up what is done when the command was killed", async () => {
      const log = join(folder, "killed");
      const words = measure({ milliseconds: 300, log });
      workers("--env", slow.module);
      await bothAreThere();
      const command = begin(...words, ...onCluster());
      await until(({ done }) => done >= 3);
      command.child.kill("SIGKILL");
      await command.ended;
      const { code, stdout } = await run(...words, ...onCluster());
      // Its own job of that moment was begun twice at most, and nothing else.
      expect(await begun(log)).to.be.within(EPISODES, EPISODES + 1);
      expect({ code, stdout }).to.deep.equal({ code: 0, stdout: (await run(...words)).stdout });
    });

    it("waits for a server that is restarted, says so and goes on", async () => {
      const words = measure({ milliseconds: 400 });
      workers("--env", slow.module);
      await bothAreThere();
      const command = begin(...words, ...onCluster());
      await until(({ done }) => done >= 2);
      await server.kill();
      await sleep(1500);
      await server.start();
      const { code, stdout, stderr } = await command.ended;
      expect({ code, stdout }).to.deep.equal({ code: 0, stdout: (await run(...words)).stdout });
      expect(stderr).to.match(
        /waiting for redis:\/\/127\.0\.0\.1:\d+ \(.*\)\nredis:\/\/127\.0\.0\.1:\d+ is back\n/,
      );
    });

    it("fails with the name of a job that always throws, and the workers go on", async () => {
      workers("--env", slow.module);
      await bothAreThere();
      const log = join(folder, "poison");
      const poisoned = await run(...measure({ poison: 20_005, log }), ...onCluster());
      expect(poisoned.code).to.equal(2);
      expect(poisoned.stderr).to.include(
        "job rollout (Slow-v0, seed 20005): expected it to be done within 3 tries",
      );
      expect(poisoned.stderr).to.include("this seed is poison");
      expect((await readFile(log, "utf8")).split("\n").filter((seed) => seed === "20005")).to.have.length(3);
      const { failed, participants } = await status();
      expect(participants).to.have.length(2);
      expect(failed).to.have.length(1);
      expect(failed[0].logs).to.have.length(3);
      expect(failed[0].logs[2]).to.match(/^try 3, by .*TypeError: this seed is poison\n +at /s);
      expect((await run("cluster", "status", server.url)).stdout).to.include("try 3, by ");
      expect((await run(...measure({}), ...onCluster())).code).to.equal(0);
    });

    it("stops by Ctrl-C, and leaves no job behind that nobody has begun", async () => {
      const command = begin(...measure({ milliseconds: 1000 }), ...onCluster());
      await until(({ active }) => active === 1);
      command.child.kill("SIGINT");
      const { code, stdout } = await command.ended;
      expect({ code, stdout }).to.deep.equal({ code: 130, stdout: '{"interrupted":true}\n' });
      const { waiting, active } = await status();
      expect(waiting + active).to.be.at.most(1);
    });
  });
}
