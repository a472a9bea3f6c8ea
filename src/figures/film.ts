import { join } from "node:path";
import { make } from "../../envs/index.js";
import { weightsHash } from "../networks/policy-file.js";
import { Driver } from "../policies/network-policy.js";
import { Ride } from "../rollout/ride.js";
import { FIRST_TRACK } from "../rollout/seeds.js";
import { film as record } from "../viewers/video/film.js";
import { bestOf, CLIMB_SPARSITY, climbOf } from "./climbs.js";
import type { DrawFigure } from "./figure.js";

const TRACK = FIRST_TRACK.tested;
const WIDTH = 360;

/** The paper's supplement: a film of a network with 90 % zeros that drives. */
export const film: DrawFigure = async (studio) => {
  const file = "film.gif";
  const { policy } = bestOf(await climbOf(studio, { task: "aiming", seed: 1, accept: "annealing" }));
  const { steps, score } = await studio.once(
    "film",
    { track: TRACK, of: weightsHash(policy.network) },
    async () => {
      const env = await make("CarRacing-v3", { physics: "float32" });
      const driver = await Driver.create(policy, env.unwrapped);
      try {
        const ride = new Ride(env, driver, TRACK);
        const { signal } = studio;
        await record(join(studio.folder, file), { ride, episodes: 1, speed: 2, width: WIDTH, signal });
        signal.throwIfAborted();
        return { steps: ride.state.step, score: ride.state.score };
      } finally {
        driver.close();
        env.close();
      }
    },
  );
  return {
    rows: [{ track: TRACK, steps, score }],
    panels: [{ title: `track ${TRACK}, twice as fast as it was`, image: file }],
    numbers: [{ what: "return", paper: "a film", here: score.toFixed(1) }],
    remarks: `A network with ${CLIMB_SPARSITY} % zeros, wired by SENSE from random, on a track on which nothing was learnt. It sees the picture and says where to go and how fast (docs/encodings.md); the paper's says left, right or go. ${steps} steps.`,
  };
};
