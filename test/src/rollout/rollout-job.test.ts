import { join } from "node:path";
import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { adapter } from "../../../src/adapters/car-racing/adapter.js";
import { networkPolicy } from "../../../src/adapters/network-policy.js";
import { InputError } from "../../../src/errors.js";
import { ThreadPool } from "../../../src/jobs/thread-pool.js";
import { type PolicyFile, readPolicy } from "../../../src/networks/policy-file.js";
import { randomNetwork } from "../../../src/networks/random-network.js";
import { ROLLOUT } from "../../../src/rollout/rollout-job.js";
import { taskOf } from "../../../src/tasks/tasks.js";

const root = join(import.meta.dirname, "../../../..");
const TRACKS = [10_100, 10_101, 10_102];
const ENV = { id: "CarRacing-v3", options: { physics: "float32" } };

describe("rollouts", () => {
  let policy: PolicyFile;
  before(async () => {
    policy = await readPolicy(join(root, "demos/driver.json"));
  });

  async function drive(
    threads: number,
    acting: "policy" | "expert" = "policy",
    given = policy,
    tracks: readonly number[] = TRACKS,
  ) {
    const pool = new ThreadPool(threads);
    try {
      return await pool.run(ROLLOUT, { policy: given, env: ENV, acting }, tracks);
    } finally {
      await pool.close();
    }
  }

  it("are the same on any number of threads and in any order, and the shipped driver drives", async () => {
    const laps = await drive(1);
    expect(await drive(2, "policy", policy, TRACKS.toReversed())).to.deep.equal(laps.toReversed());
    expect(laps.map(({ seed }) => seed)).to.deep.equal(TRACKS);
    for (const lap of laps) {
      expect(lap.return).to.be.above(900);
      expect(lap.agreement).to.be.within(0.5, 1);
    }
  });

  it("tell a random network from a driver, also when the expert acts", async () => {
    const network = randomNetwork(policy.network.architecture, 90, new Random(0));
    for (const lap of await drive(2, "policy", { ...policy, network })) expect(lap.return).to.be.below(300);
    for (const lap of await drive(2, "expert", { ...policy, network })) {
      expect(lap.return).to.be.above(900);
      expect(lap.agreement).to.be.below(0.5);
    }
  });

  it("make an evaluation", async () => {
    let told = 0;
    const { scores } = await (await taskOf(policy)).evaluate(policy, {
      seeds: TRACKS,
      envOptions: { physics: "float32" },
      threads: 2,
      onProgress: () => told++,
    });
    expect(told).to.equal(2 * TRACKS.length);
    expect(scores).to.include({ "episodes >= 900": 3, episodes: 3 });
    expect(scores["min return"]).to.be.at.most(scores["mean return"]);
  });

  it("end soon when they are called off", async () => {
    const pool = new ThreadPool(1);
    const controller = new AbortController();
    const laps = pool.run(ROLLOUT, { policy, env: ENV, acting: "policy" }, TRACKS, {
      signal: controller.signal,
      onResult: () => controller.abort(),
    });
    const error = await laps.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(Error);
    await pool.close();
  });

  it("want a policy that acts", async () => {
    const { layers } = policy.network.architecture;
    const input = { ...policy.network.architecture.input, channels: 2 };
    for (const wrong of [
      { ...policy, network: { ...policy.network, architecture: { input, layers } } },
      { ...policy, action: undefined },
      { ...policy, action: { ...policy.action, kind: "telepathy" } },
    ]) {
      const error = await networkPolicy(wrong, adapter).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(InputError);
    }
  });
});
