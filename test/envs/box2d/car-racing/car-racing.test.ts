import { expect } from "chai";
import { loadBox2D } from "../../../../envs/box2d/box2d-wasm.js";
import { CarRacing } from "../../../../envs/box2d/car-racing/car-racing.js";
import { Expert, TEACHER } from "../../../../envs/box2d/car-racing/expert.js";
import type { CarRacingOptions } from "../../../../envs/box2d/car-racing/options.js";
import { createTrack } from "../../../../envs/box2d/car-racing/track.js";
import { Random } from "../../../../envs/random.js";
import { ClipAction } from "../../../../envs/wrappers/clip-action.js";

const refused = async (options: object): Promise<unknown> =>
  CarRacing.create(options as CarRacingOptions).then(
    () => undefined,
    (error: unknown) => error,
  );

/** Steers in a wavy line, differently for each driver. */
const wave = (step: number, driver: number) => [
  0.5 * Math.sin(step / (7 + driver)),
  0.3,
  step % 50 === 49 ? 0.5 : 0,
];

describe("CarRacing", () => {
  it("refuses options it does not know or cannot honour", async () => {
    expect(await refused({ physics: "bullet" }))
      .to.be.instanceOf(RangeError)
      .with.property("message", "expected physics to be box2d-wasm or float32, got bullet");
    expect(await refused({ lap: 1 }))
      .to.be.instanceOf(TypeError)
      .with.property("message")
      .that.matches(/^CarRacing has the options physics, .*; got lap$/);
    expect(await refused({ lapCompletePercent: 95 }))
      .to.be.instanceOf(RangeError)
      .with.property("message", "expected lapCompletePercent to be a number from 0 to 1, got 95");
    const env = await CarRacing.create({ observation: "none" });
    expect(() => env.reset({ options: { colour: 1 } })).to.throw(TypeError, "got colour");
    expect(() => env.reset({ options: { randomize: 1 } })).to.throw(RangeError, "true or false");
    expect(() => env.reset({ seed: -1 })).to.throw(RangeError, "expected a seed");
    env.close();
  });

  it("refuses actions that are none, and takes numbers beyond the bounds as Gymnasium does", async () => {
    const env = await CarRacing.create({ observation: "none" });
    env.reset({ seed: 0 });
    const { x } = env.step([0, 0, 0])[4];
    expect(() => env.step([0, Number.NaN, 0])).to.throw(RangeError, "got [0, NaN, 0]");
    expect(() => env.step([0, 1])).to.throw(
      RangeError,
      "expected 3 finite numbers in a list or Float32Array, got [0, 1]",
    );
    expect(() => env.step([-Infinity, 0, 0])).to.throw(RangeError, "got [-Infinity, 0, 0]");
    expect(() => env.step([1e39, 0, 0])).to.throw(RangeError, "got [1e+39, 0, 0]");
    expect(() => env.step(["0", 0, 0] as never)).to.throw(RangeError, 'got ["0", 0, 0]');
    expect(() => env.step(3)).to.throw(RangeError, "got 3");
    expect(() => env.step(new Float64Array(3))).to.throw(RangeError, "got Float64Array[0, 0, 0]");
    expect(env.step([0, 0, 0])[4].x).to.be.closeTo(x, 0.1);
    const bounded = new ClipAction(await CarRacing.create({ observation: "none" }));
    bounded.reset({ seed: 0 });
    env.reset({ seed: 0 });
    for (let step = 0; step < 60; step++) {
      const action = [3 * Math.sin(step / 9), step % 20 === 19 ? -2 : 5, step % 30 > 27 ? 1.5 : -1];
      expect(env.step(action)[4]).to.deep.equal(bounded.step(action)[4]);
    }
    bounded.close();
    env.close();

    const discrete = await CarRacing.create({ continuous: false, observation: "none" });
    discrete.reset({ seed: 0 });
    expect(() => discrete.step(5)).to.throw(RangeError, "expected an action of Discrete(5), got 5");
    expect(() => discrete.step(0.5)).to.throw(RangeError, "got 0.5");
    expect(discrete.actionSpace.named("left")).to.equal(2);
    discrete.close();
  });

  it("must be reset before the first step and cannot be used once closed", async () => {
    const env = await CarRacing.create();
    expect(() => env.step([0, 0, 0])).to.throw("expected reset() before the first step");
    expect(() => env.render()).to.throw("expected reset() before the first step");
    env.reset();
    env.close();
    env.close();
    expect(() => env.step([0, 0, 0])).to.throw("has been closed");
    expect(() => env.reset()).to.throw("has been closed");
  });

  it("repeats itself for the same seed and goes on with its random numbers without one", async () => {
    const env = await CarRacing.create({ observation: "none" });
    const random = new Random(7);
    const start = (options?: { seed: number }) => env.reset(options)[1];
    const [first, second] = [start({ seed: 7 }), start()];
    for (const info of [first, second]) {
      const { sections } = createTrack(random);
      expect(info.tileCount).to.equal(sections.length);
      expect(info.x).to.be.closeTo(sections[0].x, 0.01);
    }
    expect(start({ seed: 7 })).to.deep.equal(first);
    env.close();
  });

  it("draws on request what it would have observed, and skips what nobody looks at", async () => {
    const seeing = await CarRacing.create();
    const blind = await CarRacing.create({ observation: "none" });
    blind.reset({ seed: 1 });
    expect(seeing.reset({ seed: 1 })[0]).to.deep.equal(blind.render("state_pixels").data);
    for (let step = 0; step < 60; step++) {
      const [observation, reward, , , info] = seeing.step(wave(step, 0), { unseen: step % 2 === 0 });
      const [nothing, blindReward, , , blindInfo] = blind.step(wave(step, 0));
      expect(nothing).to.deep.equal(new Uint8Array(0));
      expect(blind.observationSpace.contains(nothing)).to.equal(true);
      expect(seeing.observationSpace.contains(observation)).to.equal(true);
      expect([reward, info]).to.deep.equal([blindReward, blindInfo]);
      if (step % 6 === 5) expect(observation).to.deep.equal(blind.render("state_pixels").data);
      if (step % 2 === 0) expect(observation.every((byte) => byte === 0)).to.equal(true);
    }
    const { data, height, width } = blind.render();
    expect([width, height, data.length]).to.deep.equal([600, 400, 720000]);
    expect(() => blind.render("human")).to.throw(RangeError, "got human");
    seeing.close();
    blind.close();
  });

  it("rounds actions to float32", async () => {
    const env = await CarRacing.create({ observation: "none" });
    const ends = [[0.1, 0.7, 0], Float32Array.of(0.1, 0.7, 0)].map((action) => {
      env.reset({ seed: 2 });
      return Array.from({ length: 50 }, () => env.step(action)[4]).at(-1);
    });
    expect(ends[0]).to.deep.equal(ends[1]);
    env.close();
  });

  it("runs many environments side by side without mixing them up", async () => {
    const drive = async (count: number, only?: number) => {
      const envs = await Promise.all(
        Array.from({ length: count }, () => CarRacing.create({ observation: "none" })),
      );
      for (const [i, env] of envs.entries()) env.reset({ seed: only ?? i });
      for (let step = 0; step < 99; step++) {
        for (const [i, env] of envs.entries()) env.step(wave(step, only ?? i));
      }
      const states = envs.map((env, i) => env.step(wave(99, only ?? i))[4]);
      for (const env of envs) env.close();
      return states;
    };
    const together = await drive(3);
    expect(together).to.deep.equal([...(await drive(1, 0)), ...(await drive(1, 1)), ...(await drive(1, 2))]);
  });

  it("tells the true state", async () => {
    const env = await CarRacing.create({ observation: "none" });
    const [, start] = env.reset({ seed: 0 });
    expect(start.speed).to.equal(0);
    expect(start.lapFinished).to.equal(undefined);
    for (let step = 0; step < 20; step++) env.step([0, 1, 0]);
    let before = env.step([-1, 0.5, 0])[4];
    for (let step = 0; step < 10; step++) {
      const now = env.step([-1, 0.5, 0])[4];
      expect(Math.hypot(now.x - before.x, now.y - before.y)).to.be.closeTo(now.speed / 50, 0.02);
      expect(now.angle - before.angle).to.be.closeTo(now.yawRate / 50, 1e-3);
      before = now;
    }
    expect(before.steeringAngle).to.be.within(0.1, 0.44);
    expect(before.yawRate).to.be.above(0);
    expect(before.wheelOmega).to.have.lengthOf(4);
    expect(before.wheelOmega.every((omega) => omega > 1)).to.equal(true);
    expect(before.tilesUnderWheels.every((tiles) => tiles > 0)).to.equal(true);
    expect(before.tilesVisited).to.be.within(2, before.tileCount);
    env.close();
  });

  it("draws new colours in each episode when asked, and keeps them when told to", async () => {
    const env = await CarRacing.create({ domainRandomize: true });
    const colors = (options?: { randomize: boolean }) => {
      env.reset({ seed: 5, options });
      // One second on, the camera is close: a pixel beside the road and one of the road ahead.
      for (let step = 0; step < 49; step++) env.step([0, 0, 0], { unseen: true });
      const [image] = env.step([0, 0, 0]);
      const pixel = (row: number, column: number) => [
        ...image.subarray(3 * (96 * row + column)).subarray(0, 3),
      ];
      return { road: pixel(60, 48), ground: pixel(60, 4) };
    };
    const first = colors();
    expect(colors()).to.deep.equal(first);
    // The same seed draws another track when it need not draw colours; the colours stay.
    env.reset({ seed: 6 });
    const kept = colors({ randomize: false });
    expect(kept.road).not.to.deep.equal(first.road);
    expect(colors({ randomize: false })).to.deep.equal(kept);
    env.close();
  });

  it("notices the end of a lap with missed tiles only by the fixed rule", async () => {
    const drive = async (lapRule: "v3" | "fixed") => {
      const env = await CarRacing.create({ observation: "none", lapRule, lapCompletePercent: 0.8 });
      env.reset({ seed: 3 });
      const cornerCutter = new Expert(env, { ...TEACHER, lookAhead: 45 });
      for (let step = 1; step <= 1000; step++) {
        const [, , terminated, , { lapFinished, tileCount, tilesVisited }] = env.step(cornerCutter.act());
        if (!terminated && step < 1000) continue;
        env.close();
        return { terminated, lapFinished, missed: tileCount - tilesVisited };
      }
      return undefined;
    };
    const fixed = await drive("fixed");
    expect(fixed).to.include({ terminated: true, lapFinished: true });
    expect(fixed?.missed).to.be.above(0);
    expect(await drive("v3")).to.include({ terminated: false, lapFinished: undefined });
  });

  it("holds memory flat over 300 resets and leaves no handlers on the process", async () => {
    const handlers = () =>
      process.listeners("uncaughtException").length + process.listeners("unhandledRejection").length;
    const before = handlers();
    const env = await CarRacing.create({ observation: "none" });
    const box2d = await loadBox2D();
    const classes = [
      "b2World",
      "b2Body",
      "b2Fixture",
      "b2Joint",
      "b2RevoluteJoint",
      "b2Vec2",
      "b2Filter",
    ] as const;
    const wrappers = () => classes.map((name) => Object.keys(box2d.getCache(box2d[name])).length);
    const bytes = () => box2d.HEAP8.length;
    const episode = (seed: number) => {
      env.reset({ seed });
      env.step([0, 1, 0]);
    };
    for (let i = 0; i < 5; i++) episode(i);
    const [wrappersBefore, bytesBefore] = [wrappers(), bytes()];
    // A world that is not freed takes 0.27 MB: 80 MB in all, where the module has 16.
    for (let i = 0; i < 300; i++) episode(i % 5);
    expect(wrappers()).to.deep.equal(wrappersBefore);
    expect(bytes()).to.equal(bytesBefore);
    expect(handlers()).to.equal(before);
    env.close();
  });
});
