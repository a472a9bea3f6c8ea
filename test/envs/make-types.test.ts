import { expect } from "chai";
import { make } from "../../envs/index.js";

/** Whether two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

// The compiler is what tests here: a wrong type, or a missing error, fails the build.
describe("the types of make", () => {
  it("follow from the id and the options", async () => {
    const env = await make("CartPole-v1", { suttonBartoReward: true });
    const [observation] = env.reset();
    const typed: Same<typeof observation, Float32Array> = true;
    expect(typed).equal(observation instanceof Float32Array);
    const name: "left" | "right" = env.actionSpace.names[0];
    expect(env.step(env.actionSpace.named(name))[1]).equal(0);
    // @ts-expect-error An action is a number.
    expect(() => env.step([1])).throws(RangeError);
  });

  it("follow from what an option's value is", () => {
    const discrete = () => make("CarRacing-v3", { continuous: false });
    const continuous = () => make("CarRacing-v3");
    const other = () => make("CarRacing-v3", { physics: "float32" });
    const either = (value: boolean) => make("CarRacing-v3", { continuous: value });
    type ActionsOf<M extends (value: boolean) => unknown> =
      Awaited<ReturnType<M>> extends { step(action: infer Action): unknown } ? Action : never;
    type List = Float32Array | readonly number[];
    const typed: [
      Same<ActionsOf<typeof discrete>, number>,
      Same<ActionsOf<typeof continuous>, List>,
      Same<ActionsOf<typeof other>, List>,
      Same<ActionsOf<typeof either>, List | number>,
    ] = [true, true, true, true];
    expect(typed).deep.equal([true, true, true, true]);
  });

  it("refuse options that an environment does not have, and know nothing of other ids", async () => {
    // @ts-expect-error A misspelt option, beside one that is right.
    const misspelt = () => make("CarRacing-v3", { continuous: true, domainRandomise: true });
    // @ts-expect-error A value of the wrong type.
    const wrong = () => make("CartPole-v1", { suttonBartoReward: 1 });
    const unknown = () => make("Chess-v1", { clock: 60 });
    const dynamic = (id: string) => make(id);
    expect([misspelt, wrong, unknown, dynamic].every((call) => call.length <= 1)).equal(true);
  });
});
