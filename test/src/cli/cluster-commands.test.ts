import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { runAsJob } from "../../../src/cli/command-job.js";
import { JOB_KINDS } from "../../../src/cli/job-kinds.js";
import { Experiment } from "../../../src/figures/experiment.js";
import { QUICK } from "../../../src/figures/protocol.js";
import { Runs } from "../../../src/figures/runs.js";
import { parseAddress } from "../../../src/jobs/cluster/address.js";
import { ClusterPool } from "../../../src/jobs/cluster/cluster-pool.js";
import { formatPolicy } from "../../../src/networks/policy-file.js";
import { ClusterFixture, DEADLINE } from "./cluster-fixture.js";
import { run } from "./program.js";
import { writeRandomPolicy } from "./random-policy.js";
import { hasRedis } from "./redis.js";

if (hasRedis) {
  describe("commands with --cluster give what they give without", function () {
    this.timeout(DEADLINE);
    const cluster = new ClusterFixture();
    const at = (name: string) => join(cluster.folder, name);

    async function json(...words: string[]) {
      const { code, stdout, stderr } = await run(...words, "--json");
      expect(code, `${words.join(" ")}\n${stderr}`).to.equal(0);
      return JSON.parse(stdout);
    }

    const openPool = () => {
      const address = parseAddress(cluster.server.url);
      return ClusterPool.open({ address, kinds: JOB_KINDS, threads: 1, note: () => undefined });
    };

    /** A recording's text but for when it was made, which its checksum covers too. */
    const withoutTime = (text: string) => {
      const { created, sha256, ...rest } = JSON.parse(text);
      return rest;
    };

    async function expectSameRecordings(one: string, other: string): Promise<void> {
      const names = await readdir(one);
      expect(await readdir(other)).to.deep.equal(names);
      for (const name of names) {
        const [a, b] = await Promise.all([one, other].map((folder) => readFile(join(folder, name))));
        if (name.endsWith(".json")) expect(withoutTime(`${b}`)).to.deep.equal(withoutTime(`${a}`));
        else expect(b.equals(a), name).to.equal(true);
      }
    }

    it("record, with and without pictures, an expert disturbed and a policy relabelled", async () => {
      await cluster.workers();
      await writeRandomPolicy(at("random.json"), 1);
      const physics = ["--physics", "float32"];
      const plans = [
        ["--env", "CartPole-v1", "--expert", "--episodes", "5"],
        ["--expert", "--noise", "--episodes", "1", ...physics],
        ["--policy", at("random.json"), "--relabel", "--episodes", "1", "--seed", "7", ...physics],
      ];
      for (const [index, plan] of plans.entries()) {
        const [here, there] = [at(`here-${index}`), at(`there-${index}`)];
        const { held } = await json("record", ...plan, "--out", here);
        const shared = await json("record", ...plan, "--out", there, ...cluster.words);
        expect(shared.held).to.deep.equal(held);
        expect(shared.recorded).to.have.length(held.length);
        await expectSameRecordings(here, there);
      }
      const again = await json("record", ...plans[0], "--out", at("there-0"), ...cluster.words);
      expect(again.recorded).to.deep.equal([]);
    });

    it("sense by return, from a random network and from demonstrations", async () => {
      await cluster.workers();
      const env = ["--env", "CartPole-v1", "--threads", "1", "--out", at("pole.json")];
      const found = async (...words: string[]) => {
        const { scores, evaluations, accepted } = await json("sense", ...words, ...env, "--force");
        return { scores, evaluations, accepted, policy: await readFile(at("pole.json"), "utf8") };
      };
      const random = ["--random", "--sparsity", "50", "--objective", "return", "--seed", "3"];
      const alone = [...random, "--neighbours", "24", "--episodes", "3"];
      expect(await found(...alone, ...cluster.words)).to.deep.equal(await found(...alone));
      await json("record", ...env.slice(0, 2), "--expert", "--episodes", "3", "--out", at("demos"));
      const taught = [...random, "--recordings", at("demos"), "--neighbours", "200", "--episodes", "3"];
      expect(await found(...taught, ...cluster.words)).to.deep.equal(await found(...taught));
    });

    it("sense --starts, whose trials run at the same time", async () => {
      await cluster.workers();
      const task = ["--random", "--task", "mnist", "--sparsity", "90", "--layers", "fc"];
      const words = [...task, "--starts", "3", "--neighbours", "300000", "--threads", "1"];
      const found = async (...more: string[]) => {
        const { trials, scores } = await json(
          "sense",
          ...words,
          "--out",
          at("digits.json"),
          "--force",
          ...more,
        );
        return { trials, scores, policy: await readFile(at("digits.json"), "utf8") };
      };
      expect(await found(...cluster.words)).to.deep.equal(await found());
      expect((await cluster.status()).done).to.be.at.least(3);
    });

    it("bench imitation", async () => {
      await cluster.workers();
      const lander = ["--env", "LunarLander-v3", "--physics", "float32"];
      const search = ["--random", "--objective", "return", "--neighbours", "8", "--episodes", "1"];
      await json("sense", ...lander, ...search, "--out", at("lander.json"));
      const compare = async (out: string, ...words: string[]) => {
        const what = [...lander, "--policy", at("lander.json"), "--episodes", "3", "--threads", "1"];
        const { entries } = await json("bench", "imitation", ...what, "--out", at(out), ...words);
        // How long a decision takes is measured here in any case.
        return entries.map(({ microseconds, ...entry }: { microseconds: number }) => entry);
      };
      expect(await compare("bench-there", ...cluster.words)).to.deep.equal(await compare("bench-here"));
    });

    it("the training and search jobs of bench imitation and of the experiments, to the byte", async () => {
      await cluster.workers();
      const env = { id: "CartPole-v1", options: {} };
      await json("record", "--env", env.id, "--expert", "--episodes", "3", "--out", at("lessons"));
      const common = ["--recordings", at("lessons"), "--seed", "5"];
      const clone = ["--sparsity", "60", "--epochs", "1,1,0,1", ...common, "--out", at("clone.json")];
      const better = [
        "--from",
        at("clone.json"),
        ...common,
        "--neighbours",
        "300",
        "--out",
        at("better.json"),
      ];
      const commands = [
        ["train", "--env", env.id, "--env-options", "{}", ...clone],
        ["sense", ...better],
      ];
      const pool = await openPool();
      try {
        for (const words of commands) {
          const out = words.at(-1)!;
          const { scores } = await json(...words);
          const written = await readFile(out, "utf8");
          await rm(out);
          expect((await runAsJob([...words, "--json"], pool, env)).scores).to.deep.equal(scores);
          expect(await readFile(out, "utf8")).to.equal(written);
        }
      } finally {
        await pool.close();
      }
    });

    it("the networks of figures, with images of their own and with episodes that travel", async () => {
      await cluster.workers();
      const epochs = { dense: 1, sparsify: 0, "fine-tune": 0, ternary: 1 };
      const protocol = { ...QUICK, images: 300, tested: 100, epochs, episodes: 2, testEpisodes: 2 };
      const studioIn = async (name: string, pool?: ClusterPool) =>
        new Experiment({
          ...{ protocol, threads: 1, cluster: pool, folder: at(name), onWork: () => undefined },
          ...{ signal: new AbortController().signal, runs: await Runs.open(at(`${name}/runs`)) },
        });
      const pool = await openPool();
      try {
        const [there, here] = [await studioIn("figures-there", pool), await studioIn("figures-here")];
        for (const subject of ["mnist", "driving"] as const) {
          await there.trainAll(subject, [{ sparsity: 80, seed: 1 }]);
          const policy = await there.trained(subject, 80, 1);
          expect(formatPolicy(policy)).to.equal(formatPolicy(await here.trained(subject, 80, 1)));
        }
        expect(pool.summary).to.match(/\d/);
      } finally {
        await pool.close();
      }
    });
  });
}
