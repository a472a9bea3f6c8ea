import "../no-eval.js";
import { encoderOf, readAction } from "../../../adapters/network-policy.js";
import { seedsFrom } from "../../../rollout/seeds.js";
import { onStart, searchWithoutEnd, tell } from "../live/search-worker.js";
import { demonstrate } from "./demonstrations.js";
import { environmentOf, openEnv } from "./environments.js";

// The worker of the learn page: the expert shows how, then the net is improved without end.

/** Episodes that are held out. */
const HELD_OUT = 4;

/** These nets are small: in one go they would have learned before anybody saw it. */
const PACE = { iteration: 8, rest: 60 };

onStart(async ({ seed, start, episodes }) => {
  const environment = environmentOf(start.env!.id);
  const env = await openEnv(environment.id);
  const encoder = encoderOf(start);
  const demonstrations = demonstrate(environment, env, seedsFrom(0, episodes), encoder);
  tell({ kind: "demonstration", episodes, path: new Float32Array() });
  const heldOut = demonstrate(environment, env, seedsFrom(episodes, HELD_OUT), encoder);
  const { decoder, outputDivisor } = readAction(start, environment.adapter);
  return searchWithoutEnd({ seed, start, decoder, outputDivisor, demonstrations, heldOut, pace: PACE });
});
