import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { AddWhiteNoise, type Env, make, ObstructView, StickyAction } from "../../../envs/index.js";

/** Recorded by record_random.py: episodes of one environment object after the other, by wrapper. */
interface Episode {
  readonly id: string;
  readonly wrapper: string;
  readonly seed: number | null;
  readonly actions: readonly number[];
  readonly observations: readonly number[][];
  readonly frames: readonly string[];
}

const recorded: Episode[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../../test/golden/wrappers/random.json"), "utf8"),
);

const wrappers: Readonly<Record<string, (env: Env) => Env>> = {
  sticky: (env) => new StickyAction(env, 0.3),
  "sticky for 2 to 4": (env) => new StickyAction(env, 0.4, { repeatActionDuration: [2, 4] }),
  noise: (env) => new AddWhiteNoise(env, 0.3),
  "grey noise": (env) => new AddWhiteNoise(env, 0.1, { isNoiseGrayscale: true }),
  squares: (env) => new ObstructView(env, 0.2, 7),
  "grey squares": (env) => new ObstructView(env, 0.1, 4, { isNoiseGrayscale: true }),
};

describe("wrappers that draw from the environment's random numbers give what Gymnasium's give", () => {
  for (const id of new Set(recorded.map((episode) => episode.id))) {
    for (const [wrapper, wrap] of Object.entries(wrappers)) {
      it(`${wrapper}, ${id}`, async () => {
        const env = wrap(await make(id as string));
        const episodes = recorded.filter((episode) => episode.id === id && episode.wrapper === wrapper);
        expect(episodes).length(2);
        for (const { seed, actions, observations, frames } of episodes) {
          env.reset(seed === null ? {} : { seed });
          for (const [step, action] of actions.entries()) {
            const [observation] = env.step(action);
            expect(
              [observation].flatMap((x) => (typeof x === "number" ? [x] : [...(x as Float32Array)])),
            ).deep.equal(observations[step]);
            if (step >= frames.length) continue;
            const frame = createHash("sha256").update(env.render().data).digest("hex").slice(0, 16);
            expect(frame, `frame ${step}`).equal(frames[step]);
          }
        }
      });
    }
  }
});
