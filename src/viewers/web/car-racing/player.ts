import { BODY_STRIDE, VX, VY } from "../../../../envs/box2d/car-racing/physics/physics.js";
import { labelsOf } from "../../../recordings/recording.js";
import { Clock } from "../pages/clock.js";
import { element, formatNumber, setText } from "../pages/document.js";
import { showAction } from "../pages/gauges.js";
import { ActionPlot } from "../pages/recordings/action-plot.js";
import { PathMap } from "../pages/recordings/path-map.js";
import { Timeline } from "../pages/recordings/timeline.js";
import { Screen } from "../pages/screen.js";
import {
  type Agreement,
  BODY_NUMBERS,
  CONTROLS,
  disputed,
  type EpisodeVideo,
  errorOf,
  type Strictness,
  shareOf,
} from "./replay.js";
import { RaceView } from "./watch/race-view.js";

/** Seconds between two steps. */
const STEP = 1 / 50;

/** Shows one episode, frame by frame. */
export class Player {
  readonly #view = new RaceView(element<HTMLCanvasElement>("image"));
  readonly #observation = new Screen(element<HTMLCanvasElement>("observation"));
  readonly #map = new PathMap(element<HTMLCanvasElement>("map"));
  readonly #plot = new ActionPlot(element<HTMLCanvasElement>("plot"));
  readonly #timeline = new Timeline(
    (frame) => this.seek(frame),
    (frame) => this.#describe(frame),
  );
  readonly #clock = new Clock((due) => this.#advance(due));
  #video: EpisodeVideo | undefined;
  #strictness: Strictness = { tolerance: 0 };
  /** The steps in which the policy would have done something else. */
  #disputes: readonly number[] = [];
  /** Sum of the rewards before each frame. */
  #scores: readonly number[] = [];
  #frame = 0;

  constructor() {
    new ResizeObserver(() => this.redraw()).observe(element("timeline"));
  }

  /** Steps before the present frame. */
  get frame(): number {
    return this.#frame;
  }

  /** The number of the last frame, which is the number of steps. */
  get last(): number {
    return this.#video?.recording.actions.length ?? 0;
  }

  set speed(speed: number) {
    this.#clock.speed = speed;
  }

  /** What counts as another action than the policy's. */
  set strictness(strictness: Strictness) {
    this.#strictness = strictness;
    if (this.#video) this.open(this.#video, this.#frame);
  }

  /** Shows a video from a frame on. */
  open(video: EpisodeVideo, frame: number): void {
    this.#video = video;
    const { recording, agreement, difference } = video;
    let score = 0;
    this.#scores = [0, ...recording.rewards.map((reward) => (score += reward))];
    this.#timeline.begin(this.last);
    setText("seed", String(recording.seed));
    setText(
      "proof",
      difference === undefined
        ? "replayed here: every reward as recorded"
        : `the replay differs from the recording at step ${difference}`,
    );
    this.#disputes = agreement ? disputed(agreement, this.#strictness) : [];
    const hasLabels = recording.labels !== undefined;
    for (const id of ["label-row", "label-legend"]) element(id).hidden = !hasLabels;
    for (const id of ["policy", "policy-legend", "agreement-lane"]) element(id).hidden = !agreement;
    element("timeline").parentElement!.classList.toggle("compared", agreement !== undefined);
    for (const id of ["previous", "next"]) {
      element<HTMLButtonElement>(id).disabled = this.#disputes.length === 0;
    }
    setText("agreement", agreement ? inFigures(agreement, this.#strictness.tolerance) : "");
    const corrections = recording.corrected?.length ?? 0;
    element("corrected-legend").hidden = corrections === 0;
    setText("corrected-legend", `corrected in ${formatNumber(corrections)} steps`);
    this.redraw();
    this.seek(frame);
  }

  close(): void {
    this.pause();
    this.#video = undefined;
    this.#frame = 0;
    setText("proof", "");
  }

  /** Goes to a frame, or to the nearest there is. */
  seek(frame: number): void {
    if (!this.#video) return;
    this.#frame = Math.max(0, Math.min(this.last, frame));
    this.#show(this.#video);
  }

  /** Goes to the beginning of the next stretch of disagreement, or of the one before. */
  seekDisagreement(way: 1 | -1): void {
    const starts = this.#disputes.filter((step, index, all) => all[index - 1] !== step - 1);
    const found =
      way > 0
        ? (starts.find((step) => step > this.#frame) ?? starts[0])
        : (starts.findLast((step) => step < this.#frame) ?? starts.at(-1));
    this.pause();
    if (found !== undefined) this.seek(found);
  }

  playOrPause(): void {
    if (this.#clock.running) {
      this.pause();
      return;
    }
    if (this.#frame === this.last) this.seek(0);
    this.#clock.start();
    this.#showPlaying();
  }

  pause(): void {
    this.#clock.stop();
    this.#showPlaying();
  }

  /** After a change of the colours or of the size. */
  redraw(): void {
    if (!this.#video) return;
    this.#plot.draw(this.#video, this.#strictness);
    this.#show(this.#video);
  }

  #advance(steps: number): void {
    this.seek(this.#frame + steps);
    if (this.#frame === this.last) this.pause();
  }

  #show(video: EpisodeVideo): void {
    const { recording, track, polygons, bodies, skids, frames, agreement } = video;
    const frame = this.#frame;
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
    this.#map.draw(video, this.#disputes, frame);
    this.#timeline.show(frame);
    setText("score", formatNumber(this.#scores[frame], 1));
    setText("frame", `${formatNumber(frame)} / ${formatNumber(this.last)}`);
    setText("pace", formatNumber(Math.hypot(state[VX], state[VY])));
    // After the last frame nothing is done.
    const action = recording.actions[frame] as readonly number[] | undefined;
    const label = labelsOf(recording)[frame] as readonly number[] | undefined;
    const opinion = action && agreement?.actions.subarray(3 * frame, 3 * frame + 3);
    showAction(action ?? []);
    setText("done", action ? inWords(action) : "the end");
    setText("label", label ? inWords(label) : "");
    setText("opinion", opinion ? inWords(opinion) : "");
    element("opinions").classList.toggle("disagrees", agreement !== undefined && this.#isDisputed(frame));
    element("overruled").hidden = !recording.corrected?.includes(frame);
  }

  #isDisputed(step: number): boolean {
    return this.#disputes.includes(step);
  }

  /** What was done in a step, and what others would have done. */
  #describe(frame: number): string {
    const video = this.#video;
    const action = video?.recording.actions[frame] as readonly number[] | undefined;
    if (!video || !action) return "";
    const opinion = video.agreement?.actions.subarray(3 * frame, 3 * frame + 3);
    const policy = opinion ? `; policy: ${inWords(opinion)}` : "";
    return `Step ${formatNumber(frame)}, ${formatNumber(frame * STEP, 2)} s: ${inWords(action)}${policy}`;
  }

  #showPlaying(): void {
    element("play").firstChild!.textContent = this.#clock.running ? "Pause " : "Play ";
  }
}

/** For each control the share of the steps in which policy and expert agree, and their mean difference. */
function inFigures(agreement: Agreement, tolerance: number): string {
  const figures = CONTROLS.map((name, control) => {
    const share = formatNumber(100 * shareOf(agreement, { tolerance, control }), 1);
    return `${name} ${share} % (mean error ${formatNumber(errorOf(agreement, control), 2)})`;
  });
  return `agrees: ${figures.join(", ")}`;
}

/** "left 0.32, brake 0.40"; what rounds to 0 is not said. */
function inWords([steer = 0, gas = 0, brake = 0]: ArrayLike<number> & Iterable<number>): string {
  const way = steer < 0 ? "left" : "right";
  const parts = { [way]: Math.abs(steer), gas, brake };
  const said = Object.entries(parts).filter(([, value]) => value >= 0.005);
  return said.map(([name, value]) => `${name} ${formatNumber(value, 2)}`).join(", ") || "nothing";
}
