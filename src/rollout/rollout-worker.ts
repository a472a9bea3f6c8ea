import { make } from "../../envs/index.js";
import { actionClass } from "../adapters/car-racing/action-class.js";
import { weightsHash } from "../networks/policy.js";
import { Driver } from "../policies/network-policy.js";
import { driveLap } from "./rollout.js";
import type { Lap, LapPlan } from "./rollout-pool.js";

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
