import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { loadBox2D } from "../../../../envs/box2d/box2d-wasm.js";
import { CarRacing } from "../../../../envs/box2d/car-racing/car-racing.js";
import type { Physics } from "../../../../envs/box2d/car-racing/physics/physics.js";

/** What the process holds, in bytes, after a number of resets. */
export interface MemoryUse {
  readonly resets: number;
  /** JavaScript objects, after a full collection. */
  readonly heap: number;
  /** What JavaScript objects hold outside the heap, the float32 engine's memory for one. */
  readonly external: number;
  /** The memory of box2d-wasm, which only grows. */
  readonly box2d: number;
}

/** Different tracks, in turn. */
const SEEDS = 50;

/** Resets one environment again and again, with a step in each episode, and looks at the memory `looks` times. */
export async function measureMemory(
  physics: Physics["name"],
  resets: number,
  looks = 10,
): Promise<MemoryUse[]> {
  const env = await CarRacing.create({ physics, observation: "none" });
  const box2d = await loadBox2D();
  const collect = garbageCollector();
  const uses: MemoryUse[] = [];
  for (let done = 1; done <= resets; done++) {
    env.reset({ seed: done % SEEDS });
    env.step([0, 1, 0]);
    if (done % Math.ceil(resets / looks) !== 0) continue;
    collect();
    const { external, heapUsed } = process.memoryUsage();
    uses.push({ resets: done, heap: heapUsed, external, box2d: box2d.HEAP8.length });
  }
  env.close();
  return uses;
}

/** The engine's own full collection, which Node hides unless asked. */
function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
