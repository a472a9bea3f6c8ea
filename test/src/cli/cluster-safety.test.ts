import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Queue } from "bullmq";
import { expect } from "chai";
import { Redis } from "ioredis";
import { ContentStore, PREFIX } from "../../../src/jobs/cluster/content-store.js";
import { jobId, ownCode, queueName } from "../../../src/jobs/cluster/envelope.js";
import { formatPolicy, readPolicy } from "../../../src/networks/policy-file.js";
import { ClusterFixture, DEADLINE } from "./cluster-fixture.js";
import { run, startFile } from "./program.js";
import { hasRedis } from "./redis.js";
import { writeSlowEnv } from "./slow-env.js";

const root = join(import.meta.dirname, "../../../..");
const SECRET = "correct-horse";

if (hasRedis) {
  describe("what --cluster refuses", function () {
    this.timeout(DEADLINE);
    const cluster = new ClusterFixture();
    const { folder } = cluster;
    let slow: { module: string; policy: string };
    before(async () => {
      slow = await writeSlowEnv(folder);
    });

    const measure = (...words: string[]) => {
      const env = ["--env", slow.module, "--episodes", "4", "--threads", "1"];
      return ["evaluate", "--policy", slow.policy, ...env, ...cluster.words, ...words];
    };

    it("work with other code, in a sentence on both sides", async () => {
      const other = join(folder, "other");
      await mkdir(other);
      for (const name of ["dist/src", "dist/envs", "bin", "package.json"]) {
        await cp(join(root, name), join(other, name), { recursive: true });
      }
      await symlink(join(root, "node_modules"), join(other, "node_modules"));
      const changed = join(other, "dist/envs/closest.js");
      await writeFile(changed, `${await readFile(changed, "utf8")}// Another version.\n`);
      const worker = cluster.endWithTest(
        startFile(join(other, "bin/aann-gym.js"), "worker", ...cluster.words),
      );
      await cluster.until(({ participants }) => participants.length === 1);
      const options = JSON.stringify({ milliseconds: 1500 });
      const { code, stderr } = await run(...measure("--env-options", options));
      expect(code, stderr).to.equal(0);
      expect(stderr).to.match(
        /^worker \S+ does not take the jobs of this command: expected the same code on both sides, got aann-gym .* code \w{8} in the worker and aann-gym .* code \w{8} in the command$/m,
      );
      worker.child.kill("SIGINT");
      const { stdout, stderr: said } = await worker.ended;
      expect(said).to.match(
        /^this worker does not take the jobs of command \S+: expected the same code on both/m,
      );
      expect(stdout).to.include("0 jobs done.");
    });

    it("a user's module that a worker was not started with, in a sentence on both sides", async () => {
      const worker = cluster.begin("worker", ...cluster.words, "--json");
      await cluster.until(({ participants }) => participants.length === 1);
      const options = JSON.stringify({ milliseconds: 1500 });
      const { code, stderr } = await run(...measure("--env-options", options));
      expect(code, stderr).to.equal(0);
      expect(stderr).to.match(
        /^worker \S+ does not take the jobs of this command: .* the same slow\.mjs, got a/m,
      );
      worker.child.kill("SIGINT");
      const { stdout, stderr: said } = await worker.ended;
      expect(said).to.match(
        /^this worker does not take the jobs of command \S+: .* --env and the same slow\.mjs/m,
      );
      expect(JSON.parse(stdout).done).to.equal(0);
    });

    it("jobs that are not as their kind has them, before anything of them runs", async () => {
      const [worker] = await cluster.workers();
      const code = await ownCode();
      const redis = new Redis(cluster.server.port, { maxRetriesPerRequest: null });
      const queue = new Queue(queueName(code), { connection: redis, prefix: PREFIX });
      const store = new ContentStore(redis);
      const policy = formatPolicy(await readPolicy(slow.policy));
      const put = (env: object) => store.put(JSON.stringify({ env, policy, acting: "policy" }), 60);
      const shared = await put({ id: "CartPole-v1", options: {} });
      const sane = { code, kind: "rollout", shared, items: [1] };
      const wrong: Readonly<Record<string, object>> = {
        "code to load": { ...sane, shared: await put({ id: "X-v0", options: {}, module: "/tmp/evil.mjs" }) },
        "a file in the place of data": { ...sane, shared: "/etc/passwd" },
        "data that are not there": { ...sane, shared: "0".repeat(64) },
        "an item that is no seed": { ...sane, items: ["/etc/passwd"] },
        "an unknown kind": { ...sane, kind: "shell" },
        "another code": { ...sane, code: { ...code, digest: "0".repeat(64) } },
        "more than a job has": { ...sane, module: "/tmp/evil.mjs" },
      };
      for (const [name, envelope] of Object.entries(wrong)) {
        await queue.add(name, envelope, { jobId: jobId(envelope as never), attempts: 3 });
      }
      const count = Object.keys(wrong).length;
      const { failed } = await cluster.until(({ failed }) => failed.length === count);
      for (const { name, reason, logs } of failed) {
        expect(logs, `${name}: ${reason}`).to.have.length(1);
        expect(reason, name).to.match(/expected|Unrecognized|Invalid/);
      }
      expect(worker.child.exitCode).to.equal(null);
      await queue.close();
      redis.disconnect();
    });

    it("addresses that are none", async () => {
      for (const address of ["gym:6379", "http://gym", "redis://", `redis://u:${SECRET}@gym/words`]) {
        const { code, stderr } = await run("worker", "--cluster", address);
        expect(code).to.equal(2);
        expect(stderr).to.match(/^aann-gym: option --cluster: expected redis:\/\/HOST:PORT\[\/DB\], .*\n$/);
        expect(stderr).not.to.include(SECRET);
      }
    });
  });

  describe("--cluster with a password", function () {
    this.timeout(DEADLINE);
    const cluster = new ClusterFixture("--requirepass", SECRET);
    const at = (login: string) => cluster.server.url.replace("//", `//${login}`);

    it("takes it from the address or the environment, and never shows it", async () => {
      const words = ["--env", "CartPole-v1", "--random", "--objective", "return", "--sparsity", "50"];
      const out = join(cluster.folder, "found.json");
      const sense = (login: string) =>
        run(
          "sense",
          ...words,
          "--neighbours",
          "8",
          "--episodes",
          "1",
          "--out",
          out,
          "--force",
          "--cluster",
          at(login),
        );
      const { code, stdout, stderr } = await sense(`:${SECRET}@`);
      expect(code, stderr).to.equal(0);
      expect(stdout + stderr + (await readFile(out, "utf8"))).not.to.include(SECRET);
      for (const login of ["", ":wrong-battery@"]) {
        const refused = await run("worker", "--cluster", at(login), "--verbose");
        expect(refused.code).to.equal(2);
        expect(refused.stderr).to.match(
          /^aann-gym: redis:\/\/127.0.0.1:\d+: expected a Redis server that lets us in, got “(NOAUTH|WRONGPASS)/,
        );
        expect(refused.stderr).not.to.match(/wrong-battery|correct-horse/);
      }
      process.env.AANN_GYM_CLUSTER_PASSWORD = SECRET;
      try {
        expect((await sense("")).code).to.equal(0);
        const status = await run("cluster", "status", cluster.server.url);
        expect(status.code).to.equal(0);
        expect(status.stdout).not.to.include(SECRET);
      } finally {
        delete process.env.AANN_GYM_CLUSTER_PASSWORD;
      }
    });
  });
}
