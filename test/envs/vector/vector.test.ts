import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { CartPole } from "../../../envs/classic-control/cart-pole/cart-pole.js";
import {
  Box,
  Discrete,
  type MultiDiscrete,
  make,
  SyncVectorEnv,
  type VectorEnv,
  type Wrapper,
} from "../../../envs/index.js";
import { AsyncVectorEnv } from "../../../envs/node.js";
import { Echo, type EchoInfo, pedals } from "../echo.js";
import makeEcho from "./echo-source.js";

interface Golden {
  /** Of each step and environment: action, reward, terminated, truncated. */
  readonly steps: readonly string[];
  readonly sha256: string;
  /** The last observations of the episodes, in same-step mode. */
  readonly final: readonly (readonly number[])[];
}

const path = join(import.meta.dirname, "../../../../test/golden/vector/cart-pole.json");
const golden: Record<"next-step" | "same-step", Golden> = JSON.parse(readFileSync(path, "utf8"));
const echoSource = new URL("./echo-source.js", import.meta.url);
const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);
const errorOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.fail(),
    (error) => error,
  );

/** Plays what the golden file plays. */
async function play(envs: VectorEnv<Wrapper<CartPole>>): Promise<Golden> {
  envs.actionSpace.seed(5);
  const hash = createHash("sha256");
  hash.update(bytesOf((await envs.reset({ seed: 11 }))[0]));
  const steps: string[] = [];
  const final: number[][] = [];
  for (let step = 0; step < 150; step++) {
    const actions = envs.actionSpace.sample();
    const [observations, rewards, terminations, truncations, infos] = await envs.step(actions);
    hash.update(bytesOf(observations));
    const digits = (i: number) =>
      [actions[i], rewards[i], terminations[i], truncations[i]].map(Number).join("");
    steps.push(Array.from(rewards, (_, i) => digits(i)).join(" "));
    for (const { finalObs } of infos) if (finalObs) final.push([...finalObs]);
  }
  await envs.close();
  return { steps, sha256: hash.digest("hex"), final };
}

describe("vector environments", () => {
  for (const autoreset of ["next-step", "same-step"] as const) {
    it(`give Gymnasium's results with ${autoreset} autoreset`, async () => {
      const envs = await SyncVectorEnv.create(3, () => make("CartPole-v1", { maxEpisodeSteps: 30 }), {
        autoreset,
      });
      expect(await play(envs)).deep.equal(golden[autoreset]);
    });

    for (const workers of [1, 2, 3]) {
      it(`give the same in ${workers} threads`, async () => {
        const source = { id: "CartPole-v1", options: { maxEpisodeSteps: 30 } } as const;
        const envs = await AsyncVectorEnv.create(3, source, { autoreset, workers });
        expect(await play(envs)).deep.equal(golden[autoreset]);
      });
    }
  }

  it("give equal pictures and infos in threads", async () => {
    const sync = await SyncVectorEnv.create(3, () => make("CarRacing-v3"));
    const threads = await AsyncVectorEnv.create(3, { id: "CarRacing-v3" }, { workers: 2 });
    expect(await threads.reset({ seed: [4, 5, 4] })).deep.equal(sync.reset({ seed: [4, 5, 4] }));
    for (let step = 0; step < 3; step++) {
      const actions = sync.actionSpace.sample();
      expect(await threads.step(actions)).deep.equal(sync.step(actions));
    }
    expect(await threads.render("state_pixels")).deep.equal(sync.render("state_pixels"));
    sync.close();
    await threads.close();
  });
});

describe("SyncVectorEnv", () => {
  it("batches the spaces", async () => {
    const envs = new SyncVectorEnv([new Echo(pedals()), new Echo(pedals())]);
    expect(envs.numEnvs).equal(2);
    expect(envs.observationSpace.shape).deep.equal([2, 4, 5, 3]);
    expect(envs.actionSpace).instanceOf(Box);
    expect([...envs.actionSpace.high]).deep.equal([1, 1, Math.fround(0.3), 1, 1, Math.fround(0.3)]);
    const discrete = new SyncVectorEnv([new Echo(new Discrete(3, { start: 2 }))]);
    const space: MultiDiscrete = discrete.actionSpace;
    expect(String(space)).equal("MultiDiscrete([3], start=[2])");
  });

  it("gives each environment its action, from one array or from a list", () => {
    const envs = new SyncVectorEnv([new Echo(pedals()), new Echo(pedals())]);
    envs.reset();
    const [observations, rewards, , , infos] = envs.step([0.5, 0, 0, -0.5, 1, 0]);
    expect(observations.length).equal(120);
    expect([...rewards]).deep.equal([1, 1]);
    const typed: readonly EchoInfo[] = infos;
    expect(typed).deep.equal([{ step: 1 }, { step: 1 }]);
    envs.step([[0.25, 0, 0], new Float32Array([-0.25, 0, 0])]);
    const received = envs.envs.map(({ calls }) => calls.map(({ action }) => (action as Float32Array)[0]));
    expect(received).deep.equal([
      [0.5, 0.25],
      [-0.5, -0.25],
    ]);
  });

  it("copies observations unless told not to", () => {
    for (const copy of [true, false]) {
      const envs = new SyncVectorEnv([new Echo(pedals())], { copy });
      const [first] = envs.reset();
      const before = first.slice();
      envs.step([0, 0, 0]);
      expect(first.join() === before.join()).equal(copy);
    }
  });

  it("leaves the reset to the caller when autoreset is disabled", () => {
    const envs = new SyncVectorEnv([new Echo(pedals(), 1), new Echo(pedals(), 9)], { autoreset: "disabled" });
    const coast = [0, 0, 0, 0, 0, 0];
    envs.reset({ seed: 0 });
    expect(envs.step(coast)[2]).deep.equal([true, false]);
    expect(() => envs.step(coast)).throws("expected environment 0 to be reset");
    const [, infos] = envs.reset({ mask: [true, false] });
    expect(infos).deep.equal([{ step: 0 }, {}]);
    expect([...envs.step(coast)[1]]).deep.equal([1, 2]);
  });

  it("refuses what does not fit", () => {
    const one = new Echo(pedals());
    const envs = new SyncVectorEnv([one]);
    expect(() => new SyncVectorEnv([])).throws(RangeError, "at least one environment");
    expect(() => new SyncVectorEnv([one, new Echo(pedals(), 1, [2, 2])])).throws("one observationSpace");
    expect(() => new SyncVectorEnv([one], { autoreset: "never" as "disabled" })).throws("got never");
    expect(() => envs.reset({ seed: [1, 2] })).throws(RangeError, "expected 1 seeds, got 2");
    const three = new SyncVectorEnv([one, new Echo(pedals()), new Echo(pedals())]);
    const actions = [0, 0, 0, 0, 0, 0, 0, Number.NaN, 0];
    expect(() => three.step(actions)).throws("got a list of 9 elements, NaN at index 7");
    expect(() => envs.step([Number.NaN, 0, 0])).throws(
      RangeError,
      "expected 3 finite numbers in a list or Float32Array, got [NaN, 0, 0]",
    );
    envs.close();
    expect(one.closed).equal(1);
  });
});

describe("AsyncVectorEnv", () => {
  const coast = [0, 0, 0];

  it("makes environments from a module, with their types", async () => {
    const envs = await AsyncVectorEnv.create<Echo>(2, { module: echoSource });
    const sync = new SyncVectorEnv([makeEcho(), makeEcho()]);
    expect(await envs.reset({ seed: 3 })).deep.equal(sync.reset({ seed: 3 }));
    const [observations, , , , infos] = await envs.step([coast, coast]);
    const [first]: Uint8Array = observations;
    expect(first).equal(sync.step([coast, coast])[0][0]);
    expect(infos[1].step).equal(1);
    await envs.close();
  });

  it("reports an error of an environment, and goes on", async () => {
    const envs = await AsyncVectorEnv.create<Echo>(3, { module: echoSource }, { workers: 2 });
    await envs.reset();
    const error = await errorOf(envs.step([coast, [1, 0, 0], coast]));
    expect(error).instanceOf(RangeError);
    expect(error.message).equal("steered too far");
    expect([...(await envs.step([coast, coast, coast]))[1]]).deep.equal([2, 1, 2]);
    await envs.close();
  });

  it("reports the end of a thread", async () => {
    const envs = await AsyncVectorEnv.create<Echo>(3, { module: echoSource }, { workers: 2 });
    await envs.reset();
    const { message } = await errorOf(envs.step([coast, coast, [-1, 0, 0]]));
    expect(message).equal(
      "expected the thread of environments 1 to 2 to answer, but it ended with exit code 7",
    );
    await envs.close();
  });

  it("reports a source that makes no environment", async () => {
    const module = new URL("../echo.js", import.meta.url);
    const { message } = await errorOf(AsyncVectorEnv.create(1, { module }));
    expect(message).includes("to have a function as default export, got undefined");
    const count = await errorOf(AsyncVectorEnv.create(0, { module: echoSource }));
    expect(count.message).equal("expected a positive number of environments, got 0");
  });

  it("takes one call at a time, and none after close", async () => {
    const envs = await AsyncVectorEnv.create<Echo>(1, { module: echoSource });
    const running = envs.reset();
    expect((await errorOf(envs.step([coast]))).message).includes("one call at a time");
    await running;
    expect((await errorOf(envs.step([0, 0]))).message).equal(
      "expected 3 finite numbers in a list or Float32Array, got [0, 0]",
    );
    await envs.close();
    await envs.close();
    expect((await errorOf(envs.reset())).message).includes("has been closed");
  });

  it("leaves no thread behind", async () => {
    const envs = await AsyncVectorEnv.create<Echo>(2, { module: echoSource }, { workers: 2 });
    const ended = new Promise((resolve) => process.once("worker", (worker) => worker.once("exit", resolve)));
    const other = await AsyncVectorEnv.create<Echo>(1, { module: echoSource });
    await other.close();
    await ended;
    await envs.close();
  });
});
