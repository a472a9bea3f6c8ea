import { join } from "node:path";
import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { InputError } from "../../../src/errors.js";
import { type Policy, readPolicy } from "../../../src/networks/policy-file.js";
import { randomNetwork } from "../../../src/networks/random-network.js";
import { Driver } from "../../../src/policies/network-policy.js";
import { LapPool } from "../../../src/rollout/rollout-pool.js";
import { carRacing } from "../../../src/tasks/imitation.js";

const root = join(import.meta.dirname, "../../../..");
const TRACKS = [10_100, 10_101, 10_102];

describe("laps", () => {
  let policy: Policy;
  before(async () => {
    policy = await readPolicy(join(root, "demos/driver.json"));
  });

  async function drive(
    threads: number,
    atTheWheel: "policy" | "expert" = "policy",
    given = policy,
    tracks: readonly number[] = TRACKS,
  ) {
    const pool = new LapPool(threads);
    try {
      return await pool.drive({ policy: given, physics: "float32", atTheWheel }, tracks);
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

  it("tell a random network from a driver, also when the expert is at the wheel", async () => {
    const network = randomNetwork(policy.network.architecture, 90, new Random(0));
    for (const lap of await drive(2, "policy", { ...policy, network })) expect(lap.return).to.be.below(300);
    for (const lap of await drive(2, "expert", { ...policy, network })) {
      expect(lap.return).to.be.above(900);
      expect(lap.agreement).to.be.below(0.5);
    }
  });

  it("make an evaluation", async () => {
    let told = 0;
    const { scores } = await carRacing.evaluate(policy, {
      tracks: TRACKS,
      physics: "float32",
      threads: 2,
      onProgress: () => told++,
    });
    expect(told).to.equal(2 * TRACKS.length);
    expect(scores).to.include({ "tracks ≥ 900": 3, tracks: 3 });
    expect(scores["lowest return"]).to.be.at.most(scores["mean return"]);
  });

  it("end soon when they are called off", async () => {
    const pool = new LapPool(1);
    const controller = new AbortController();
    const laps = pool.drive({ policy, physics: "float32", atTheWheel: "policy" }, TRACKS, {
      signal: controller.signal,
      onLap: () => controller.abort(),
    });
    const error = await laps.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(Error);
    await pool.close();
  });

  it("want a policy that drives", async () => {
    for (const wrong of [
      { ...policy, task: "mnist" },
      { ...policy, encoding: undefined },
    ]) {
      const error = await Driver.create(wrong).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(InputError);
    }
  });
});
