import { Expert, TEACHER } from "../../../../../envs/box2d/car-racing/expert.js";
import { HULL, X, Y } from "../../../../../envs/box2d/car-racing/physics/physics.js";
import { make } from "../../../../../envs/index.js";
import type { Ribbon } from "../watch/race-painter.js";

/** By what the expert does there: brakes, rolls, gives gas. */
const COLORS = ["#ff6a5c", "#ffffff", "#3f86ff"] as const;
const PEDAL = 0.05;

const env = await make("CarRacing-v3", { physics: "float32", observation: "none" });
const expert = new Expert(env.unwrapped, TEACHER);

/** The line that the scripted expert drives on a track. It takes the expert a few hundredths of a second. */
export function ghostLine(seed: number): readonly Ribbon[] {
  const paths = COLORS.map(() => new Path2D());
  env.reset({ seed });
  for (let over = false; !over; ) {
    const action = expert.act();
    const { bodies } = env.unwrapped.race.world;
    const path = paths[action[2] > PEDAL ? 0 : action[1] > PEDAL ? 2 : 1];
    path.moveTo(bodies[HULL + X], bodies[HULL + Y]);
    const [, , terminated, truncated] = env.step(action);
    path.lineTo(bodies[HULL + X], bodies[HULL + Y]);
    over = terminated || truncated;
  }
  return paths.map((path, i) => ({ path, color: COLORS[i] }));
}
