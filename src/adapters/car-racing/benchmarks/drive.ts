import { CarRacing } from "../../../../envs/box2d/car-racing/car-racing.js";
import { Expert } from "../../../../envs/box2d/car-racing/expert.js";
import type { Physics } from "../../../../envs/box2d/car-racing/physics/physics.js";
import { Race } from "../../../../envs/box2d/car-racing/race.js";
import { createTrack } from "../../../../envs/box2d/car-racing/track.js";
import { Random } from "../../../../envs/random.js";

/** A drive that can be repeated: every measurement passes the same states and draws the same images. */
export interface Drive {
  readonly seed: number;
  /** [steer, gas, brake] for every step. */
  readonly actions: readonly Float32Array[];
}

const SEED = 0;
const EXPERT_STEPS = 300;
const RANDOM_STEPS = 300;
/** Steps that a random action lasts, and one of how many brakes: often enough to skid, too seldom to stand long. */
const HOLD = 8;
const BRAKING = 6;

/** Road and bends at speed, as an expert drives them; then random driving, with skids and on grass. */
export async function mixedDrive(): Promise<Drive> {
  const env = await CarRacing.create({ physics: "float32", observation: "none" });
  env.reset({ seed: SEED });
  const expert = new Expert(env);
  const actions: Float32Array[] = [];
  for (let step = 0; step < EXPERT_STEPS; step++) {
    const action = expert.act();
    actions.push(action);
    env.step(action);
  }
  env.close();
  const random = new Random(SEED);
  while (actions.length < EXPERT_STEPS + RANDOM_STEPS) {
    const brake = random.integers(BRAKING) === 0 ? 1 : 0;
    const action = Float32Array.of(random.uniform(-1, 1), random.random(), brake);
    for (let step = 0; step < HOLD; step++) actions.push(action);
  }
  return { seed: SEED, actions };
}

/** The race of a drive without an environment around it, after its reset. */
export function startRace(physics: Physics, { seed }: Drive): Race {
  const rules = { lapCompletePercent: 0.95, lapRule: "v3" } as const;
  const race = new Race(physics, createTrack(new Random(seed)), [102, 102, 102], rules);
  race.advance();
  return race;
}

/**
 * One step of it.
 * @returns the score that the image shows: without the cost of this step
 */
export function stepRace(race: Race, [steer, gas, brake]: Float32Array): number {
  race.car.control(-steer!, gas!, brake!);
  race.advance();
  const { score } = race;
  race.settle();
  return score;
}
