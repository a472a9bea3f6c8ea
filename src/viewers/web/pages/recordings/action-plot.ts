import { labelsOf } from "../../../../recordings/recording.js";
import { disputed, type EpisodeVideo, type Strictness } from "../../car-racing/replay.js";
import { formatNumber } from "../document.js";
import { pixelDensity } from "../pixel-density.js";

/** Heights of the lanes: steering, gas, brake and, with a policy, where it agrees. The style sheet has the same. */
const LANES = [3, 2, 2, 1];

/** Height of the axis of time, as the style sheet has it, in CSS pixels; steps a second; and how far its numbers are apart. */
const AXIS = 18;
const RATE = 50;
const APART = 70;

/** Room above and below a lane's lines, as a share of its height. */
const PADDING = 0.12;

const RANGES = [
  [-1, 1],
  [0, 1],
  [0, 1],
] as const;

/** The actions of an episode over its steps: what was done, what was wanted, and what a policy would have done. */
export class ActionPlot {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d")!;
  }

  /** Marks, where there is a policy, each control's disputed steps in its own lane. */
  draw({ recording, agreement }: EpisodeVideo, strictness: Strictness): void {
    const scale = pixelDensity();
    const width = Math.max(1, Math.round(this.#canvas.clientWidth * scale));
    const height = Math.max(1, Math.round(this.#canvas.clientHeight * scale));
    Object.assign(this.#canvas, { width, height });
    const context = this.#context;
    const style = getComputedStyle(this.#canvas);
    const color = (name: string) => style.getPropertyValue(name);
    const actions = recording.actions as readonly (readonly number[])[];
    const labels = labelsOf(recording) as typeof actions;
    const count = actions.length;
    const pitch = width / count;
    const lanes = agreement ? LANES : LANES.slice(0, 3);
    const floor = height - AXIS * scale;
    const unit = floor / lanes.reduce((sum, lane) => sum + lane, 0);

    const line = (
      axis: number,
      top: number,
      room: number,
      name: string,
      valueAt: (step: number) => number,
    ) => {
      const [low, high] = RANGES[axis];
      context.strokeStyle = color(name);
      context.lineWidth = 1.5 * scale;
      context.beginPath();
      for (let step = 0; step < count; step++) {
        const share = (Math.max(low, Math.min(high, valueAt(step))) - low) / (high - low);
        const y = top + room * (1 - PADDING - share * (1 - 2 * PADDING));
        context.lineTo(step * pitch, y);
        context.lineTo((step + 1) * pitch, y);
      }
      context.stroke();
    };

    const band = (steps: readonly number[], top: number, room: number, name: string) => {
      context.fillStyle = color(name);
      for (const step of steps) context.fillRect(step * pitch, top, Math.max(1, pitch), room);
    };
    band(recording.corrected ?? [], 0, floor, "--corrected");
    this.#drawAxis(count, pitch, floor, scale, color);
    let top = 0;
    for (const [axis, lane] of lanes.entries()) {
      const room = lane * unit;
      if (axis < RANGES.length) {
        const [low, high] = RANGES[axis];
        const { tolerance } = strictness;
        if (agreement) band(disputed(agreement, { tolerance, control: axis }), top, room, "--doubt");
        const zero = top + room * (1 - PADDING - (-low / (high - low)) * (1 - 2 * PADDING));
        context.fillStyle = color("--line");
        context.fillRect(0, zero, width, scale);
        if (agreement) line(axis, top, room, "--minus", (step) => agreement.actions[3 * step + axis]);
        if (recording.labels) line(axis, top, room, "--plus", (step) => labels[step][axis]);
        line(axis, top, room, "--ink", (step) => actions[step][axis]);
        context.fillStyle = color("--quiet");
        context.fillText(String(high), 3 * scale, top + 11 * scale);
        context.fillText(String(low).replace("-", "−"), 3 * scale, top + room - 3 * scale);
      } else {
        context.fillStyle = color("--plus");
        context.fillRect(0, top + room * 0.2, width, room * 0.6);
        band(disputed(agreement!, strictness), top + room * 0.2, room * 0.6, "--minus");
      }
      top += room;
    }
  }

  /** Seconds below the lanes, and a line through the lanes for each of them. */
  #drawAxis(
    count: number,
    pitch: number,
    floor: number,
    scale: number,
    color: (name: string) => string,
  ): void {
    const context = this.#context;
    const wanted = (APART * scale) / pitch / RATE;
    const every = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20].find((seconds) => seconds >= wanted) ?? 50;
    context.font = `${11 * scale}px system-ui, sans-serif`;
    for (let seconds = 0; seconds * RATE < count; seconds += every) {
      const x = seconds * RATE * pitch;
      context.fillStyle = color("--line");
      context.fillRect(x, 0, scale, floor + 4 * scale);
      context.fillStyle = color("--quiet");
      const text = `${formatNumber(seconds, every < 1 ? 1 : 0)} s`;
      context.fillText(text, x + 3 * scale, floor + 14 * scale);
    }
  }
}
