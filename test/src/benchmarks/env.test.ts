import { expect } from "chai";
import { CarRacing } from "../../../envs/box2d/car-racing/car-racing.js";
import { loadPhysics, PHYSICS } from "../../../envs/box2d/car-racing/physics/load.js";
import { FastCanvas } from "../../../envs/box2d/car-racing/rendering/fast-canvas.js";
import { PANEL_HEIGHT } from "../../../envs/box2d/car-racing/rendering/indicators.js";
import { mixedDrive, startRace, stepRace } from "../../../src/adapters/car-racing/benchmarks/drive.js";
import { measureParts, PARTS } from "../../../src/adapters/car-racing/benchmarks/parts.js";
import { Shapes } from "../../../src/adapters/car-racing/benchmarks/shapes.js";
import type { BenchmarkRow } from "../../../src/benchmarks/benchmark.js";
import { measureSmallEnvs } from "../../../src/benchmarks/small-envs.js";

const { signal } = new AbortController();

describe("the benchmark of the environments", () => {
  it("times in parts what the environment does: the same images", async () => {
    const { seed, actions } = await mixedDrive();
    for (const physics of PHYSICS) {
      const env = await CarRacing.create({ physics });
      env.reset({ seed });
      const race = startRace(await loadPhysics(physics), { seed, actions });
      const shapes = new Shapes();
      const canvas = new FastCanvas();
      const image = new Uint8Array(96 * 96 * 3);
      for (const [step, action] of actions.entries()) {
        const [observation] = env.step(action);
        const score = stepRace(race, action);
        if (step % 20 !== 0) continue;
        shapes.take(race, score);
        canvas.draw(shapes.scene, shapes.overlay, shapes.score, PANEL_HEIGHT);
        canvas.scale(image);
        expect(Buffer.compare(image, observation), `${physics}, step ${step + 1}`).to.equal(0);
      }
      race.world.destroy();
      env.close();
    }
  });

  it("keeps the car moving", async () => {
    const { seed, actions } = await mixedDrive();
    const env = await CarRacing.create({ observation: "none" });
    env.reset({ seed });
    const fast = actions.filter((action) => env.step(action)[4].speed > 5);
    expect(fast.length / actions.length).to.be.above(0.9);
    env.close();
  });

  it("gives a time to every part of a step", async () => {
    const drive = await mixedDrive();
    const parts = await measureParts("float32", { ...drive, actions: drive.actions.slice(0, 30) }, signal);
    expect(Object.keys(parts!)).to.deep.equal([...PARTS]);
    for (const seconds of Object.values(parts!)) expect(seconds).to.be.within(1e-9, 1);
  });

  it("reports figures", async () => {
    const rows: BenchmarkRow[] = [];
    await measureSmallEnvs((row) => rows.push(row), signal, 1);
    expect(rows.map(({ what }) => what)).to.include.members([
      "CartPole-v1",
      "LunarLander-v3",
      "64 × CartPole-v1",
    ]);
    for (const row of rows) {
      expect(row["per second and core"]).to.be.above(0);
      expect(row["per second"]).to.be.above(0);
    }
  });
});
