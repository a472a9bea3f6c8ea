import { expect } from "chai";
import { blindDrives, measureDrift } from "../../../../../src/adapters/car-racing/benchmarks/env-drift.js";
import { goldenEpisodes } from "../../../../envs/box2d/car-racing/golden.js";

describe("measureDrift", () => {
  it("finds box2d-wasm within millimetres of Gymnasium after a thousand harsh steps", async () => {
    const golden = goldenEpisodes().find(({ name }) => name === "harsh-0")!;
    const drift = await measureDrift(golden);
    expect(drift).to.include({ name: "harsh-0", steps: 1000, otherReward: undefined });
    expect(drift.distances.at(-1)).to.deep.equal({ step: 1000, metres: drift.distances.at(-1)!.metres });
    expect(drift.greatest).to.be.within(1e-9, 5e-3);
    expect(Math.abs(drift.returnDifference)).to.be.below(1e-9);
  });

  it("ends a row where the race ends", async () => {
    const straight = (await blindDrives()).find(({ name }) => name === "straight")!;
    const { distances, steps } = await measureDrift(straight);
    expect(steps).to.be.below(400);
    expect(distances.find(({ step }) => step === 400)!.metres).to.equal(undefined);
  });
});
