import { join } from "node:path";
import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { readPolicy } from "../../../src/networks/policy-file.js";
import { randomNetwork } from "../../../src/networks/random-network.js";
import { TrackRace } from "../../../src/rollout/return-race.js";

const root = join(import.meta.dirname, "../../../..");
const TRACKS = [10_100, 10_101];

describe("TrackRace", () => {
  it("gives the same mean in any order, and gives up on who cannot win", async () => {
    const policy = await readPolicy(join(root, "demos/driver.json"));
    const network = randomNetwork(policy.network.architecture, 90, new Random(0));
    const race = (threads: number) => new TrackRace({ tracks: TRACKS, physics: "float32", threads });
    const [one, two] = [race(1), race(2)];
    const mean = await one.meanReturn(policy);
    expect(mean).to.be.within(900, 950);
    expect(await two.meanReturn(policy)).to.equal(mean);
    // Now the worst track comes first.
    expect(await one.meanReturn(policy, { above: mean! - 1e-6 })).to.equal(mean);
    expect(await one.meanReturn(policy, { above: 951 })).to.equal(undefined);
    expect(await one.meanReturn({ ...policy, network }, { above: mean })).to.equal(undefined);
    await one.close();
    await two.close();
  });
});
