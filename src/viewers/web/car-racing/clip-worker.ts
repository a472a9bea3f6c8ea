import "../no-eval.js";
import type { CarRacing, ContinuousActions } from "../../../../envs/box2d/car-racing/car-racing.js";
import { type Env, make } from "../../../../envs/index.js";
import { makeClips } from "../clip/clip-worker.js";
import { RacePainter } from "./watch/race-painter.js";

// Makes clips of CarRacing, drawn as the pages draw it.

makeClips(async ({ id, options }) => {
  const env = (await make(id, options)) as Env as Env & { readonly unwrapped: CarRacing<ContinuousActions> };
  let painter: RacePainter | undefined;
  return {
    env,
    aspect: 3 / 2,
    draw(context) {
      painter ??= new RacePainter(context);
      painter.draw(env.unwrapped.race);
    },
  };
});
