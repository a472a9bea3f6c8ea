import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { type Env, fromGymJs, type GymJsEnv, make, toGymJs } from "../../../envs/index.js";

describe("toGymJs", () => {
  before(() => tf.setBackend("cpu"));

  it("gives a program that was written for gym-js a CarRacing", async () => {
    const env = await toGymJs(await make("CarRacing-v3", { physics: "float32" }), { tf });
    expect(String(env.action_space)).to.equal("Box: 3");
    expect(String(env.observation_space)).to.equal("Box: 96,96,3");
    env.seed(7);
    const first: tf.Tensor = env.reset();
    expect([first.shape, first.dtype]).to.deep.equal([[96, 96, 3], "int32"]);

    const plain = await make("CarRacing-v3", { physics: "float32" });
    expect(Uint8Array.from(first.dataSync())).to.deep.equal(plain.reset({ seed: 7 })[0]);
    // Lists and tensors are actions alike.
    for (const action of [[0.1, 0.5, 0], tf.tensor([0.1, 0.5, 0])]) {
      const [observation, reward, done, info] = env.step(action);
      const [pixels, expected, terminated, , told] = plain.step([0.1, 0.5, 0]);
      expect(Uint8Array.from(observation.dataSync())).to.deep.equal(pixels);
      expect([reward, done, info]).to.deep.equal([expected, terminated, told]);
    }
    expect(env.observation_space.get().shape).to.deep.equal([96, 96, 3]);
    expect((env.action_space.sample() as tf.Tensor).shape).to.deep.equal([3]);
    env.close();
    plain.close();
  });

  it("numbers the elements of a Discrete from 0, and samples them", async () => {
    const env = await toGymJs(await make("CartPole-v1"), { tf });
    expect([env.action_space.type, env.action_space.shape, env.action_space.length]).to.deep.equal([
      "Discrete",
      [2],
      2,
    ]);
    env.action_space.seed(0);
    const samples = Array.from({ length: 20 }, () => env.action_space.sample());
    expect([...new Set(samples)].sort()).to.deep.equal([0, 1]);
    env.close();
  });

  it("ends an episode at the time limit, and says that it was that", async () => {
    const env = await toGymJs(await make("CartPole-v1", { maxEpisodeSteps: 2 }), { tf });
    env.reset();
    expect(env.step(0).slice(1)).to.deep.equal([1, false, {}]);
    expect(env.step(1).slice(1)).to.deep.equal([1, true, { "TimeLimit.truncated": true }]);
    env.close();
  });

  it("takes a seed for the next reset only", async () => {
    const env = await toGymJs(await make("CartPole-v1"), { tf });
    const start = (seed?: number) => {
      if (seed !== undefined) env.seed(seed);
      return [...env.reset().dataSync()];
    };
    const [first, second] = [start(3), start()];
    expect(start(3)).to.deep.equal(first);
    expect(second).not.to.deep.equal(first);
    env.close();
  });

  it("draws a bitmap that holds the picture's pixels", async () => {
    const plain = await make("CartPole-v1");
    const env = await toGymJs(plain, { tf });
    env.reset();
    const { width, height, data } = plain.render();
    const html = env.renderHTML();
    const bytes = Buffer.from(/base64,([^"]*)/.exec(html)![1], "base64");
    expect(html).to.match(/^<img width="600" height="400"/);
    expect(bytes.toString("latin1", 0, 2)).to.equal("BM");
    expect(bytes.length).to.equal(54 + 3 * width * height);
    const pixel = (x: number, y: number) =>
      [...bytes.subarray(54 + 3 * (width * (height - 1 - y) + x))].slice(0, 3);
    for (const [x, y] of [
      [0, 0],
      [300, 290],
      [599, 399],
    ] as const) {
      const at = 3 * (y * width + x);
      expect(pixel(x, y)).to.deep.equal([data[at + 2], data[at + 1], data[at]]);
    }
    env.close();
  });

  it("there and back again is the same environment", async () => {
    for (const id of ["CarRacing-v3", "CartPole-v1", "LunarLander-v3"] as const) {
      const plain: Env = await make(id);
      const around: Env = fromGymJs(
        (await toGymJs<tf.Tensor>(await make(id), { tf })) as unknown as GymJsEnv,
      );
      for (const space of ["observationSpace", "actionSpace"] as const) {
        expect(around[space].equals(plain[space]), `${id}: ${around[space]}`).to.equal(true);
      }
      plain.actionSpace.seed(2);
      expect(around.reset({ seed: 6 })[0]).to.deep.equal(plain.reset({ seed: 6 })[0]);
      for (let step = 0; step < 10; step++) {
        const action = plain.actionSpace.sample();
        expect(around.step(action as never).slice(0, 3)).to.deep.equal(
          plain.step(action as never).slice(0, 3),
        );
      }
      around.close();
      plain.close();
    }
  });

  it("finds TensorFlow.js by itself where it is installed", async () => {
    const env = await toGymJs(await make("CartPole-v1"));
    expect(env.reset().shape).to.deep.equal([4]);
    env.close();
  });

  it("refuses spaces without a counterpart", async () => {
    const odd = { ...(await make("CartPole-v1")), actionSpace: { toString: () => "Odd()" } };
    let message = "";
    await toGymJs(odd as unknown as Env, { tf }).catch((error: Error) => {
      message = error.message;
    });
    expect(message).to.include("got Odd()");
  });
});
