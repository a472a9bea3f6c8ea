import { loadPhysics } from "../../../../envs/box2d/car-racing/physics/load.js";
import { Canvas } from "../../../../envs/box2d/car-racing/rendering/canvas.js";
import { FAST_SIZE, FastCanvas } from "../../../../envs/box2d/car-racing/rendering/fast-canvas.js";
import { PANEL_HEIGHT } from "../../../../envs/box2d/car-racing/rendering/indicators.js";
import type { Candidate } from "../../../benchmarks/stopwatch.js";
import { type Drive, startRace, stepRace } from "./drive.js";
import { Shapes } from "./shapes.js";

export type RenderingName = "kernel" | "pixel by pixel";

/** The kernel draws every fourth image of a drive; pixel by pixel takes long, so of these every tenth. */
const INTERVAL = 4;
const PLAIN_INTERVAL = 10;

/** The same images, from shapes to bytes: by the kernel, and on a canvas of 1000×800 pixels as Gymnasium does. */
export async function renderingCandidates(drive: Drive): Promise<Record<RenderingName, Candidate>> {
  const shapes = await recordShapes(drive);
  const kernel = new FastCanvas();
  const canvas = new Canvas();
  const image = new Uint8Array(3 * FAST_SIZE * FAST_SIZE);
  return {
    kernel: each(shapes, ({ scene, overlay, score }) => {
      kernel.draw(scene, overlay, score, PANEL_HEIGHT);
      kernel.scale(image);
    }),
    "pixel by pixel": each(
      shapes.filter((_, index) => index % PLAIN_INTERVAL === 0),
      ({ scene, overlay, score }) => {
        canvas.draw(scene, overlay, score);
        canvas.scale(FAST_SIZE, FAST_SIZE, image);
      },
    ),
  };
}

async function recordShapes(drive: Drive): Promise<Shapes[]> {
  const race = startRace(await loadPhysics("float32"), drive);
  const shapes: Shapes[] = [];
  for (const [step, action] of drive.actions.entries()) {
    const score = stepRace(race, action);
    if (step % INTERVAL === 0) shapes.push(new Shapes().take(race, score));
  }
  race.world.destroy();
  return shapes;
}

function each(shapes: readonly Shapes[], paint: (shapes: Shapes) => void): Candidate {
  return {
    run() {
      for (const one of shapes) paint(one);
      return shapes.length;
    },
  };
}
