import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { ClusterFixture, DEADLINE } from "./cluster-fixture.js";
import { run } from "./program.js";
import { hasRedis } from "./redis.js";
import { writeSlowEnv } from "./slow-env.js";

const EPISODES = 12;

// Where there is no server there is nothing to test; `npm test` says how to get one.
if (hasRedis) {
  describe("--cluster", function () {
    this.timeout(DEADLINE);
    const cluster = new ClusterFixture();
    const { folder } = cluster;
    let slow: { module: string; policy: string };
    before(async () => {
      slow = await writeSlowEnv(folder);
    });

    const workers = () => cluster.workers("--env", slow.module);

    /** The words that measure the slow policy. */
    function measure(options: object, ...words: string[]): string[] {
      const env = ["--env", slow.module, "--env-options", JSON.stringify(options)];
      const what = ["--policy", slow.policy, "--episodes", String(EPISODES), "--threads", "1"];
      return ["evaluate", ...what, ...env, ...words, "--json"];
    }

    const begun = async (log: string) => (await readFile(log, "utf8").catch(() => "")).split("\n").length - 1;

    it("gives the same bytes with no worker, with two, and when all is done already", async () => {
      const words = measure({ milliseconds: 10, log: join(folder, "same") });
      const alone = await run(...words);
      expect(alone).to.include({ code: 0, stderr: "" });
      expect(JSON.parse(alone.stdout).episodes).to.have.length(EPISODES);
      expect(await run(...words, ...cluster.words)).to.deep.equal(alone);
      expect(await begun(join(folder, "same"))).to.equal(2 * EPISODES);
      expect(await run(...words, ...cluster.words), "from what is kept").to.deep.equal(alone);
      expect(await begun(join(folder, "same"))).to.equal(2 * EPISODES);
      const { stderr: shown } = await run(...words.filter((word) => word !== "--json"), ...cluster.words);
      expect(shown, "who did how many").to.match(/^Evaluating: 12 of 12 episodes, .* · here 12$/m);
      await workers();
      const others = measure({ milliseconds: 300 });
      expect(await run(...others, ...cluster.words)).to.deep.equal(await run(...others));
      const { done, failed } = await cluster.until(({ participants }) =>
        participants.every((each: { role: string; done: number }) => each.role === "worker" && each.done > 0),
      );
      expect({ done, failed }).to.deep.equal({ done: 2 * EPISODES, failed: [] });
    });

    it("does the jobs of a worker elsewhere that was killed in the middle", async () => {
      const words = measure({ milliseconds: 600 });
      const [killed] = await workers();
      const command = cluster.begin(...words, ...cluster.words);
      await cluster.until(({ active }) => active === 3);
      killed.child.kill("SIGKILL");
      const { code, stdout } = await command.ended;
      expect({ code, stdout }).to.deep.equal({ code: 0, stdout: (await run(...words)).stdout });
    });

    it("takes up what is done when the command was killed", async () => {
      const log = join(folder, "killed");
      const words = measure({ milliseconds: 300, log });
      await workers();
      const command = cluster.begin(...words, ...cluster.words);
      await cluster.until(({ done }) => done >= 3);
      command.child.kill("SIGKILL");
      await command.ended;
      const { code, stdout } = await run(...words, ...cluster.words);
      // Its own job of that moment was begun twice at most, and nothing else.
      expect(await begun(log)).to.be.within(EPISODES, EPISODES + 1);
      expect({ code, stdout }).to.deep.equal({ code: 0, stdout: (await run(...words)).stdout });
    });

    it("waits for a server that is restarted, says so and goes on", async () => {
      const words = measure({ milliseconds: 400 });
      await workers();
      const command = cluster.begin(...words, ...cluster.words);
      await cluster.until(({ done }) => done >= 2);
      await cluster.server.kill();
      await sleep(1500);
      await cluster.server.start();
      const { code, stdout, stderr } = await command.ended;
      expect({ code, stdout }).to.deep.equal({ code: 0, stdout: (await run(...words)).stdout });
      expect(stderr).to.match(
        /waiting for redis:\/\/127\.0\.0\.1:\d+ \(.*\)\nredis:\/\/127\.0\.0\.1:\d+ is back\n/,
      );
    });

    it("fails with the name of a job that always throws, and the workers go on", async () => {
      await workers();
      const log = join(folder, "poison");
      const poisoned = await run(...measure({ poison: 20_005, log }), ...cluster.words);
      expect(poisoned.code).to.equal(2);
      expect(poisoned.stderr).to.include(
        "job rollout (Slow-v0, seed 20005): expected it to be done within 3 tries",
      );
      expect(poisoned.stderr).to.include("this seed is poison");
      expect((await readFile(log, "utf8")).split("\n").filter((seed) => seed === "20005")).to.have.length(3);
      const { failed, participants } = await cluster.status();
      expect(participants).to.have.length(2);
      expect(failed).to.have.length(1);
      expect(failed[0].logs).to.have.length(3);
      expect(failed[0].logs[2]).to.match(/^try 3, by .*TypeError: this seed is poison\n +at /s);
      expect((await run("cluster", "status", cluster.server.url)).stdout).to.include("try 3, by ");
      expect((await run(...measure({}), ...cluster.words)).code).to.equal(0);
    });

    it("stops by Ctrl-C, and leaves no job behind that nobody has begun", async () => {
      const command = cluster.begin(...measure({ milliseconds: 1000 }), ...cluster.words);
      await cluster.until(({ active }) => active === 1);
      command.child.kill("SIGINT");
      const { code, stdout } = await command.ended;
      expect({ code, stdout }).to.deep.equal({ code: 130, stdout: '{"interrupted":true}\n' });
      const { waiting, active } = await cluster.status();
      expect(waiting + active).to.be.at.most(1);
    });

    it("stops by Ctrl-C also while the server is gone", async () => {
      const command = cluster.begin(...measure({ milliseconds: 1000 }), ...cluster.words);
      await cluster.until(({ active }) => active === 1);
      await cluster.server.kill();
      command.child.kill("SIGINT");
      expect((await command.ended).code).to.equal(130);
    });
  });
}
