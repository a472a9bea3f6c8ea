import { join } from "node:path";
import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { readPolicy } from "../../../src/networks/policy-file.js";
import { randomNetwork } from "../../../src/networks/random-network.js";
import { ReturnRace } from "../../../src/rollout/return-race.js";

const root = join(import.meta.dirname, "../../../..");
const TRACKS = [10_100, 10_101];
const ENV = { id: "CarRacing-v3", options: { physics: "float32" } };

describe("ReturnRace", () => {
  it("gives the same mean in any order, and gives up on who cannot win", async () => {
    const policy = await readPolicy(join(root, "demos/driver.json"));
    const network = randomNetwork(policy.network.architecture, 90, new Random(0));
    const race = (threads: number) => new ReturnRace({ env: ENV, seeds: TRACKS, threads, bound: 950 });
    const [one, two] = [race(1), race(2)];
    const mean = await one.meanReturn(policy);
    expect(mean).to.be.within(900, 950);
    expect(await two.meanReturn(policy)).to.equal(mean);
    // Now the worst track comes first.
    expect(await one.meanReturn(policy, { above: mean! - 1e-6 })).to.equal(mean);
    expect(await one.meanReturn(policy, { above: 951 })).to.equal(undefined);
    expect(await one.meanReturn({ ...policy, network }, { above: mean })).to.equal(undefined);
    const stopped = one.meanReturn(policy, { signal: AbortSignal.abort() });
    expect(await stopped.catch((error: Error) => error.name)).to.equal("AbortError");
    await one.close();
    await two.close();
  });
});
