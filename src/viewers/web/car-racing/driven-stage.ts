import { BODY_STRIDE, VX, VY } from "../../../../envs/box2d/car-racing/physics/physics.js";
import type { Episode } from "../library/protocol.js";
import { element, formatNumber, setText } from "../pages/document.js";
import { showAction } from "../pages/gauges.js";
import { PathMap } from "../pages/recordings/path-map.js";
import type { OpenEpisode } from "../pages/recordings/player.js";
import { Screen } from "../pages/screen.js";
import { BODY_NUMBERS, type EpisodeVideo } from "./replay.js";
import { RaceView } from "./watch/race-view.js";

/** Shows episodes of CarRacing: the car from above, what a network sees, and the map. */
export class DrivenStage {
  readonly #view = new RaceView(element<HTMLCanvasElement>("image"));
  readonly #observation = new Screen(element<HTMLCanvasElement>("observation"));
  readonly #map = new PathMap(element<HTMLCanvasElement>("map"));

  episode({ axes, rate }: Episode, video: EpisodeVideo): OpenEpisode {
    const { recording, agreement, difference } = video;
    const proof =
      difference === undefined
        ? "replayed here: every reward as recorded"
        : `the replay differs from the recording at step ${difference}`;
    return {
      ...{ recording, axes, rate, agreement, proof },
      show: (frame, disputes) => this.#show(video, frame, disputes),
    };
  }

  #show(video: EpisodeVideo, frame: number, disputes: readonly number[]): void {
    const { recording, track, polygons, bodies, skids, frames } = video;
    const { width, height } = recording.frame!;
    const state = bodies.subarray(frame * BODY_NUMBERS, frame * BODY_NUMBERS + BODY_STRIDE * 5);
    this.#view.draw({
      track,
      road: polygons,
      world: { bodies: state },
      car: { skids: skids.filter(({ since }) => since <= frame) },
    });
    const size = 3 * width * height;
    const data = frames.subarray(frame * size, (frame + 1) * size);
    this.#observation.draw({ width, height, data });
    this.#map.draw(video, disputes, frame);
    setText("pace", formatNumber(Math.hypot(state[VX], state[VY])));
    showAction((recording.actions[frame] as readonly number[] | undefined) ?? []);
  }
}
