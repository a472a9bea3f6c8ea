import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import {
  Autoreset,
  ClipReward,
  DelayObservation,
  DiscretizeAction,
  DiscretizeObservation,
  DtypeObservation,
  type Env,
  MaxAndSkipObservation,
  make,
  NormalizeObservation,
  NormalizeReward,
  RepeatAction,
  RescaleObservation,
  TimeAwareObservation,
} from "../../../envs/index.js";
import type { Box } from "../../../envs/spaces.js";
import { resizer } from "../../../envs/wrappers/resize-area.js";

type Step = [observation: number[], reward: number, truncated: boolean];
type Pendulum = Env<Box<"float32">, Box<"float32">>;

const golden = (file: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, "../../../../test/golden/wrappers", file), "utf8"));
const recorded: Record<string, Step[]> = golden("pendulum.json");
const resized: { from: number[]; to: number[]; sha256: string }[] = golden("resize.json");

const wrapped: Record<string, (env: Pendulum) => Env> = {
  NormalizeReward: (env) => new NormalizeReward(env, { gamma: 0.9 }),
  ClipReward: (env) => new ClipReward(env, { minReward: -3, maxReward: -0.5 }),
  RescaleObservation: (env) => new RescaleObservation(env, -0.3, 0.8),
  DiscretizeObservation: (env) => new DiscretizeObservation(env, [3, 4, 5]),
  "DiscretizeObservation-multi": (env) => new DiscretizeObservation(env, 7, true),
  DiscretizeAction: (env) => new DiscretizeAction(env, 5),
  "DiscretizeAction-multi": (env) => new DiscretizeAction(env, [4], true),
  DelayObservation: (env) => new DelayObservation(env, 2),
  RepeatAction: (env) => new RepeatAction(env, 3),
  TimeAwareObservation: (env) => new TimeAwareObservation(env),
  "TimeAwareObservation-share": (env) => new TimeAwareObservation(env, { normalizeTime: true }),
  DtypeObservation: (env) => new DtypeObservation(env, "float64"),
  NormalizeObservation: (env) => new NormalizeObservation(env),
  "NormalizeObservation-float64": (env) =>
    new NormalizeObservation(new DtypeObservation(env, "float64"), 0.1),
  MaxAndSkipObservation: (env) => new MaxAndSkipObservation(env, 5),
  Autoreset: (env) => new Autoreset(env),
};

const flat = (observation: unknown) =>
  typeof observation === "number" ? [observation] : Array.from(observation as Float32Array);

describe("wrappers make of Pendulum-v1 what Gymnasium's make of it", () => {
  for (const [name, wrap] of Object.entries(wrapped)) {
    it(name, async () => {
      const env = wrap(await make("Pendulum-v1", { maxEpisodeSteps: 12 }));
      env.actionSpace.seed(4);
      const steps: Step[] = [[flat(env.reset({ seed: 3 })[0]), 0, false]];
      for (let step = 0; step < 25; step++) {
        const [observation, reward, , truncated] = env.step(env.actionSpace.sample());
        expect(env.observationSpace.contains(observation)).equal(true);
        steps.push([flat(observation), reward, truncated]);
        if (truncated && !(env instanceof Autoreset)) steps.push([flat(env.reset()[0]), 0, false]);
      }
      expect(steps).deep.equal(recorded[name]);
    });
  }
});

describe("images are scaled as OpenCV scales them", () => {
  for (const { from, to, sha256 } of resized) {
    it(`from ${from.join(" × ")} to ${to.join(" × ")}`, () => {
      const [height, width, channels] = from as [number, number, number];
      const image = Uint8Array.from(
        { length: height * width * channels },
        (_, i) => Math.imul(i, 2654435761) >>> 24,
      );
      const pixels = resizer(height, width, channels, to[0], to[1])(image);
      expect(createHash("sha256").update(pixels).digest("hex")).equal(sha256);
    });
  }
});
