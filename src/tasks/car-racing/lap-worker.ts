import { make } from "../../../envs/index.js";
import { weightsHash } from "../../networks/policy.js";
import { actionClass } from "./action.js";
import { Driver } from "./driver.js";
import { driveLap } from "./lap.js";
import type { Lap, LapPlan } from "./laps.js";

const environments = new Map<string, ReturnType<typeof openEnvironment>>();
let driver: { readonly hash: string; readonly it: Driver } | undefined;

/** Drives one lap. Environment and policy are kept for the next one. */
export default async function driveOne({ policy, seed, physics, atTheWheel }: LapPlan): Promise<Lap> {
  const env = await (environments.get(physics) ?? keep(physics));
  const hash = physics + weightsHash(policy.network) + JSON.stringify(policy.encoding);
  if (driver?.hash !== hash) {
    driver?.it.close();
    driver = { hash, it: await Driver.create(policy, env.unwrapped) };
  }
  const { it } = driver;
  let agreed = 0;
  const lap = await driveLap(env, {
    seed,
    act: (observation) => it.act(observation),
    follows: atTheWheel === "policy" ? "driver" : "expert",
    onDecision(chosen, wished) {
      if (actionClass(chosen) === actionClass(wished)) agreed++;
    },
  });
  return { seed, ...lap, agreement: agreed / lap.steps };
}

function keep(physics: LapPlan["physics"]) {
  const env = openEnvironment(physics);
  environments.set(physics, env);
  return env;
}

function openEnvironment(physics: LapPlan["physics"]) {
  return make("CarRacing-v3", { physics });
}
