import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { evaluatePolicy, improveByReturn, loadTask, readPolicy } from "../../../src/index.js";

describe("improveByReturn", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "aann-gym-return-"));
  after(() => rmSync(folder, { recursive: true }));

  const options = async (id: string, out: string, steps: number) => {
    const task = await loadTask({ env: { id, options: {} } });
    const { sparsity, architecture } = task.small!;
    return {
      ...{ task: { ...task, architecture: () => architecture() }, start: { sparsity }, budget: { steps } },
      ...{ seed: 1, threads: 1, episodes: 12, out: join(folder, out) },
    };
  };

  it("finds a network that nothing can beat, and ends with it", async () => {
    const search = await improveByReturn(await options("CartPole-v1", "pole.json", 20e6));
    for await (const _ of search);
    expect(search.state!.best!.rank).to.deep.equal([500]);
    expect(search.steps).to.be.lessThan(5e6);
    const env = { id: "CartPole-v1", options: {} };
    const policy = await readPolicy(join(folder, "pole.json"));
    const [{ return: sum }] = await evaluatePolicy(policy, env, { seeds: [20_000], threads: 1 });
    expect(sum).to.equal(500);
  });

  it("gets out of a plateau: no network that is drawn by chance reaches the goal in most tries", async () => {
    const search = await improveByReturn(await options("MountainCar-v0", "car.json", 400_000));
    const means: number[] = [];
    for await (const event of search) {
      if (event.kind === "evaluated") means.push(event.evaluation.scores["validation mean return"]!);
    }
    expect(means[0]).to.equal(-200);
    expect(search.state!.best!.rank[0]).to.be.greaterThan(-150);
    // As many steps as were asked for, and the race that was under way.
    expect(search.steps).to.be.within(400_000, 405_000);
  });

  it("is the same on two threads, and when it was stopped on the way", async () => {
    const plain = await improveByReturn(await options("Acrobot-v1", "plain.json", 150_000));
    for await (const _ of plain);
    const threads = await improveByReturn({
      ...(await options("Acrobot-v1", "threads.json", 150_000)),
      threads: 2,
    });
    for await (const _ of threads);
    const stopping = new AbortController();
    const stopped = await improveByReturn({
      ...(await options("Acrobot-v1", "stopped.json", 150_000)),
      signal: stopping.signal,
    });
    for await (const event of stopped) {
      if (event.kind === "evaluated" && event.state.byReturn!.steps > 40_000) stopping.abort();
    }
    expect(stopped.steps).to.be.lessThan(150_000);
    const resumed = await improveByReturn({
      ...(await options("Acrobot-v1", "stopped.json", 150_000)),
      resume: true,
    });
    for await (const _ of resumed);
    for (const other of [threads, resumed]) {
      const { network, evaluations, accepted, best, byReturn } = plain.state!;
      expect(other.state).to.deep.include({ network, evaluations, accepted, best, byReturn });
      expect(other.curve.map(({ scores }) => scores)).to.deep.equal(plain.curve.map(({ scores }) => scores));
    }
  });

  it("begins with most of the seeds where somebody chose the network, so as not to lose it again", async () => {
    const file = join(folder, "plain.json");
    const start = { policy: await readPolicy(file), file };
    const common = await options("Acrobot-v1", "better.json", 30_000);
    const search = await improveByReturn({ ...common, start });
    const seeds: number[] = [];
    for await (const event of search) {
      if (event.kind === "evaluated") seeds.push(event.state.byReturn!.seeds);
    }
    expect(seeds[0]).to.equal(11);
    expect(seeds.at(-1)).to.equal(12);
  });
});
