import { CarRacing } from "../../../../envs/box2d/car-racing/car-racing.js";
import { PHYSICS } from "../../../../envs/box2d/car-racing/physics/load.js";
import type { Physics } from "../../../../envs/box2d/car-racing/physics/physics.js";
import { Random } from "../../../../envs/random.js";
import type { Candidate } from "../../../benchmarks/stopwatch.js";
import { randomNetwork } from "../../../networks/random-network.js";
import type { NetworkPolicy } from "../../../policies/network-policy.js";
import { networkPolicy } from "../../network-policy.js";
import { adapter } from "../adapter.js";
import { carNetwork } from "../architecture.js";
import { CONTROL } from "../decoders/control.js";
import type { Drive } from "./drive.js";

/** What can be timed with either engine. */
export const MEASURES = ["physics only", "with pixels", "policy driven", "reset"] as const;
export type Measure = (typeof MEASURES)[number];

export type EngineName = Physics["name"];
export type StepName = `${EngineName} ${Measure}`;

const SPARSITY = 90;

/**
 * Steps along a drive, with each engine:
 * `physics only`: an environment that draws nothing;
 * `with pixels`: an environment that draws its observation on every step;
 * `policy driven`: the same, and a 90 % sparse network that computes an action from every observation. The drive's own
 * action is the one that is taken, or the images would be others;
 * `reset`: a new track and a new world, without image.
 */
export async function stepCandidates(drive: Drive): Promise<{
  candidates: Record<StepName, Candidate>;
  close(): void;
}> {
  const driver = await randomDriver();
  const owned: { close(): void }[] = [driver];
  const pairs: [string, Candidate][] = [];
  for (const name of PHYSICS) {
    const blind = await CarRacing.create({ physics: name, observation: "none" });
    const seeing = await CarRacing.create({ physics: name });
    owned.push(blind, seeing);
    const own: Record<Measure, Candidate> = {
      "physics only": steps(blind, drive),
      "with pixels": steps(seeing, drive),
      "policy driven": steps(seeing, drive, driver),
      reset: resets(blind),
    };
    for (const measure of MEASURES) pairs.push([`${name} ${measure}`, own[measure]]);
  }
  return {
    candidates: Object.fromEntries(pairs) as Record<StepName, Candidate>,
    close() {
      for (const each of owned) each.close();
    },
  };
}

function steps(env: CarRacing, { seed, actions }: Drive, driver?: NetworkPolicy): Candidate {
  return {
    prepare: () => void env.reset({ seed }),
    run() {
      for (const action of actions) {
        const [observation] = env.step(action);
        driver?.predict(observation);
      }
      return actions.length;
    },
  };
}

function resets(env: CarRacing): Candidate {
  const count = 20;
  return {
    run() {
      for (let seed = 0; seed < count; seed++) env.reset({ seed });
      return count;
    },
  };
}

/** A random network: its speed is that of any other as sparse. */
function randomDriver(): Promise<NetworkPolicy> {
  const network = randomNetwork(carNetwork(SPARSITY), SPARSITY, new Random(0));
  const action = { ...CONTROL, outputDivisor: 100_000 };
  return networkPolicy({ sparsity: SPARSITY, action, network, provenance: {} }, adapter);
}
