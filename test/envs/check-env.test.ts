import { expect } from "chai";
import {
  checkEnv,
  type Env,
  make,
  Random,
  type ResetOptions,
  type StepOptions,
  SyncVectorEnv,
} from "../../envs/index.js";
import { Box, Discrete } from "../../envs/spaces.js";

/** A walk on a line of ten metres, with a gust of wind now and then. Right in everything; the tests below break it. */
class Walk {
  observationSpace: unknown = new Box({ low: -5, high: 5, dtype: "float32" });
  actionSpace: unknown = new Discrete(2);
  metadata: unknown = { renderModes: ["rgb_array"], renderFps: 10 };
  random = new Random();
  place = 0;

  reset({ seed }: ResetOptions = {}): unknown {
    if (seed !== undefined) this.random = new Random(seed);
    this.place = 0;
    return [this.observe(), {}];
  }

  step(action: number, _options?: StepOptions): unknown {
    if (action !== 0 && action !== 1) throw new RangeError("expected 0 or 1");
    this.place += (action === 1 ? 1 : -1) * (0.5 + this.random.random());
    const end = Math.abs(this.place) > 4;
    this.place = Math.max(-5, Math.min(5, this.place));
    return [this.observe(), end ? 1 : 0, end, false, {}];
  }

  render(mode = "rgb_array"): unknown {
    if (mode !== "rgb_array") throw new RangeError("expected rgb_array");
    return { width: 1, height: 1, data: new Uint8Array(3) };
  }

  close(): void {}

  observe(): unknown {
    return Float32Array.of(this.place);
  }
}

/** What checkEnv says of a Walk that was broken by the given members. */
function problemsOf(broken: object): string[] {
  try {
    checkEnv(Object.assign(new Walk(), broken) as unknown as Env);
    return [];
  } catch (error) {
    const [title, ...problems] = (error as Error).message.split("\n- ");
    expect(title).equal("Walk is broken:");
    return problems;
  }
}

const { reset, step, observe } = Walk.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
const change = (result: unknown, index: number, value: unknown) => (result as unknown[]).with(index, value);

const broken: Record<string, [members: object, problem: string]> = {
  "a missing method": [{ close: undefined }, "expected a method close, got undefined"],
  "a space that is none": [{ actionSpace: { n: 2 } }, "expected actionSpace to be a Space, got an object"],
  "no render modes": [
    { metadata: {} },
    "expected metadata.renderModes to be a list of strings, got undefined",
  ],
  "a stepInto that writes elsewhere": [
    {
      stepInto(this: Walk, action: number, observation: Float32Array, at: number, outcome: object) {
        const [[place], reward, terminated] = step!.call(this, action) as [number[], number, boolean];
        observation[at + 1] = place!;
        Object.assign(outcome, { reward, terminated, truncated: false, info: {} });
      },
    },
    "expected stepInto() to write one observation, got more written",
  ],
  "a text that is none": [
    { metadata: { renderModes: ["ansi"], renderFps: 4 }, render: () => 1 },
    'expected render("ansi") to give a string, got 1',
  ],
  "no frame rate": [
    { metadata: { renderModes: ["rgb_array"] } },
    "expected metadata.renderFps to be a positive number, got undefined",
  ],
  "an observation outside its space": [
    { observe: () => Float32Array.of(7) },
    "expected reset() to give an observation in Box(-5, 5, [1], float32), got 7 at index 0",
  ],
  "an observation that is not a number": [
    { observe: () => Float32Array.of(Number.NaN) },
    "expected reset() to give an observation in Box(-5, 5, [1], float32), got NaN at index 0",
  ],
  "an observation of the wrong length": [
    { observe: () => new Float32Array(2) },
    "expected reset() to give an observation in Box(-5, 5, [1], float32), got 2 elements",
  ],
  "an observation of the wrong type": [
    { observe: () => new Float64Array(1) },
    "expected reset() to give an observation in Box(-5, 5, [1], float32), got Float64Array[0]",
  ],
  "an observation that is a list": [
    { observe: () => [0] },
    "expected reset() to give an observation of type Float32Array, got a list",
  ],
  "a reset without info": [
    { reset: () => [Float32Array.of(0)] },
    "expected reset() to return [observation, info], got [Float32Array[0]]",
  ],
  "a step of Gym's old form": [
    {
      step(this: Walk, ...args: unknown[]) {
        return (step!.apply(this, args) as unknown[]).toSpliced(3, 1);
      },
    },
    "expected step() to return [observation, reward, terminated, truncated, info], got [",
  ],
  "a reward that is not a number": [
    {
      step(this: Walk, ...args: unknown[]) {
        return change(step!.apply(this, args), 1, Number.NaN);
      },
    },
    "expected step() to give a finite number as reward, got NaN",
  ],
  "a flag that is not a boolean": [
    {
      step(this: Walk, ...args: unknown[]) {
        return change(step!.apply(this, args), 3, 0);
      },
    },
    "expected step() to give a boolean truncated, got 0",
  ],
  "an info that is no object": [
    {
      step(this: Walk, ...args: unknown[]) {
        return change(step!.apply(this, args), 4, null);
      },
    },
    "expected step() to give an object as info, got null",
  ],
  "a reset that forgets the seed": [
    {
      reset(this: Walk) {
        return reset!.call(this, { seed: Math.floor(Math.random() * 1e9) });
      },
    },
    "expected the same seed and actions, to give the same episode, got different observations at step 1",
  ],
  "a state that survives the reset": [
    {
      reset(this: Walk, options: ResetOptions) {
        const { place } = this;
        reset!.call(this, options);
        this.place = place;
        return [this.observe(), {}];
      },
    },
    "expected the same seed and actions, to give the same episode",
  ],
  "an observation that is used again": [
    {
      shared: new Float32Array(1),
      observe(this: Walk & { shared: Float32Array }) {
        this.shared[0] = this.place;
        return this.shared;
      },
    },
    "expected an observation to stay as it was given, got one that a later step has changed",
  ],
  "a rendering that moves the world": [
    {
      render(this: Walk, mode: string) {
        this.random.random();
        return Walk.prototype.render.call(this, mode);
      },
    },
    "expected the same seed and actions, with render() in between, to give the same episode",
  ],
  "an end that is not observed because the step was to be unseen": [
    {
      step(this: Walk, action: unknown, options?: StepOptions) {
        const result = step!.call(this, action);
        return options?.unseen ? change(result, 0, new Float32Array(1)) : result;
      },
    },
    "expected the same seed and actions, some of them unseen, to give the same episode, got different observations",
  ],
  "a space that changes": [
    {
      step(this: Walk, ...args: unknown[]) {
        this.observationSpace = new Box({ low: -6, high: 5, dtype: "float32" });
        return step!.apply(this, args);
      },
    },
    "expected observationSpace to stay what it was, Box(-5, 5, [1], float32), got Box(-6, 5, [1], float32)",
  ],
  "an action it does not have": [
    {
      step(this: Walk, action: number) {
        return step!.call(this, action > 0 ? 1 : 0);
      },
    },
    "expected step() to refuse what is not in Discrete(2), but it took 2",
  ],
  "a frame of the wrong size": [
    { render: () => ({ width: 2, height: 1, data: new Uint8Array(3) }) },
    'expected render("rgb_array") to give a frame, got 3 bytes for 2 × 1 RGB pixels',
  ],
  "a render mode it does not have": [
    { render: () => ({ width: 1, height: 1, data: new Uint8Array(3) }) },
    "expected render() to refuse other modes than rgb_array, but it drew one",
  ],
  "a second close that fails": [
    {
      close(this: { closed?: boolean }) {
        if (this.closed) throw new Error("closed");
        this.closed = true;
      },
    },
    "expected close() to be harmless a second time, but it threw",
  ],
  "a step that is asynchronous": [
    {
      async step() {
        throw new Error("nobody waits for this");
      },
    },
    "expected step() to return its result at once, got a promise",
  ],
  "a reset that is asynchronous": [
    {
      async reset() {
        throw new Error("nobody waits for this");
      },
    },
    "expected reset() to return its result at once, got a promise",
  ],
  "a seed of 0 that is taken for none": [
    {
      reset(this: Walk, options: ResetOptions = {}) {
        const { seed } = options;
        return reset!.call(this, seed === undefined ? {} : { seed: seed || Math.floor(Math.random() * 1e9) });
      },
    },
    "expected the seed 0 to be a seed, to give the same episode, got different ones",
  ],
  "an info object that is used again": [
    {
      info: { step: 0 },
      step(this: Walk & { info: { step: number } }, ...args: unknown[]) {
        this.info.step++;
        return change(step!.apply(this, args), 4, this.info);
      },
    },
    "expected a new info object from each step, got the same one again",
  ],
  "an info with a list that is used again": [
    {
      path: [],
      step(this: Walk & { path: number[] }, ...args: unknown[]) {
        this.path.push(this.place);
        return change(step!.apply(this, args), 4, { path: this.path });
      },
    },
    "expected an info to stay as it was given, got one that a later step has changed",
  ],
  "a result list that is used again": [
    {
      result: [],
      step(this: Walk & { result: unknown[] }, ...args: unknown[]) {
        return Object.assign(this.result, step!.apply(this, args));
      },
    },
    "expected a new list from each step, got the same one again",
  ],
  "a list that every reset uses again, whatever steps come in between": [
    {
      list: [],
      reset(this: Walk & { list: unknown[] }, ...args: unknown[]) {
        return Object.assign(this.list, reset!.apply(this, args));
      },
    },
    "expected a new list from each step, got the same one again",
  ],
  "a function in an info": [
    {
      step(this: Walk, ...args: unknown[]) {
        return change(step!.apply(this, args), 4, { deep: { look: () => this.place } });
      },
    },
    "expected step() to give an info of plain data, got expected info.deep.look to be plain data, got a function",
  ],
  "a frame whose size changes": [
    {
      shots: 0,
      render(this: Walk & { shots: number }, mode = "rgb_array") {
        if (mode !== "rgb_array") throw new RangeError("expected rgb_array");
        const width = 1 + (this.shots++ % 5);
        return { width, height: 1, data: new Uint8Array(3 * width) };
      },
    },
    'expected render("rgb_array") to keep its size',
  ],
  "an error of its own": [
    {
      observe(this: Walk) {
        if (this.place > 3) throw new TypeError("wind too strong");
        return observe!.call(this);
      },
    },
    "unexpected TypeError: wind too strong",
  ],
};

describe("checkEnv", () => {
  it("finds nothing wrong with an environment that is right", () => {
    expect(problemsOf({})).deep.equal([]);
  });

  for (const [name, [members, problem]] of Object.entries(broken)) {
    it(`finds ${name}`, () => {
      expect(problemsOf(members).some((found) => found.startsWith(problem))).equal(
        true,
        `${problemsOf(members).join("\n")}\n`,
      );
    });
  }

  it("says each fault once, whatever numbers come", () => {
    const far = {
      observe(this: Walk) {
        return Float32Array.of(this.place + 20);
      },
    };
    const forgetful = {
      reset(this: Walk) {
        return reset!.call(this, { seed: Math.floor(Math.random() * 1e9) });
      },
    };
    const failing = {
      step(this: Walk) {
        throw new Error(`wind of ${Math.random()} m/s`);
      },
    };
    for (const members of [far, forgetful, failing])
      expect(problemsOf(members), problemsOf(members).join()).lengthOf(1);
  });

  it("refuses a number of steps that checks nothing, and a seed that is none, without blaming the environment", () => {
    const check = (options: object) => () => checkEnv(new Walk() as unknown as Env, options);
    for (const steps of [0, Number.NaN, "5"]) {
      expect(check({ steps })).throws(RangeError, `expected steps to be an integer from 1 on, got ${steps}`);
    }
    expect(check({ seed: -1 })).throws(RangeError, "expected seed to be an integer from 0 on, got -1");
    expect(check({ step: 5 })).throws(TypeError, "checkEnv has the options seed, steps; got step");
  });

  it("is for one environment that has been awaited", async () => {
    const vector = await SyncVectorEnv.create(2, () => make("CartPole-v1"));
    expect(() => checkEnv(vector as unknown as Env)).throws("got a vector environment of 2");
    expect(() => checkEnv(make("CartPole-v1") as unknown as Env)).throws("make() has to be awaited");
  });

  it("finds an action that is changed, and actions without a range", () => {
    const problems = problemsOf({
      actionSpace: new Box({ low: [0, 1], high: [1, 1], dtype: "float32" }),
      step(this: Walk, action: Float32Array) {
        action[0] = Math.round(action[0]);
        return step!.call(this, action[0]);
      },
    });
    expect(problems).includes("expected step() to leave the action as it is, got it changed");
    expect(problems).includes("expected actions with low < high, got 1 for both at index 1");
  });

  it("lists all problems at once, and closes what it checked", async () => {
    let closed = 0;
    const problems = problemsOf({ observe: () => [0], render: () => undefined, close: () => closed++ });
    expect(problems.length).greaterThan(2);
    expect(closed).greaterThan(0);
    expect(() => checkEnv(undefined as unknown as Env)).throws("expected an environment, got undefined");
    const env = await make("CartPole-v1");
    checkEnv(env, { seed: 1, steps: 60 });
    expect(() => env.reset()).throws("after close()");
  });
});
