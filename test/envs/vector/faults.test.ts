import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import {
  Box,
  Dict,
  Discrete,
  type Env,
  MultiBinary,
  make,
  makeVec,
  RecordEpisodeStatistics,
  SyncVectorEnv,
  TimeLimit,
  Tuple,
} from "../../../envs/index.js";
import { AsyncVectorEnv, makeVec as makeVecInNode } from "../../../envs/node.js";
import { Echo, pedals } from "../echo.js";
import makeFaulty, { FAULT } from "./faulty-source.js";
import { Reusing } from "./reusing-env.js";

const faulty = { module: new URL("./faulty-source.js", import.meta.url) };
const reusing = { module: new URL("./reusing-env.js", import.meta.url) };
const coast = [0, 0, 0];

/** What a call says, whether it throws or rejects. */
async function saying(call: () => unknown): Promise<string> {
  try {
    await call();
    return "nothing";
  } catch (error) {
    return `${(error as Error).constructor.name}: ${(error as Error).message}`;
  }
}

type Any = SyncVectorEnv<Echo> | AsyncVectorEnv<Echo>;

/** Calls that are refused, and what is said, in this thread and in others. */
const refused: Record<string, [call: (envs: Any) => unknown, message: string]> = {
  "a function in an info": [
    (envs) => envs.step([coast, [FAULT.function, 0, 0]]),
    "TypeError: expected info.look to be plain data, got a function",
  ],
  "an observation that is too short": [
    (envs) => envs.step([coast, [FAULT.short, 0, 0]]),
    "RangeError: expected environment 1 to give an observation in Box(0, 255, [4, 5, 3], uint8), got Uint8Array[0, 0, 0]",
  ],
  "a reward that is a list": [
    (envs) => envs.step([[FAULT.reward, 0, 0], coast]),
    "TypeError: expected environment 0 to give a number as reward, got [1, 2]",
  ],
  "a step that returns nothing": [
    (envs) => envs.step([coast, [FAULT.nothing, 0, 0]]),
    "TypeError: expected step() of environment 1 to return [observation, reward, terminated, truncated, info], got undefined",
  ],
  "an end that is a text": [
    (envs) => envs.step([coast, [FAULT.text, 0, 0]]),
    'TypeError: expected environment 1 to give booleans as ends, got "no"',
  ],
  "a render mode they do not have": [
    (envs) => envs.render("no"),
    'RangeError: expected a render mode (rgb_array), got "no"',
  ],
  "a negative seed": [
    (envs) => envs.reset({ seed: -1 }),
    "RangeError: expected a seed that is a non-negative safe integer or bigint, got -1",
  ],
  "seeds that are none": [
    (envs) => envs.reset({ seed: [0, 0.5] }),
    "RangeError: expected a seed that is a non-negative safe integer or bigint, got 0.5",
  ],
  "a reset option they do not have": [
    (envs) => envs.reset({ options: { drop: 1 } }),
    "TypeError: expected the option lift, got drop",
  ],
  "a function among the reset options": [
    (envs) => envs.reset({ options: { lift: () => 1 } }),
    "TypeError: expected options.lift to be plain data, got a function",
  ],
  "an argument that reset does not have": [
    (envs) => envs.reset({ seeds: 1 } as object),
    "TypeError: reset has the options seed, options, mask; got seeds",
  ],
  "a mask without any true": [
    (envs) => envs.reset({ mask: [false, false] }),
    "RangeError: expected a mask of booleans with at least one true, got [false, false]",
  ],
  "a mask of numbers": [
    (envs) => envs.reset({ mask: [1, 0] as unknown as boolean[] }),
    "RangeError: expected a mask of booleans with at least one true, got [1, 0]",
  ],
  "actions whose lengths only sum up": [
    (envs) =>
      envs.step([
        [0, 0.1],
        [0, 0, 0, 0.5],
      ]),
    "RangeError: expected 3 finite numbers in a list or Float32Array, got [0, 0.1]",
  ],
  "too few actions": [(envs) => envs.step([coast]), "RangeError: expected 2 actions, got 1"],
  "a text for an action": [
    (envs) => envs.step(["000", "000"] as never),
    "RangeError: expected 6 finite numbers in a list or Float32Array, got",
  ],
  "no actions": [
    (envs) => envs.step(undefined as never),
    "RangeError: expected 6 finite numbers in a list or Float32Array, got undefined",
  ],
  "a rollout without steps": [
    (envs) => envs.rollout([]),
    "RangeError: expected a list with the actions of each step, got []",
  ],
  "a member that nobody has": [(envs) => envs.getAttr("gravity"), "RangeError: expected a member of"],
  "a call of step by name": [
    (envs) => envs.call("step"),
    "TypeError: expected the name of a member other than",
  ],
};

describe("vector environments refuse, in this thread and in others, with one sentence", () => {
  let here: SyncVectorEnv<Echo>;
  let there: AsyncVectorEnv<Echo>;
  before(async () => {
    here = new SyncVectorEnv([makeFaulty(), makeFaulty()]);
    there = await AsyncVectorEnv.create<Echo>(2, faulty, { workers: 2 });
  });
  after(() => there.close());

  for (const [name, [call, message]] of Object.entries(refused)) {
    it(`${name}, and go on`, async () => {
      for (const envs of [here, there]) {
        await envs.reset({ seed: 1 });
        expect(await saying(() => call(envs))).satisfies((said: string) => said.startsWith(message), message);
      }
      const seed = { seed: 3 };
      expect(await there.reset(seed)).deep.equal(here.reset(seed));
      expect(await there.step([coast, coast])).deep.equal(here.step([coast, coast]));
    });
  }

  it("what comes after an error is the same in both", async () => {
    for (const envs of [here, there]) {
      await envs.reset({ seed: 1 });
      await saying(() => envs.step([[FAULT.reward, 0, 0], coast]));
    }
    expect(await there.step([coast, coast])).deep.equal(here.step([coast, coast]));
  });

  it("steps after the end of an episode without autoreset", async () => {
    const options = { autoreset: "disabled" } as const;
    const threads = await AsyncVectorEnv.create<Echo>(2, faulty, { ...options, workers: 2 });
    const sync = new SyncVectorEnv([makeFaulty(), makeFaulty()], options);
    for (const envs of [sync, threads]) {
      await envs.reset();
      for (let step = 0; step < 4; step++) await envs.step([coast, coast]);
      await envs.reset({ mask: [true, false] });
      expect(await saying(() => envs.step([coast, coast]))).includes("expected environment 1 to be reset");
    }
    await threads.close();
    expect(await saying(() => threads.step([coast, coast]))).includes("has been closed");
    sync.close();
    expect(await saying(() => sync.step([coast, coast]))).includes("has been closed");
  });
});

describe("vector environments whose environments use their objects again", () => {
  for (const autoreset of ["same-step", "next-step"] as const) {
    it(`copy what they give, with ${autoreset} autoreset`, async () => {
      const here = new SyncVectorEnv([new Reusing(), new Reusing()], { autoreset });
      const there = await AsyncVectorEnv.create<Reusing>(2, reusing, { autoreset, workers: 1 });
      for (const envs of [here, there]) {
        await envs.reset();
        const results = [];
        for (let step = 0; step < 3; step++) results.push(await envs.step([0, 1]));
        const infos = results.map((result) => result[4][0]);
        if (autoreset === "same-step") {
          expect(infos[1].finalObs).deep.equal(Float32Array.of(2));
          expect(infos[1].finalInfo).deep.equal({ step: 2, path: [1, 2] });
          expect(infos[1].path).deep.equal([]);
        }
        expect(infos[0]).deep.equal({ step: 1, path: [1] });
        expect(results[0][0]).deep.equal(Float32Array.of(1, 1));
      }
      await there.close();
    });
  }
});

describe("rollout", () => {
  for (const autoreset of ["next-step", "same-step"] as const) {
    it(`plays what as many steps play, with ${autoreset} autoreset`, async () => {
      const options = { maxEpisodeSteps: 30 };
      const steps = await SyncVectorEnv.create(3, () => make("CartPole-v1", options), { autoreset });
      const here = await SyncVectorEnv.create(3, () => make("CartPole-v1", options), { autoreset });
      const there = await AsyncVectorEnv.create(3, { id: "CartPole-v1", options }, { autoreset, workers: 2 });
      steps.actionSpace.seed(1);
      const actions = Array.from({ length: 80 }, () => steps.actionSpace.sample());
      for (const envs of [steps, here, there]) await envs.reset({ seed: 5 });
      const expected = actions.map((action) => steps.step(action));
      for (const envs of [here, there]) {
        const { observations, rewards, terminations, truncations, infos } = await envs.rollout(actions);
        expect([...observations]).deep.equal(expected.flatMap(([observation]) => [...observation]));
        expect([...rewards]).deep.equal(expected.flatMap((result) => [...result[1]]));
        expect(Array.from(terminations, Boolean)).deep.equal(expected.flatMap((result) => result[2]));
        expect(Array.from(truncations, Boolean)).deep.equal(expected.flatMap((result) => result[3]));
        expect(infos).deep.equal(expected.flatMap((result) => result[4]));
      }
      const next = steps.step(actions[0]);
      expect(here.step(actions[0])).deep.equal(next);
      expect(await there.step(actions[0])).deep.equal(next);
      await there.close();
    });
  }
});

describe("spaces in vector environments", () => {
  it("may be composed, and integers of any size", () => {
    const space = new Dict({
      place: new Tuple([new Discrete(3, { start: 2 ** 40 }), new MultiBinary(2)]),
      look: new Box({ low: 0, high: 1, shape: [2], dtype: "float32" }),
    });
    const batch = new SyncVectorEnv([new Sampling(space, 1), new Sampling(space, 2)]);
    const [observations] = batch.reset();
    expect(batch.observationSpace.contains(observations)).equal(true);
    const [first, second] = batch.envs.map((env) => env.seen[0]);
    expect([...observations.place[0]]).deep.equal([first!.place[0], second!.place[0]]);
    expect([...observations.look]).deep.equal([...first!.look, ...second!.look]);
    const action = batch.actionSpace.sample();
    batch.step(action);
    expect(batch.envs.map(({ actions }) => actions[0][0])).deep.equal([...action[0]]);
    const [one, two] = [space.sample(), space.sample()].map(({ place }) => place);
    batch.step([one!, two!]);
    expect(batch.envs.map(({ actions }) => actions[1])).deep.equal([one, two]);
  });
});

/** Observes what it samples, and takes the first part of it as an action. */
class Sampling implements Env<SampledSpace, SampledSpace["spaces"]["place"]> {
  readonly metadata = { renderModes: [], renderFps: 1 };
  readonly seen: ReturnType<SampledSpace["sample"]>[] = [];
  readonly actions: (readonly [number, ArrayLike<number>])[] = [];
  readonly actionSpace: SampledSpace["spaces"]["place"];

  constructor(
    readonly observationSpace: SampledSpace,
    readonly seed: number,
  ) {
    this.actionSpace = observationSpace.spaces.place;
  }

  reset() {
    this.observationSpace.seed(this.seed);
    this.seen.push(this.observationSpace.sample());
    return [this.seen.at(-1)!, {}] as [ReturnType<SampledSpace["sample"]>, object];
  }

  step(action: readonly [number, ArrayLike<number>]) {
    this.actions.push(action);
    const result: [ReturnType<SampledSpace["sample"]>, number, boolean, boolean, object] = [
      this.observationSpace.sample(),
      0,
      false,
      false,
      {},
    ];
    return result;
  }

  render(): never {
    throw new RangeError("nothing to see");
  }

  close(): void {}
}

type SampledSpace = Dict<{ place: Tuple<readonly [Discrete, MultiBinary]>; look: Box<"float32"> }>;

describe("members of environments in vector environments", () => {
  it("are none of JavaScript's own: an environment keeps its prototype", async () => {
    const vector = await SyncVectorEnv.create(2, () => make("CartPole-v1"));
    for (const name of ["__proto__", "constructor", "__defineGetter__"]) {
      expect(() => vector.setAttr(name, [{}, {}])).throws(TypeError, `got "${name}"`);
      expect(() => vector.getAttr(name)).throws(TypeError, `got "${name}"`);
      expect(() => vector.call(name)).throws(TypeError, `got "${name}"`);
      expect(() => vector.envs[0]!.setWrapperAttr(name, {})).throws(TypeError, `got ${name}`);
    }
    vector.close();
  });

  it("are read, set and called by name, through wrappers", async () => {
    const here = await makeVec("CartPole-v1", { numEnvs: 2 });
    const there = await makeVecInNode("CartPole-v1", { numEnvs: 2, vectorizationMode: "async" });
    for (const envs of [here, there]) {
      await envs.reset({ seed: 1 });
      expect(await envs.getAttr("maxEpisodeSteps")).deep.equal([500, 500]);
      await envs.setAttr("level", [3, 4]);
      expect(await envs.getAttr("level")).deep.equal([3, 4]);
      await envs.setAttr("level", 7);
      expect(await envs.call("level")).deep.equal([7, 7]);
      expect(await envs.call("toString")).deep.equal(Array(2).fill("TimeLimit<OrderEnforcing<CartPole>>"));
      expect(await saying(() => envs.setAttr("level", [1, 2, 3]))).includes("expected 2 values, got 3");
      await envs.close();
    }
  });

  it("makeVec refuses what it cannot do", async () => {
    expect(await saying(() => makeVec("CartPole-v1", { numEnvs: 0 }))).includes("positive number");
    expect(
      await saying(() => makeVecInNode("CartPole-v1", { vectorizationMode: "both" as "sync" })),
    ).includes("both");
    for (const vectorizationMode of ["sync", "async"] as const) {
      const given = { vectorizationMode, suttonBartoReward: true };
      expect(await saying(() => makeVecInNode("CartPole-v1", given))).includes(
        "got suttonBartoReward beside them",
      );
    }
    const wrapper = (env: Env) => new TimeLimit(env, 3);
    const wrapped = await makeVec("CartPole-v1", { wrapper });
    expect(await wrapped.getAttr("maxEpisodeSteps")).deep.equal([3]);
    expect(
      await saying(() => makeVecInNode("CartPole-v1", { wrapper, vectorizationMode: "async" })),
    ).includes("expected no wrapper");
  });
});

describe("environments in vector environments", () => {
  it("are each there once", async () => {
    const one = new Echo(pedals());
    const create = () => SyncVectorEnv.create(2, () => one);
    expect(await saying(create)).includes(
      "expected an environment of its own each time, got one as number 0 and 1",
    );
    const wrapped = () => new SyncVectorEnv([new TimeLimit(one, 3), new TimeLimit(one, 3)]);
    expect(wrapped).throws(RangeError, "of its own each time");
  });

  it("are no vector environments, and those are not wrapped", async () => {
    const vector = await makeVec("CartPole-v1", { numEnvs: 2 });
    const env = vector as unknown as Env<Box<"uint8">>;
    for (const wrap of [
      () => new RecordEpisodeStatistics(env),
      () => new TimeLimit(env, 3),
      () => new SyncVectorEnv([env]),
    ]) {
      expect(wrap).throws(TypeError, "expected one environment, got a vector environment of 2");
    }
    expect(() => new TimeLimit(make("CartPole-v1") as unknown as Env, 3)).throws("make() has to be awaited");
    expect(() => new TimeLimit(undefined as unknown as Env, 3)).throws("TimeLimit expected an environment");
  });
});

describe("AsyncVectorEnv has deadlines", function () {
  this.timeout(20_000);
  const hang = [FAULT.hang, 0, 0];

  it("for making environments: a module that does not come back hangs no other thread", async () => {
    for (const code of [
      "for (;;); export default () => 0;",
      "export default () => { for (;;); };",
      "export default () => new Promise(() => {});",
    ]) {
      const module = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
      const create = () => AsyncVectorEnv.create<Echo>(3, { module }, { workers: 2, startTimeout: 0.5 });
      expect(await saying(create), code).match(
        /^Error: expected environments? \d.* to answer within 0.5 s, got no answer$/,
      );
    }
    expect(await saying(() => AsyncVectorEnv.create(2, { id: "CartPole-v1" }, { startTimeout: 0 }))).equal(
      "RangeError: expected startTimeout to be a positive number of seconds, got 0",
    );
  });

  it("for a step", async () => {
    const envs = await AsyncVectorEnv.create<Echo>(2, faulty, { workers: 2, timeout: 0.3 });
    await envs.reset();
    const said = "Error: expected environment 1 to answer within 0.3 s, got no answer";
    expect(await saying(() => envs.step([coast, hang]))).equal(said);
    expect(await saying(() => envs.step([coast, coast]))).equal(said);
    await envs.close();
  });

  it("for close during a step, which is rejected", async () => {
    for (const action of [hang, coast]) {
      const envs = await AsyncVectorEnv.create<Echo>(2, faulty, { workers: 2 });
      await envs.reset();
      const step = saying(() => envs.step([coast, action]));
      await envs.close();
      expect(await step).includes("this one was closed during the call");
    }
  });

  it("and lets a program end that forgot to close it", async () => {
    const url = new URL("../../../envs/node.js", import.meta.url).href;
    const program = `import { AsyncVectorEnv } from ${JSON.stringify(url)};
      const envs = await AsyncVectorEnv.create(2, { id: "CartPole-v1" }, { workers: 2 });
      await envs.reset({ seed: 1 });
      const [, rewards] = await envs.step([0, 1]);
      console.log(rewards.join());`;
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", program], {
      timeout: 15_000,
    });
    expect(stdout).equal("1,1\n");
  });
});
