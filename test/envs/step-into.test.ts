import { expect } from "chai";
import { type Box, type Env, make, type StepOutcome, type Wrapper } from "../../envs/index.js";
import { RescaleAction } from "../../envs/wrappers/rescale-action.js";

describe("stepInto", () => {
  for (const id of [
    "Acrobot-v1",
    "BipedalWalker-v3",
    "CarRacing-v3",
    "CartPole-v1",
    "LunarLander-v3",
    "LunarLanderContinuous-v3",
    "MountainCar-v0",
    "MountainCarContinuous-v0",
    "Pendulum-v1",
  ]) {
    it(`writes what step returns: ${id}`, async () => {
      const [returning, writing]: Wrapper<Env>[] = [await make(id as string), await make(id as string)];
      const { size, arrayType } = writing!.observationSpace as Box;
      const rows = new (arrayType as Float32ArrayConstructor)(3 * size).fill(7);
      const outcome: StepOutcome = { reward: 0, terminated: false, truncated: false, info: {} };
      returning!.reset({ seed: 3 });
      writing!.reset({ seed: 3 });
      returning!.actionSpace.seed(0);
      // A lap at random takes all of its 1,000 steps.
      for (let ended = false, steps = 0; !ended && steps < 300; steps++) {
        const action = returning!.actionSpace.sample();
        const result = returning!.step(action);
        (writing as Env).stepInto!(action, rows, size, outcome);
        const { reward, terminated, truncated, info } = outcome;
        expect([rows.slice(size, 2 * size), reward, terminated, truncated, info]).deep.equal(result);
        expect([...rows.subarray(0, size), ...rows.subarray(2 * size)]).deep.equal(Array(2 * size).fill(7));
        ended = result[2] || result[3];
      }
    });
  }

  it("is kept by the wrappers of make, refused before reset, and not there where a wrapper changes something", async () => {
    const env: Env = await make("Pendulum-v1");
    const outcome: StepOutcome = { reward: 0, terminated: false, truncated: false, info: {} };
    expect(() => env.stepInto!([0], new Float32Array(3), 0, outcome)).throws("before the first reset()");
    const rescaled: Env = new RescaleAction(await make("Pendulum-v1"), -1, 1);
    expect(rescaled.stepInto).equal(undefined);
  });
});
