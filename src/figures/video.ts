import { join } from "node:path";
import { DEFAULT_ENV } from "../../envs/index.js";
import { adapterOf, openEnv } from "../adapters/environments.js";
import { networkPolicy } from "../adapters/network-policy.js";
import { weightsHash } from "../networks/policy-file.js";
import { LiveEpisode } from "../rollout/rollout.js";
import { FIRST_SEED } from "../rollout/seeds.js";
import { writeVideo } from "../viewers/video/video.js";
import type { DrawFigure } from "./figure.js";
import { bestOf, SEARCH_SPARSITY, searchOf } from "./searches.js";

const TRACK = FIRST_SEED.test;
const WIDTH = 360;

/** The paper's supplement: a video of a network with 90 % zeros that drives. */
export const drivingVideo: DrawFigure = async (experiment) => {
  const file = "video.gif";
  const { policy } = bestOf(await searchOf(experiment, { task: "aiming", seed: 1, accept: "annealing" }));
  const { steps, score } = await experiment.once(
    { name: "video", work: `a video of track ${TRACK}` },
    { track: TRACK, of: weightsHash(policy.network) },
    async () => {
      const env = await openEnv({ id: DEFAULT_ENV, options: { physics: "float32" } });
      const agent = await networkPolicy(policy, await adapterOf(DEFAULT_ENV), env);
      try {
        const live = new LiveEpisode(env, agent, TRACK);
        const { signal } = experiment;
        await writeVideo(join(experiment.folder, file), {
          live,
          episodes: 1,
          speed: 2,
          width: WIDTH,
          signal,
        });
        signal.throwIfAborted();
        return { steps: live.state.step, score: live.state.return };
      } finally {
        agent.close();
        env.close();
      }
    },
  );
  return {
    rows: [{ track: TRACK, steps, score }],
    panels: [{ title: `track ${TRACK}, twice as fast as it was`, image: file }],
    numbers: [{ what: "return", paper: "a video", here: score.toFixed(1) }],
    remarks: `A network with ${SEARCH_SPARSITY} % zeros, wired by SENSE from random, on a track on which nothing was learnt. It observes the image and says where to go and how fast (docs/decoders.md); the paper's says left, right or go. ${steps} steps.`,
  };
};
