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
  "MountainCar-v0": [{ goalVelocity: 0.01 }],
  "Pendulum-v1": [{ g: 9.81 }],
  "FrozenLake-v1": [
    { isSlippery: false },
    { desc: ["SFS", "HFG"], rewardSchedule: [10, -5, -1] },
    { mapName: null },
  ],
  "Taxi-v4": [{ isRainy: true, ficklePassenger: true }],
  "Blackjack-v1": [{ natural: true, sab: false }],
  "LunarLander-v3": [{ continuous: true }, { enableWind: true }, { physics: "box2d-wasm" }],
  "BipedalWalker-v3": [{ hardcore: true }],
};

/** With what episodes depend on their seed alone: as Gymnasium's, BipedalWalker's remember a little of those before. */
const independent = (id: string) => (id.startsWith("BipedalWalker") ? { keepWorld: false } : {});

// Every environment that the gym brings keeps to one contract. Other tests may have registered theirs in this process.
for (const { id, maxEpisodeSteps = 200 } of registered().filter((spec) => spec.gymnasium)) {
  for (const options of [{}, ...(variants[id] ?? [])]) {
    describe(`${id} ${JSON.stringify(options)}`, () => {
      let env: Wrapper<Env>;
      beforeEach(async () => {
        env = await make(id as string, { ...independent(id), ...options, maxEpisodeSteps });
      });
      afterEach(() => env.close());

      it("passes checkEnv", () => checkEnv(env, { steps: 40 }));

      it("is the same for the same seed, and not for others unless nothing is left to chance", () => {
        const play = (seed: number) => {
          const results: unknown[] = [env.reset({ seed })];
          env.actionSpace.seed(0);
          for (let ended = false; !ended && results.length < 20; ) {
            const result = env.step(env.actionSpace.sample());
            results.push(result);
            ended = result[2] || result[3];
          }
          return JSON.stringify(results);
        };
        expect(play(1)).equal(play(1));
        const isDeterministic = "isSlippery" in options ? !options.isSlippery : id === "CliffWalking-v1";
        const count = new Set([1, 2, 3].map(play)).size;
        if (isDeterministic) expect(count).equal(1);
        else expect(count).greaterThan(1);
      });

      it("wants reset first, ends by the time limit at the latest, and draws all its modes", () => {
        expect(() => env.step(env.actionSpace.sample())).throws("before the first reset()");
        env.reset({ seed: 0 });
        let steps = 0;
        for (let ended = false; !ended; steps++) {
          const [, , terminated, truncated] = env.step(env.actionSpace.sample(), { unseen: true });
          ended = terminated || truncated;
        }
        expect(steps).at.most(maxEpisodeSteps);
        for (const mode of env.metadata.renderModes) {
          if (mode === "ansi") expect(env.render(mode)).match(/\n$/);
          else expect(env.render(mode).width).greaterThan(0);
        }
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
