import { expect } from "chai";
import { checkEnv, make } from "../../../../envs/index.js";

/**
 * Episodes of the published equations, computed in Python from numpy's random numbers: the push is
 * 1.5 sin(0.05 (seed + 1) n) in step n, as a float32. Observed at the end: position, velocity, angle, angular velocity.
 */
const EPISODES = [
  {
    ...{ seed: 0, steps: 81, reward: 14.073364289269923 },
    end: [2.4133884768477922, 3.096151150777552, 2.0845875357217127, 6.623442651076153],
  },
  {
    ...{ seed: 1, steps: 171, reward: 17.087206761881294 },
    end: [2.413445121538386, 1.7221361225617995, 2.3183303275232605, -3.631745543492693],
  },
  {
    ...{ seed: 2, steps: 450, reward: 87.6356679500923 },
    end: [2.405028192035113, 2.428213063043148, 31.808581399895917, 13.68361060532463],
  },
] as const;

describe("CartPoleSwingUp-v0", () => {
  it("moves as the published equations say", async () => {
    for (const { seed, steps, reward, end } of EPISODES) {
      const env = await make("CartPoleSwingUp-v0");
      env.reset({ seed });
      let total = 0;
      let count = 0;
      let last: ArrayLike<number> = [];
      for (let ended = false; !ended; count++) {
        const push = Math.fround(1.5 * Math.sin(count * 0.05 * (seed + 1)));
        const [observation, more, terminated, truncated] = env.step([push]);
        last = observation;
        total += more;
        ended = terminated || truncated;
      }
      const [position, velocity, angle, angularVelocity] = end;
      const expected = [position, velocity, Math.cos(angle), Math.sin(angle), angularVelocity];
      expect(count).to.equal(steps);
      expect(total).to.be.closeTo(reward, 1e-6);
      for (const [index, value] of expected.entries()) expect(last[index]).to.be.closeTo(value, 1e-5);
    }
  });

  it("keeps the contract, and hangs until it is pushed", async () => {
    checkEnv(await make("CartPoleSwingUp-v0"));
    const env = await make("CartPoleSwingUp-v0");
    const [observation] = env.reset({ seed: 3 });
    expect(observation[2]).to.be.lessThan(-0.7);
    for (let step = 1; step <= 100; step++) expect(env.step([0])[1]).to.be.within(0, 0.2);
    expect(env.render("rgb_array")).to.include({ width: 600, height: 400 });
    await expectRefusal({ gravity: 9.8 });
  });
});

async function expectRefusal(options: object): Promise<void> {
  const error = await make("CartPoleSwingUp-v0", options as never).then(
    () => undefined,
    (reason: Error) => reason,
  );
  expect(error?.message).to.include("gravity");
}
