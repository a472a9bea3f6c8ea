import { expect } from "chai";
import type { CartPole } from "../../envs/classic-control/cart-pole/cart-pole.js";
import { Box, make, register, registered, specOf, type Wrapper } from "../../envs/index.js";
import { Echo, type EchoInfo } from "./echo.js";

describe("make", () => {
  it("gives the environment with its types and its time limit", async () => {
    const env: Wrapper<CartPole> = await make("CartPole-v1");
    env.reset({ seed: 0, options: { low: 0, high: 0 } });
    const [observation] = env.step(0);
    const position: number = observation[0];
    expect(position).equal(0);
    expect(String(env)).equal("TimeLimit<OrderEnforcing<CartPole>>");
  });

  it("takes another time limit, or none", async () => {
    const env = await make("CartPole-v1", { maxEpisodeSteps: 1 });
    env.reset({ seed: 0 });
    expect(env.step(0)[3]).equal(true);
    expect(String(await make("CartPole-v1", { maxEpisodeSteps: Infinity }))).equal(
      "OrderEnforcing<CartPole>",
    );
  });

  it("says what is wrong with options that are none, of reset too", async () => {
    for (const options of [5, null, []]) {
      const error = await make("CartPole-v1", options as never).catch((reason: Error) => reason);
      expect(error)
        .instanceOf(TypeError)
        .property("message")
        .match(/^make expected an object of options, got /);
      const env = await make("CartPole-v1");
      expect(() => env.reset(options as never)).throws(
        TypeError,
        "reset expected an object of options, got ",
      );
    }
    const error = await make(5 as never).catch((reason: Error) => reason);
    expect(error).property("message").equal("expected the id of an environment, got 5");
  });

  it("says what is wrong with an id", async () => {
    const messages: Record<string, string> = {
      CartPole:
        "expected an environment id of the form Name-vN, got CartPole; the newest version is CartPole-v1",
      "CartPole-v2": "expected a registered version of CartPole (CartPole-v0, CartPole-v1), got CartPole-v2",
      "CartPol-v1":
        "expected the id of a registered environment, got CartPol-v1; did you mean CartPole-v1 or CartPole-v0?",
      "carracing-v3": "did you mean CarRacing-v3?",
      carpole: "did you mean CartPole-v1?",
      "Chess-v0": "expected the id of a registered environment, got Chess-v0",
    };
    for (const [id, message] of Object.entries(messages)) {
      const error: Error = await make(id).then(
        () => new Error("made"),
        (reason) => reason,
      );
      expect(error.message).includes(message);
    }
  });
});

describe("register", () => {
  it("makes an environment makeable, with its options", async () => {
    const given: object[] = [];
    register({
      id: "test/Echo-v2",
      entryPoint(options: { length?: number }) {
        given.push(options);
        return new Echo(new Box({ low: 0, high: 1, dtype: "float32" }), options.length);
      },
    });
    const env = await make("test/Echo-v2", { length: 1, maxEpisodeSteps: 9 });
    env.reset();
    const [, , terminated, , info] = env.step([0]);
    expect(terminated).equal(true);
    expect((info as EchoInfo).step).equal(1);
    expect(given).deep.equal([{ length: 1 }]);
    expect(registered().map(({ id }) => id)).includes("test/Echo-v2");
    expect(specOf("test/Echo-v2").maxEpisodeSteps).equal(undefined);
  });

  it("refuses an id that is taken or malformed", () => {
    const entryPoint = () => new Echo(new Box({ low: 0, high: 1, dtype: "float32" }));
    expect(() => register({ id: "CartPole-v1", entryPoint })).throws("got CartPole-v1 a second time");
    expect(() => register({ id: "Echo", entryPoint })).throws(TypeError, "of the form Name-vN, got Echo");
  });
});
