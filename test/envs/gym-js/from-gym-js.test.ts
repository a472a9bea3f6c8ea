import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import {
  Box,
  checkEnv,
  Discrete,
  fromGymJs,
  type GymJsEnv,
  MultiDiscrete,
  TimeLimit,
} from "../../../envs/index.js";
import { Camera, Corridor, Echo } from "./stand-in.js";

/** What a hundred steps with the same actions give. */
function episode(env: ReturnType<typeof fromGymJs>, seed: number): unknown[] {
  const limited = new TimeLimit(env, 100);
  const seen: unknown[] = [limited.reset({ seed })[0]];
  for (let ended = false; !ended; ) {
    const result = limited.step(1);
    seen.push(result.slice(0, 4));
    ended = result[2] || result[3];
  }
  return seen;
}

describe("fromGymJs", () => {
  before(() => tf.setBackend("cpu"));

  it("makes environments that pass the gym's own check", () => {
    for (const env of [new Corridor(), new Echo(), new Camera()]) {
      checkEnv(new TimeLimit(fromGymJs(env as GymJsEnv), 50), { steps: 30 });
    }
  });

  it("gives numbers for tensors with one, and for what is a number already", () => {
    const corridor = fromGymJs(new Corridor());
    expect(corridor.observationSpace.equals(new Discrete(6))).to.equal(true);
    expect(corridor.actionSpace.equals(new Discrete(2))).to.equal(true);
    expect(corridor.reset({ seed: 1 })[0]).to.equal(0);
    expect(fromGymJs(new Echo() as GymJsEnv).reset({ seed: 1 })[0]).to.be.within(0, 9);
  });

  it("hands a tuple's action on as a list", () => {
    const inside = new Echo();
    const env = fromGymJs(inside as GymJsEnv);
    expect(env.actionSpace.equals(new MultiDiscrete([2, 10]))).to.equal(true);
    const [seen] = env.reset({ seed: 4 });
    const [, reward, terminated] = env.step(Int32Array.of(1, seen as number));
    expect([reward, terminated]).to.deep.equal([1, false]);
    expect(inside.actions).to.deep.equal([[1, seen]]);
    expect(() => env.step([2, 0])).to.throw(RangeError, "MultiDiscrete([2, 10])");
  });

  it("gives bytes for pictures, in the tensor's own order of sides", () => {
    const env = fromGymJs(new Camera());
    const expected = new Box({ low: 0, high: 255, shape: [4, 6, 3], dtype: "uint8" });
    expect(env.observationSpace.equals(expected)).to.equal(true);
    env.reset();
    expect(env.step(2)[0]).to.deep.equal(new Uint8Array(72).fill(20));
  });

  it("takes the space that it is given", () => {
    const observationSpace = new Box({ low: 0, high: 5, shape: [1], dtype: "float32" });
    expect(fromGymJs(new Corridor(), { observationSpace }).reset()[0]).to.deep.equal(Float32Array.of(0));
  });

  it("plays the same episode for the same seed, though gym-js draws from Math.random", () => {
    const { random } = Math;
    const first = episode(fromGymJs(new Corridor()), 3);
    expect(episode(fromGymJs(new Corridor()), 3)).to.deep.equal(first);
    expect(episode(fromGymJs(new Corridor()), 4)).not.to.deep.equal(first);
    expect(Math.random).to.equal(random);
  });

  it("gives Math.random back when the environment throws", () => {
    const { random } = Math;
    const inside = new Corridor();
    const env = fromGymJs(inside);
    inside.step = () => {
      throw new Error("ice broke");
    };
    env.reset();
    expect(() => env.step(0)).to.throw("ice broke");
    expect(Math.random).to.equal(random);
  });

  it("hands seed and close on", () => {
    const inside = new Corridor();
    const env = fromGymJs(inside);
    env.reset({ seed: 5 });
    env.reset();
    env.close();
    expect(inside.seeds).to.deep.equal([5]);
    expect(inside.isClosed).to.equal(true);
  });

  it("leaves no tensors behind", () => {
    const before = tf.memory().numTensors;
    const env = fromGymJs(new Camera());
    const made = tf.memory().numTensors;
    for (let round = 0; round < 5; round++) {
      env.reset({ seed: round });
      for (let step = 0; step < 5; step++) env.step(1);
    }
    expect(tf.memory().numTensors - made).to.be.at.most(1);
    env.close();
    // The one of the reset that showed what observations look like was the environment's, and is its first.
    expect(tf.memory().numTensors).to.be.at.most(before + 1);
  });

  it("keeps tensors that are handed out again, when told so", () => {
    const inside = new Camera();
    const tensors = [tf.fill([4, 6, 3], 1, "int32"), tf.fill([4, 6, 3], 2, "int32")];
    let turn = 0;
    inside.reset = () => tensors[turn++ % 2];
    const env = fromGymJs(inside, { dispose: false });
    for (let round = 0; round < 4; round++) env.reset();
    expect(tensors.map(({ isDisposed }) => isDisposed)).to.deep.equal([false, false]);
    tf.dispose(tensors);
  });

  it("refuses spaces that gym-js does not have", () => {
    const strange = Object.assign(new Corridor(), { action_space: { type: "Graph", shape: [3] } });
    expect(() => fromGymJs(strange as never)).to.throw(TypeError, "got Graph: 3");
  });
});
