import { expect } from "chai";
import { CarRacing } from "../../../../envs/box2d/car-racing/car-racing.js";
import { BODY_STRIDE, HULL } from "../../../../envs/box2d/car-racing/physics/physics.js";
import type { Race } from "../../../../envs/box2d/car-racing/race.js";
import { PICTURES, type Pictures } from "../../../../envs/box2d/car-racing/rendering/draw-list.js";
import { type GoldenEpisode, goldenEpisodes, sha256 } from "./golden.js";

/** The state as the golden files hash it. */
function stateHash({ car, world }: Race): string {
  const hull = world.bodies.subarray(HULL * BODY_STRIDE, HULL * BODY_STRIDE + 6);
  const wheels = [0, 1, 2, 3].flatMap((wheel) => [
    car.omega[wheel],
    car.phase[wheel],
    world.jointAngles[wheel],
    wheel < 2 ? 0 : car.gas,
    car.tilesUnder[wheel],
  ]);
  return sha256(Float64Array.of(...hull, ...wheels));
}

/** Replays an episode, and names the first step at which anything differs. */
async function replay(golden: GoldenEpisode, pictures: Pictures): Promise<string> {
  const { observations, rgbArrays } = golden.pictures[pictures];
  const env = await CarRacing.create({ ...golden.options, physics: "float32", pictures });
  const [first, { tileCount }] = env.reset({ seed: golden.seed });
  if (tileCount !== golden.tiles) return "the number of tiles differs";
  if (sha256(first) !== observations[0]) return "the first observation differs";
  if (stateHash(env.race) !== golden.states[0]) return "the first state differs";
  for (const [i, action] of golden.actions.entries()) {
    const step = i + 1;
    const [observation, reward, terminated, , info] = env.step(action);
    if (stateHash(env.race) !== golden.states[step]) return `the state of step ${step} differs`;
    if (reward !== golden.rewards[i])
      return `the reward of step ${step} is ${reward}, not ${golden.rewards[i]}`;
    if (sha256(observation) !== observations[step]) return `the observation of step ${step} differs`;
    const frame = rgbArrays[step];
    if (frame && sha256(env.render("rgb_array").data) !== frame) return `rgb_array of step ${step} differs`;
    const last = step === golden.actions.length;
    if (terminated !== (last && golden.terminated)) return `terminated is ${terminated} at step ${step}`;
    if (last && (info.lapFinished ?? null) !== golden.lapFinished)
      return `lapFinished is ${info.lapFinished}`;
  }
  env.close();
  return "nothing differs";
}

describe("CarRacing with the float32 engine", () => {
  for (const pictures of PICTURES) {
    for (const golden of goldenEpisodes()) {
      it(`equals Gymnasium with ${pictures} to the bit in ${golden.name}: ${golden.actions.length} steps`, async () => {
        expect(await replay(golden, pictures)).to.equal("nothing differs");
      });
    }
  }
});

describe("CarRacing with box2d-wasm", () => {
  /** How far the engine may stray (m) in the first hundred steps. */
  const DRIFT = 5e-4;

  for (const golden of goldenEpisodes()) {
    const { observations } = golden.pictures["pygame-ce"];
    it(`starts ${golden.name} as Gymnasium does`, async () => {
      const env = await CarRacing.create({ ...golden.options, observation: "none" });
      env.reset({ seed: golden.seed });
      expect(sha256(env.render("state_pixels").data)).to.equal(observations[0]);
      for (const [i, action] of golden.actions.slice(0, 100).entries()) {
        const [, reward, , , { x, y }] = env.step(action);
        expect(reward, `reward of step ${i + 1}`).to.equal(golden.rewards[i]);
        if (i === 0) expect(sha256(env.render("state_pixels").data)).to.equal(observations[1]);
        const [goldenX, goldenY] = golden.poses.subarray(3 * (i + 1));
        expect(Math.hypot(x - goldenX!, y - goldenY!), `drift in step ${i + 1}`).to.be.below(DRIFT);
      }
      env.close();
    });
  }
});
