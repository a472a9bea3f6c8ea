import { expect } from "chai";
import {
  AddRenderObservation,
  AddWhiteNoise,
  CenterCrop,
  ClipAction,
  ClipReward,
  DelayObservation,
  DiscretizeAction,
  DiscretizeObservation,
  DtypeObservation,
  type Env,
  FilterObservation,
  FlattenObservation,
  FrameStackObservation,
  GrayscaleObservation,
  MaxAndSkipObservation,
  make,
  NormalizeObservation,
  NormalizeReward,
  ObstructView,
  OrderEnforcing,
  PassiveEnvChecker,
  RecordEpisodeStatistics,
  RenderCollection,
  RepeatAction,
  RescaleAction,
  RescaleObservation,
  ReshapeObservation,
  ResizeObservation,
  StickyAction,
  TimeAwareObservation,
  TimeLimit,
  TransformAction,
  TransformObservation,
  TransformReward,
} from "../../../envs/index.js";
import { Box, Dict, Discrete, Tuple } from "../../../envs/spaces.js";
import { Echo, pedals } from "../echo.js";
import { Reusing } from "../vector/reusing-env.js";

const COAST = [0, 0, 0];
const echo = () => new Echo(pedals());
const any = (value: unknown) => value as never;

/** An environment whose results nobody may write to. */
function frozen(): Echo {
  const env = new Echo(pedals(), 4);
  const { step, reset } = env;
  env.step = (...args) => {
    const result = step.apply(env, args);
    Object.freeze(result[4]);
    return Object.freeze(result) as typeof result;
  };
  env.reset = (...args) => Object.freeze(reset.apply(env, args)) as ReturnType<typeof reset>;
  return env;
}

describe("wrappers", () => {
  const harmless: Record<string, (env: Echo) => Env> = {
    TimeLimit: (env) => new TimeLimit(env, 2),
    TransformReward: (env) => new TransformReward(env, (reward) => 2 * reward),
    RecordEpisodeStatistics: (env) => new RecordEpisodeStatistics(env),
    MaxAndSkip: (env) => new MaxAndSkipObservation(env, 2),
    FrameStack: (env) => new FrameStackObservation(env, 2),
    Order: (env) => new OrderEnforcing(env),
    Normalize: (env) => new NormalizeObservation(env),
    NormalizeReward: (env) => new NormalizeReward(env),
    Delay: (env) => new DelayObservation(env, 1),
    Repeat: (env) => new RepeatAction(env, 2),
    Sticky: (env) => new StickyAction(env, 0.5),
    Clip: (env) => new ClipAction(env),
    Rescale: (env) => new RescaleAction(env, -1, 1),
    Checker: (env) => new PassiveEnvChecker(env),
    Collection: (env) => new RenderCollection(env),
    TimeAware: (env) => new TimeAwareObservation(new TimeLimit(env, 3), { flatten: false }),
    Flatten: (env) => new FlattenObservation(env),
  };
  for (const [name, wrap] of Object.entries(harmless)) {
    it(`${name} leaves what the environment returns as it is`, () => {
      const inner = frozen();
      const env = wrap(inner);
      env.reset({ seed: 1 });
      for (let i = 0; i < 2; i++) env.step(COAST);
      expect(inner.calls.length).at.least(2);
    });
  }

  it("MaxAndSkip works for an environment that uses its observation again", () => {
    const inner = echo();
    const { step } = inner;
    const shared = new Uint8Array(60);
    inner.step = (...args) => {
      const result = step.apply(inner, args);
      shared.set(result[0]);
      return [shared, ...result.slice(1)] as typeof result;
    };
    const env = new MaxAndSkipObservation(inner, 2);
    env.reset({ seed: 1 });
    const [observation] = env.step(COAST);
    const [before, last] = inner.observations.slice(-2) as [Uint8Array, Uint8Array];
    expect([...observation]).deep.equal(Array.from(last, (value, i) => Math.max(value, before[i])));
    expect([...shared]).deep.equal([...last]);
  });

  it("Delay gives what was observed, for an environment that uses its observation again", () => {
    const env = new DelayObservation(new Reusing(), 1);
    env.reset();
    const seen = [0, 0].map(() => env.step(0)[0][0]);
    expect(seen).deep.equal([0, 1]);
  });

  it("Sticky repeats the action that was taken, for a program that uses its list again", () => {
    const inner = echo();
    const env = new StickyAction(inner, 0.99, { repeatActionDuration: 9 });
    env.reset({ seed: 1 });
    const action = [0, 0, 0];
    for (let i = 0; i < 9; i++) {
      action[0] = i / 10;
      env.step(action);
    }
    expect(inner.calls.map(({ action }) => [...(action as number[])][0]).slice(1, 4)).deep.equal([0, 0, 0]);
  });

  const dict = new Dict({
    a: new Discrete(2),
    b: new Box({ low: 0, high: 1, shape: [2], dtype: "float32" }),
  });
  const parts = () => new TransformObservation(echo(), () => any({ a: 1, b: Float32Array.of(0.5, 1) }), dict);

  const refused: Record<string, [make: () => unknown, message: string]> = {
    "a padding in capitals": [
      () => new FrameStackObservation(echo(), 2, { paddingType: any("Reset") }),
      "expected paddingType to be reset, zero or an observation",
    ],
    "another option's name": [
      () => new FrameStackObservation(echo(), 2, any({ padding: "zero" })),
      "got padding",
    ],
    "a padding of another size": [
      () => new FrameStackObservation(echo(), 2, { paddingType: [1, 2] }),
      "expected paddingType",
    ],
    "bounds that are texts": [
      () => new RescaleAction(echo(), any("-1"), any("1")),
      "expected low to be a number",
    ],
    "too few bounds": [() => new RescaleAction(echo(), [0, 0], [1, 1]), "expected 3 values of low, got 2"],
    "an action that is too short": [
      () => new RescaleAction(echo(), -1, 1).step([0, 0]),
      "expected 3 finite numbers",
    ],
    "an action that is a text": [
      () => new RescaleAction(echo(), -1, 1).step(any("000")),
      "expected 3 finite numbers",
    ],
    "an action of texts": [
      () => new ClipAction(echo()).step(any(["0", "0", "0"])),
      "expected 3 finite numbers",
    ],
    "no action": [() => new ClipAction(echo()).step(any(undefined)), "expected 3 finite numbers"],
    "a size that is a text": [() => new ResizeObservation(echo(), any("84")), "two positive integers"],
    "a transformation that is none": [
      () => new TransformReward(echo(), any(2)),
      "TransformReward expected a function",
    ],
    "an action's that is none": [() => new TransformAction(echo(), any({}), pedals()), "expected a function"],
    "a limit that is a text": [() => new TimeLimit(echo(), any("3")), 'got "3"'],
    "a buffer of none": [() => new RecordEpisodeStatistics(echo(), 0), "expected a positive integer, got 0"],
    "an option of texts": [() => new GrayscaleObservation(echo(), { keepDim: any("no") }), "true or false"],
    "no bounds at all": [() => new ClipReward(echo(), any(undefined)), "an object of options"],
    "a bound that is a text": [
      () => new ClipReward(echo(), { minReward: any("0"), maxReward: any("1") }),
      "expected minReward to be a number",
    ],
    "an epsilon that is a text": [() => new NormalizeObservation(echo(), any("1")), "epsilon > 0"],
    "a probability of null": [() => new StickyAction(echo(), any(null)), "from 0 to below 1"],
    "a duration of null": [
      () => new StickyAction(echo(), 0.1, { repeatActionDuration: any(null) }),
      "1 step or more",
    ],
    "a noise that is a list": [() => new AddWhiteNoise(echo(), any([])), "from 0 to below 1"],
    "a ratio of null": [() => new ObstructView(echo(), any(null), 5), "from 0 to below 1"],
    "an action space that is none": [
      () => new TransformAction(echo(), (action) => action, any(undefined)),
      "TransformAction expected a space",
    ],
    "an observation space that is none": [
      () => new TransformObservation(echo(), (observation) => any(observation), any({})),
      "TransformObservation expected a space",
    ],
    "a crop that is a number": [
      () => new CenterCrop(any(new ResizeObservation(echo(), [4, 5])), any(4)),
      "CenterCrop expected a height",
    ],
    "no bound": [() => new ClipReward(echo(), {}), "minReward ≤ maxReward"],
    "bounds that cross": [
      () => new ClipReward(echo(), { minReward: 1, maxReward: 0 }),
      "minReward ≤ maxReward",
    ],
    "a gamma beyond 1": [() => new NormalizeReward(echo(), { gamma: 2 }), "a number from 0 to 1"],
    "a probability of 1": [() => new StickyAction(echo(), 1), "from 0 to below 1"],
    "a duration of none": [
      () => new StickyAction(echo(), 0.1, { repeatActionDuration: [2, 1] }),
      "1 step or more",
    ],
    "a noise of 1": [() => new AddWhiteNoise(echo(), 1), "from 0 to below 1"],
    "a width of half a pixel": [() => new ObstructView(echo(), 0.1, 0.5), "positive integer"],
    "half a repeat": [() => new RepeatAction(echo(), 1.5), "positive integer"],
    "a delay that is negative": [() => new DelayObservation(echo(), -1), "integer from 0 on"],
    "bins for another number of elements": [
      () => new DiscretizeAction(echo(), [2, 2]),
      "3 positive numbers of bins",
    ],
    "bins of endless actions": [
      () => new DiscretizeObservation(new NormalizeObservation(echo()), 3),
      "finite bounds",
    ],
    "a part that is not there": [() => new FilterObservation(parts(), ["c"]), "expected some of a, b"],
    "a part of what has none": [() => new FilterObservation(echo(), ["a"]), "expected a Dict or a Tuple"],
    "another number of elements": [() => new ReshapeObservation(echo(), [7]), "a shape of 60 elements"],
    "bounds without a range": [
      () => new RescaleObservation(new NormalizeObservation(echo()), 0, 1),
      "bounded",
    ],
    "an element type of parts": [() => new DtypeObservation(parts(), "float32"), "a space of numbers"],
    "a type that does not hold the bounds": [() => new DtypeObservation(echo(), "int8"), "range of int8"],
    "no limit": [() => new TimeAwareObservation(echo()), "with a TimeLimit"],
    "a mode it does not have": [() => new AddRenderObservation(echo(), { mode: "human" }), "got human"],
  };
  for (const [name, [make, message]] of Object.entries(refused)) {
    it(`refuse ${name}`, () => {
      expect(make).throws(message);
    });
  }

  it("keep parts, flatten, and add what is seen", () => {
    const kept = new FilterObservation(parts(), ["b"]);
    expect(kept.reset()[0]).deep.equal({ b: Float32Array.of(0.5, 1) });
    const tuple = new Tuple([new Discrete(2), new Discrete(3)]);
    const second = new FilterObservation(new TransformObservation(echo(), () => any([1, 2]), tuple), [1]);
    expect(second.reset()[0]).deep.equal([2]);
    expect(Array.from(new FlattenObservation(parts()).reset()[0] as Float64Array)).deep.equal([0, 1, 0.5, 1]);
    const seen = new AddRenderObservation(echo(), { renderOnly: false });
    const [{ pixels, state }] = seen.reset() as [{ pixels: Uint8Array; state: Uint8Array }, object];
    expect([pixels.length, state.length]).deep.equal([6, 60]);
    expect(seen.observationSpace.contains({ pixels, state })).equal(true);
  });

  it("collect pictures, put noise on them, and check what is returned", async () => {
    const collection = new RenderCollection(await make("CartPole-v1"));
    collection.reset({ seed: 1 });
    collection.step(0);
    expect(collection.frames()).lengthOf(2);
    expect(collection.frames()).lengthOf(0);
    for (const wrap of [
      (env: Env) => new AddWhiteNoise(env, 0.25, { seed: 1 }),
      (env: Env) => new ObstructView(env, 0.25, 5, { seed: 1, isNoiseGrayscale: true }),
    ]) {
      const noisy = wrap(await make("CartPole-v1"));
      noisy.reset({ seed: 1 });
      const [clear, changed] = [collection.env.render().data, noisy.render().data];
      let pixels = 0;
      for (let i = 0; i < clear.length; i += 3) if (clear[i] !== changed[i]) pixels++;
      expect(pixels / (clear.length / 3)).within(0.15, 0.26);
    }
    const inner = echo();
    const checker = new PassiveEnvChecker(inner);
    checker.reset();
    expect(() => checker.step([9, 9, 9])).throws(RangeError, "expected an action of Box");
    inner.step = () => any([new Uint8Array(2), 0, false, false, {}]);
    expect(() => checker.step(COAST)).throws(RangeError, "expected step() to give an observation");
  });

  it("stick to an action for as long as it is drawn", () => {
    const inner = echo();
    const env = new StickyAction(inner, 0.5, { repeatActionDuration: 2 });
    env.reset({ seed: 1 });
    for (let i = 0; i < 300; i++) env.step([i / 1000, 0, 0]);
    const taken = inner.calls.map(({ action }) => Math.round((action as number[])[0] * 1000));
    const repeated = taken.filter((action, i) => i > 0 && action === taken[i - 1]).length;
    expect(taken[0]).equal(0);
    expect(repeated / 300).within(0.55, 0.78);
  });
});
