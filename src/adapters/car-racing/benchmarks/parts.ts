import { setImmediate } from "node:timers/promises";
import { loadPhysics } from "../../../../envs/box2d/car-racing/physics/load.js";
import type { Physics } from "../../../../envs/box2d/car-racing/physics/physics.js";
import { FAST_SIZE, FastCanvas } from "../../../../envs/box2d/car-racing/rendering/fast-canvas.js";
import { PANEL_HEIGHT } from "../../../../envs/box2d/car-racing/rendering/indicators.js";
import { type Drive, startRace, stepRace } from "./drive.js";
import { Shapes } from "./shapes.js";

/** What a step with pixels consists of. */
export const PARTS = ["engine", "car and rules", "shapes", "drawing", "scaling"] as const;
export type Part = (typeof PARTS)[number];

const ROUNDS = 8;

/**
 * Time that each part takes of a mean step of a drive (s on the clock). The drive is repeated, and since every
 * repetition does the same, the fastest time of each part of each step counts.
 * @returns undefined once aborted
 */
export async function measureParts(
  name: Physics["name"],
  drive: Drive,
  signal: AbortSignal,
): Promise<Record<Part, number> | undefined> {
  const physics = await loadPhysics(name);
  const best = drive.actions.map(() => PARTS.map(() => Infinity));
  // The first round only warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    await setImmediate();
    if (signal.aborted) return undefined;
    for (const [step, times] of timeParts(physics, drive).entries()) {
      if (round > 0) best[step] = best[step].map((least, part) => Math.min(least, times[part]));
    }
  }
  const mean = (part: number) => best.reduce((sum, times) => sum + times[part], 0) / best.length / 1000;
  return Object.fromEntries(PARTS.map((part, index) => [part, mean(index)])) as Record<Part, number>;
}

/** Milliseconds of each part, for every step. */
function timeParts(physics: Physics, drive: Drive): number[][] {
  const engine = { time: 0 };
  const race = startRace(timed(physics, engine), drive);
  const canvas = new FastCanvas();
  const shapes = new Shapes();
  const image = new Uint8Array(3 * FAST_SIZE * FAST_SIZE);
  const times = drive.actions.map((action) => {
    const start = performance.now();
    const score = stepRace(race, action);
    const stepped = performance.now();
    shapes.take(race, score);
    const taken = performance.now();
    canvas.draw(shapes.scene, shapes.overlay, shapes.score, PANEL_HEIGHT);
    const drawn = performance.now();
    canvas.scale(image);
    const scaled = performance.now();
    return [engine.time, stepped - start - engine.time, taken - stepped, drawn - taken, scaled - drawn];
  });
  race.world.destroy();
  return times;
}

/** The engine, with a note of how long its last step took. */
function timed(physics: Physics, engine: { time: number }): Physics {
  return {
    name: physics.name,
    createWorld(scene, onContact) {
      const world = physics.createWorld(scene, onContact);
      const { bodies, jointAngles } = world;
      return {
        ...{ bodies, jointAngles },
        setMotorSpeed: (wheel, radiansPerSecond) => world.setMotorSpeed(wheel, radiansPerSecond),
        applyForce: (wheel, fx, fy) => world.applyForce(wheel, fx, fy),
        step() {
          const start = performance.now();
          world.step();
          engine.time = performance.now() - start;
        },
        destroy: () => world.destroy(),
      };
    },
  };
}
