import { labelsOf, type Recording } from "../../../../recordings/recording.js";
import type { ActionAxis } from "../../library/protocol.js";
import { Clock } from "../clock.js";
import { element, formatNumber, setText } from "../document.js";
import { elementsOf, inWords } from "./action-axes.js";
import { ActionPlot } from "./action-plot.js";
import { type Agreement, disputed, errorOf, type Strictness, shareOf } from "./agreement.js";
import { Timeline } from "./timeline.js";

/** An episode that is open, and how its frames are shown. */
export interface OpenEpisode {
  readonly recording: Recording;
  readonly axes: readonly ActionAxis[];
  /** Steps a second at natural speed. */
  readonly rate: number;
  /** What a policy would have done, where one is compared. */
  readonly agreement?: Agreement;
  /** Whether a replay gives every recorded reward, in words. */
  readonly proof: string;
  /** Shows what was to be seen after so many steps. @param disputes the steps in which the policy disagrees */
  show(frame: number, disputes: readonly number[]): void;
}

/** Shows one episode, frame by frame. */
export class Player {
  readonly #plot = new ActionPlot(element<HTMLCanvasElement>("plot"));
  readonly #timeline = new Timeline(
    (frame) => this.seek(frame),
    (frame) => this.#describe(frame),
  );
  readonly #clock = new Clock((due) => this.#advance(due));
  #episode: OpenEpisode | undefined;
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
    return this.#episode?.recording.actions.length ?? 0;
  }

  set speed(speed: number) {
    this.#clock.speed = speed;
  }

  /** What counts as another action than the policy's. */
  set strictness(strictness: Strictness) {
    this.#strictness = strictness;
    if (this.#episode) this.open(this.#episode, this.#frame);
  }

  /** Shows an episode from a frame on. */
  open(episode: OpenEpisode, frame: number): void {
    this.#episode = episode;
    const { recording, agreement, axes } = episode;
    let score = 0;
    this.#scores = [0, ...recording.rewards.map((reward) => (score += reward))];
    this.#clock.rate = episode.rate;
    this.#timeline.begin(this.last);
    setText("seed", String(recording.seed));
    setText("proof", episode.proof);
    this.#disputes = agreement ? disputed(agreement, this.#strictness) : [];
    const hasLabels = recording.labels !== undefined;
    for (const id of ["label-row", "label-legend"]) element(id).hidden = !hasLabels;
    for (const id of ["policy", "policy-legend"]) element(id).hidden = !agreement;
    this.#plot.name(axes, agreement !== undefined);
    for (const id of ["previous", "next"]) {
      element<HTMLButtonElement>(id).disabled = this.#disputes.length === 0;
    }
    setText("agreement", agreement ? inFigures(agreement, axes, this.#strictness.tolerance) : "");
    const corrections = recording.corrected?.length ?? 0;
    element("corrected-legend").hidden = corrections === 0;
    setText("corrected-legend", `corrected in ${formatNumber(corrections)} steps`);
    this.redraw();
    this.seek(frame);
  }

  close(): void {
    this.pause();
    this.#episode = undefined;
    this.#frame = 0;
    setText("proof", "");
  }

  /** Goes to a frame, or to the nearest there is. */
  seek(frame: number): void {
    if (!this.#episode) return;
    this.#frame = Math.max(0, Math.min(this.last, frame));
    this.#show(this.#episode);
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
    if (!this.#episode) return;
    this.#plot.draw(this.#episode, this.#strictness);
    this.#show(this.#episode);
  }

  #advance(steps: number): void {
    this.seek(this.#frame + steps);
    if (this.#frame === this.last) this.pause();
  }

  #show(episode: OpenEpisode): void {
    const { recording, agreement, axes } = episode;
    const frame = this.#frame;
    episode.show(frame, this.#disputes);
    this.#timeline.show(frame);
    setText("score", formatNumber(this.#scores[frame], 1));
    setText("frame", `${formatNumber(frame)} / ${formatNumber(this.last)}`);
    // After the last frame nothing is done.
    const action = recording.actions[frame];
    const label = labelsOf(recording)[frame];
    const opinion = action === undefined ? undefined : opinionAt(agreement, frame);
    setText("done", action === undefined ? "the end" : inWords(elementsOf(action), axes));
    setText("label", label === undefined ? "" : inWords(elementsOf(label), axes));
    setText("opinion", opinion ? inWords(opinion, axes) : "");
    element("opinions").classList.toggle("disagrees", this.#disputes.includes(frame));
    element("overruled").hidden = !recording.corrected?.includes(frame);
  }

  /** What was done in a step, and what a policy would have done. */
  #describe(frame: number): string {
    const episode = this.#episode;
    const action = episode?.recording.actions[frame];
    if (!episode || action === undefined) return "";
    const { axes, agreement, rate } = episode;
    const opinion = opinionAt(agreement, frame);
    const policy = opinion ? `; policy: ${inWords(opinion, axes)}` : "";
    const seconds = formatNumber(frame / rate, 2);
    return `Step ${formatNumber(frame)}, ${seconds} s: ${inWords(elementsOf(action), axes)}${policy}`;
  }

  #showPlaying(): void {
    element("play").firstChild!.textContent = this.#clock.running ? "Pause " : "Play ";
  }
}

const opinionAt = (agreement: Agreement | undefined, step: number): Float32Array | undefined =>
  agreement?.actions.subarray(agreement.controls * step, agreement.controls * (step + 1));

/** For each control the share of the steps in which policy and expert agree, and their mean difference. */
function inFigures(agreement: Agreement, axes: readonly ActionAxis[], tolerance: number): string {
  const figures = axes.map(({ name, values }, control) => {
    const share = `${name} ${formatNumber(100 * shareOf(agreement, { tolerance, control }), 1)} %`;
    return values ? share : `${share} (mean error ${formatNumber(errorOf(agreement, control), 2)})`;
  });
  return `agrees: ${figures.join(", ")}`;
}
