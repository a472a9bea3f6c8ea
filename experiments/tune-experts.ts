/**
 * Finds constants of scripted experts that return more than those they are known with, by evolution: each generation
 * acts on seeds of its own, and the middle of the last one is the result. The adapters keep what was found. `node
 * dist/experiments/tune-experts.js --help` tells of the options.
 */
import { HEURISTIC as WALKER, Walker } from "../src/adapters/bipedal-walker/walker.js";
import { openEnv } from "../src/adapters/environments.js";
import { HEURISTIC as PILOT, pilot } from "../src/adapters/lunar-lander/pilot.js";
import { type Policy, startEpisode } from "../src/index.js";
import { seedsFrom } from "../src/rollout/seeds.js";
import { choosePlans, readOptions } from "./options.js";
import { Evolution } from "./tune-experts/evolution.js";

/** An expert by its constants, and the constants to begin with. */
interface Tunable {
  readonly start: Readonly<Record<string, number>>;
  readonly expert: (constants: never) => Policy<never>;
}

const TUNABLE = {
  "LunarLander-v3": { start: { ...PILOT }, expert: pilot },
  "BipedalWalker-v3": { start: { ...WALKER }, expert: (constants) => new Walker(constants) },
} as const satisfies Readonly<Record<string, Tunable>>;

/** Seeds of no other purpose: of generations, and of those that show how far it is. */
const FIRST_SEED = 500_000;
const SHOWN = { first: 400_000, count: 20 };
/** Points of a generation. */
const SIZE = 12;
/** A step of 1 changes a constant by itself, and by this much at least. */
const MIN_SCALE = 0.05;

const options = readOptions({
  envs: Object.keys(TUNABLE).join(),
  generations: "60",
  episodes: "8",
  step: "0.15",
  seed: "1",
});

for (const id of choosePlans(options.envs, TUNABLE)) {
  const { start, expert }: Tunable = TUNABLE[id];
  const names = Object.keys(start);
  const constantsOf = (point: Float64Array) =>
    Object.fromEntries(
      names.map((name, index) => [
        name,
        start[name]! + point[index]! * Math.max(MIN_SCALE, Math.abs(start[name]!)),
      ]),
    );
  const env = await openEnv({ id, options: {} });
  const meanReturn = (point: Float64Array, seeds: readonly number[]) => {
    const policy = expert(constantsOf(point) as never) as Policy;
    let total = 0;
    for (const seed of seeds) {
      for (const { reward } of startEpisode(env, policy, { seed }).steps) total += reward;
    }
    return total / seeds.length;
  };
  const show = (note: string, point: Float64Array) =>
    console.error(`${id}, ${note}: ${meanReturn(point, seedsFrom(SHOWN.first, SHOWN.count)).toFixed(1)}`);
  const middle = new Float64Array(names.length);
  show("as it is", middle);
  const evolution = new Evolution(middle, Number(options.step), SIZE, Number(options.seed));
  const episodes = Number(options.episodes);
  for (let generation = 0; generation < Number(options.generations); generation++) {
    const seeds = seedsFrom(FIRST_SEED + generation * episodes, episodes);
    evolution.tell(evolution.ask().map((point) => meanReturn(point, seeds)));
    if (generation % 10 === 9) show(`after ${generation + 1} generations`, evolution.mean);
  }
  env.close();
  console.log(id, constantsOf(evolution.mean));
}
