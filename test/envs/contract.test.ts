import { expect } from "chai";
import { checkEnv, type Env, make, registered, type Wrapper } from "../../envs/index.js";

/** Options with which an environment is another one, beside the defaults. */
const variants: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  "CarRacing-v3": [
    { continuous: false },
    { physics: "float32", domainRandomize: true },
    { observation: "none" },
  ],
  "CartPole-v1": [{ suttonBartoReward: true }],
  "LunarLander-v3": [{ continuous: true }, { enableWind: true }],
};

// Every environment that the gym brings keeps to one contract.
for (const { id, maxEpisodeSteps } of registered().filter((spec) => !spec.id.startsWith("test/"))) {
  for (const options of [{}, ...(variants[id] ?? [])]) {
    describe(`${id} ${JSON.stringify(options)}`, () => {
      let env: Wrapper<Env>;
      beforeEach(async () => {
        env = await make(id as string, options);
      });
      afterEach(() => env.close());

      it("passes checkEnv", () => checkEnv(env, { steps: 40 }));

      it("is not the same for other seeds", () => {
        const step = (seed: number) => {
          env.reset({ seed });
          env.actionSpace.seed(0);
          return JSON.stringify(env.step(env.actionSpace.sample()));
        };
        expect(step(1)).not.equal(step(2));
        expect(step(1)).equal(step(1));
      });

      it("wants reset first, ends by the time limit at the latest, and draws all its modes", () => {
        expect(() => env.step(env.actionSpace.sample())).throws("before the first reset()");
        env.reset({ seed: 0 });
        let steps = 0;
        for (let ended = false; !ended; steps++) {
          const [, , terminated, truncated] = env.step(env.actionSpace.sample(), { unseen: true });
          ended = terminated || truncated;
        }
        expect(steps).at.most(maxEpisodeSteps!);
        for (const mode of env.metadata.renderModes) expect(env.render(mode).width).greaterThan(0);
      });

      it("refuses an option it does not have", async () => {
        const error: Error = await make(id as string, { ...options, noSuchOption: 1 }).then(
          () => new Error("made it"),
          (reason) => reason,
        );
        expect(error).instanceOf(TypeError);
        expect(error.message).includes("noSuchOption");
      });
    });
  }
}
