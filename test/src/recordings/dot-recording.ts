import { EpisodeRecorder } from "../../../src/recordings/episode-recorder.js";
import { Dot } from "./dot.js";

/** Records an episode of `steps` steps in which the dot goes right at an uneven pace. Returns the JSON file. */
export function recordDot(folder: string, { seed = 3, steps = 40, noise = false } = {}): Promise<string> {
  const recorder = new EpisodeRecorder(new Dot(), {
    folder,
    environment: { id: "Dot-v0", options: {} },
    driver: { kind: "expert", name: "Steady hand", ...(noise && { noise }) },
  });
  recorder.reset(seed);
  for (let step = 0; step < steps; step++) {
    const action = [0.1 + 0.05 * Math.sin(step), 0.5];
    recorder.step(action, noise ? [0.1, 0.5] : undefined);
  }
  return recorder.save();
}
