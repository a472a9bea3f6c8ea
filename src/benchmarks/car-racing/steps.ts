import { CarRacing } from "../../../envs/box2d/car-racing/car-racing.js";
import { PHYSICS } from "../../../envs/box2d/car-racing/physics/load.js";
import type { Physics } from "../../../envs/box2d/car-racing/physics/physics.js";
import { Random } from "../../../envs/random.js";
import { carNetwork } from "../../adapters/car-racing/architecture.js";
import { CONTROL } from "../../adapters/car-racing/decoders/control.js";
import { randomNetwork } from "../../networks/random-network.js";
import { Driver } from "../../policies/network-policy.js";
import type { Contestant } from "../stopwatch.js";
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
 * action is the one that is taken, or the pictures would be others;
 * `reset`: a new track and a new world, without picture.
 */
export async function stepContestants(drive: Drive): Promise<{
  contestants: Record<StepName, Contestant>;
  close(): void;
}> {
  const driver = await randomDriver();
  const owned: { close(): void }[] = [driver];
  const pairs: [string, Contestant][] = [];
  for (const name of PHYSICS) {
    const blind = await CarRacing.create({ physics: name, observation: "none" });
    const seeing = await CarRacing.create({ physics: name });
    owned.push(blind, seeing);
    const own: Record<Measure, Contestant> = {
      "physics only": steps(blind, drive),
      "with pixels": steps(seeing, drive),
      "policy driven": steps(seeing, drive, driver),
      reset: resets(blind),
    };
    for (const measure of MEASURES) pairs.push([`${name} ${measure}`, own[measure]]);
  }
  return {
    contestants: Object.fromEntries(pairs) as Record<StepName, Contestant>,
    close() {
      for (const each of owned) each.close();
    },
  };
}

function steps(env: CarRacing, { seed, actions }: Drive, driver?: Driver): Contestant {
  return {
    prepare: () => void env.reset({ seed }),
    run() {
      for (const action of actions) {
        const [observation] = env.step(action);
        driver?.act(observation);
      }
      return actions.length;
    },
  };
}

function resets(env: CarRacing): Contestant {
  const count = 20;
  return {
    run() {
      for (let seed = 0; seed < count; seed++) env.reset({ seed });
      return count;
    },
  };
}

/** A network wired by chance: its speed is that of any other as sparse. */
function randomDriver(): Promise<Driver> {
  const network = randomNetwork(carNetwork(SPARSITY), SPARSITY, new Random(0));
  const encoding = { ...CONTROL, outputDivisor: 100_000 };
  return Driver.create({ task: "car-racing", sparsity: SPARSITY, encoding, network, provenance: {} });
}
