import { Expert, TEACHER } from "../../../envs/car-racing/expert.js";
import { make } from "../../../envs/index.js";
import { weightsHash } from "../../networks/policy.js";
import { actionClass } from "./action.js";
import { Driver } from "./driver.js";
import type { Lap, LapPlan } from "./laps.js";

const environments = new Map<string, ReturnType<typeof openEnvironment>>();
let driver: { readonly hash: string; readonly it: Driver } | undefined;

/** Drives one lap. Environment and policy are kept for the next one. */
export default async function driveLap({ policy, seed, physics, atTheWheel }: LapPlan): Promise<Lap> {
  const env = await (environments.get(physics) ?? keep(physics));
  const hash = physics + weightsHash(policy.network) + JSON.stringify(policy.encoding);
  if (driver?.hash !== hash) {
    driver?.it.close();
    driver = { hash, it: await Driver.create(policy, env.unwrapped) };
  }
  const expert = new Expert(env.unwrapped, TEACHER);
  let [observation] = env.reset({ seed });
  let steps = 0;
  let total = 0;
  let agreed = 0;
  for (let over = false; !over; steps++) {
    const chosen = driver.it.act(observation);
    const wished = expert.act();
    if (actionClass(chosen) === actionClass(wished)) agreed++;
    const [next, reward, terminated, truncated] = env.step(atTheWheel === "policy" ? chosen : wished);
    observation = next;
    total += reward;
    over = terminated || truncated;
  }
  return { seed, return: total, steps, agreement: agreed / steps };
}

function keep(physics: LapPlan["physics"]) {
  const env = openEnvironment(physics);
  environments.set(physics, env);
  return env;
}

function openEnvironment(physics: LapPlan["physics"]) {
  return make("CarRacing-v3", { physics });
}
