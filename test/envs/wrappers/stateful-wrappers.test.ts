import { expect } from "chai";
import {
  Box,
  FrameStackObservation,
  MaxAndSkipObservation,
  make,
  NormalizeObservation,
  OrderEnforcing,
  RecordEpisodeStatistics,
  TimeLimit,
  TransformReward,
} from "../../../envs/index.js";
import { Echo, pedals } from "../echo.js";

const COAST = [0, 0, 0];

describe("TimeLimit", () => {
  it("truncates after so many steps, in every episode", () => {
    const env = new TimeLimit(new Echo(pedals()), 2);
    for (let episode = 0; episode < 2; episode++) {
      env.reset();
      expect(env.step(COAST).slice(2, 4)).deep.equal([false, false]);
      expect(env.step(COAST).slice(2, 4)).deep.equal([false, true]);
    }
  });

  it("asks for the observation of the step it truncates", () => {
    const echo = new Echo(pedals());
    const env = new TimeLimit(echo, 2);
    env.reset();
    env.step(COAST, { unseen: true });
    env.step(COAST, { unseen: true });
    expect(echo.calls.map(({ unseen }) => unseen)).deep.equal([true, false]);
  });

  it("refuses limits that are not positive integers", () => {
    expect(() => new TimeLimit(new Echo(pedals()), 0)).throws(RangeError, "got 0");
  });
});

describe("OrderEnforcing", () => {
  it("wants reset first and nothing after close", () => {
    const echo = new Echo(pedals());
    const env = new OrderEnforcing(echo);
    expect(() => env.step(COAST)).throws("got step() before the first reset()");
    expect(() => env.render()).throws("got render() before the first reset()");
    env.reset();
    env.step(COAST);
    env.render();
    env.close();
    env.close();
    expect(echo.closed).equal(1);
    expect(() => env.step(COAST)).throws("got step() after close()");
    expect(() => env.reset()).throws("got reset() after close()");
  });
});

describe("TransformReward", () => {
  it("changes the reward only", () => {
    const env = new TransformReward(new Echo(pedals()), (reward) => reward * 10);
    env.reset();
    expect(env.step(COAST).slice(1)).deep.equal([10, false, false, { step: 1 }]);
  });
});

describe("FrameStackObservation", () => {
  it("gives the last observations, oldest first", () => {
    const echo = new Echo(pedals());
    const env = new FrameStackObservation(echo, 3);
    expect(env.observationSpace.shape).deep.equal([3, 4, 5, 3]);
    for (let episode = 0; episode < 2; episode++) {
      const [first] = env.reset();
      const seen = [echo.observations.at(-1)!];
      expect([...first]).deep.equal([...seen[0], ...seen[0], ...seen[0]]);
      for (let i = 0; i < 4; i++) {
        const [stacked] = env.step(COAST);
        seen.push(echo.observations.at(-1)!);
        const expected = [seen.at(-3) ?? seen[0], seen.at(-2)!, seen.at(-1)!];
        expect([...stacked]).deep.equal(expected.flatMap((frame) => [...frame]));
      }
    }
  });

  it("pads with zeros when told, and never changes what it gave", () => {
    const env = new FrameStackObservation(new Echo(pedals()), 2, { paddingType: "zero" });
    const [first] = env.reset();
    expect(first.slice(0, 60).every((value) => value === 0)).equal(true);
    const copy = first.slice();
    env.step(COAST);
    expect(first).deep.equal(copy);
  });

  it("wants every observation, seen or not", () => {
    const echo = new Echo(pedals());
    const env = new MaxAndSkipObservation(new FrameStackObservation(echo, 2), 4);
    env.reset();
    env.step(COAST);
    expect(echo.calls.some(({ unseen }) => unseen)).equal(false);
  });
});

describe("MaxAndSkipObservation", () => {
  it("repeats the action, sums the rewards and takes the greatest of the last two observations", () => {
    const echo = new Echo(pedals());
    const env = new MaxAndSkipObservation(echo, 4);
    env.reset();
    const [observation, reward, , , info] = env.step([0.5, 0, 0]);
    expect(reward).equal(1 + 2 + 3 + 4);
    expect(info).deep.equal({ step: 4 });
    const [before, last] = echo.observations.slice(-2) as [Uint8Array, Uint8Array];
    expect([...observation]).deep.equal(Array.from(last, (value, i) => Math.max(value, before[i])));
    expect(echo.calls.map(({ unseen }) => unseen)).deep.equal([true, true, false, false]);
    expect(echo.calls.every(({ action }) => (action as number[])[0] === 0.5)).equal(true);
  });

  for (const length of [1, 2, 3, 4]) {
    it(`stops when the episode ends at step ${length} of 4`, () => {
      const echo = new Echo(pedals(), length);
      const env = new MaxAndSkipObservation(echo, 4);
      env.reset();
      const [observation, reward, terminated] = env.step(COAST);
      expect([reward, terminated, echo.calls.length]).deep.equal([(length * (length + 1)) / 2, true, length]);
      // Gymnasium's buffer, which an end before the last two leaves as it was.
      const greatest = new Uint8Array(60);
      for (const seen of echo.observations.slice(3) as Uint8Array[]) {
        for (const [i, value] of seen.entries()) greatest[i] = Math.max(greatest[i], value);
      }
      expect(observation).deep.equal(greatest);
    });
  }
});

describe("NormalizeObservation", () => {
  it("gives mean 0 and variance 1 of what it saw", () => {
    const env = new NormalizeObservation(new Echo(pedals(), Infinity, [1]));
    const { env: echo } = env;
    env.reset({ seed: 1 });
    let last = 0;
    for (let i = 0; i < 500; i++) last = env.step(COAST)[0][0];
    const seen = echo.observations.map(([value]) => value!);
    const mean = seen.reduce((a, b) => a + b) / seen.length;
    const variance = seen.reduce((sum, value) => sum + (value - mean) ** 2, 0) / seen.length;
    expect(last).closeTo((seen.at(-1)! - mean) / Math.sqrt(variance), 1e-4);
  });

  it("stops learning when told", () => {
    const env = new NormalizeObservation(new Echo(pedals(), Infinity, [1]));
    const [before] = env.reset({ seed: 1 });
    env.updateRunningMean = false;
    env.reset({ seed: 2 });
    expect(env.reset({ seed: 1 })[0]).deep.equal(before);
  });
});

describe("RecordEpisodeStatistics", () => {
  it("adds return and length to the last step's info", () => {
    const env = new RecordEpisodeStatistics(new Echo(pedals(), 3), 2);
    for (let episode = 0; episode < 3; episode++) {
      env.reset();
      expect(env.step(COAST)[4].episode).equal(undefined);
      env.step(COAST);
      const { step, episode: statistics } = env.step(COAST)[4];
      expect({ step, r: statistics?.r, l: statistics?.l }).deep.equal({ step: 3, r: 6, l: 3 });
      expect(statistics!.t).at.least(0);
    }
    expect(env.episodes.length).equal(2);
  });
});

describe("Wrapper", () => {
  it("reaches through the stack, with types", async () => {
    const env = new FrameStackObservation(new TimeLimit(await make("CartPole-v1"), 7), 2);
    expect(String(env)).equal("FrameStackObservation<TimeLimit<TimeLimit<OrderEnforcing<CartPole>>>>");
    const action: number = env.unwrapped.actionSpace.named("left");
    const [first]: [Float32Array, object] = env.reset({ seed: 0 });
    const [second]: [Float32Array, ...unknown[]] = env.step(action);
    expect([...first.slice(4)]).deep.equal([...second.slice(0, 4)]);
    expect(env.observationSpace).instanceOf(Box);
    expect(env.metadata).equal(env.unwrapped.metadata);
    expect(env.render().width).equal(600);
    env.close();
    expect(() => env.reset()).throws("after close()");
  });
});
