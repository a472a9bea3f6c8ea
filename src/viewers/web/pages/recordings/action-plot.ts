import { labelsOf } from "../../../../recordings/recording.js";
import type { ActionAxis } from "../../library/protocol.js";
import { element, formatNumber } from "../document.js";
import { pixelDensity } from "../pixel-density.js";
import { elementsOf } from "./action-axes.js";
import { disputed, type Strictness } from "./agreement.js";
import type { OpenEpisode } from "./player.js";

/** Height of the axis of time, and how far its numbers are apart, in CSS pixels. */
const AXIS = 18;
const APART = 70;

/** Room above and below a lane's lines, as a share of its height. */
const PADDING = 0.12;

/** Heights of the lanes against each other: the first element of an action, the others, and where a policy agrees. */
const FIRST = 3;
const OTHER = 2;
const AGREES = 1;

interface TimeAxis {
  readonly count: number;
  /** Pixels a step. */
  readonly pitch: number;
  readonly floor: number;
  readonly scale: number;
  /** Steps a second. */
  readonly rate: number;
  readonly color: (name: string) => string;
}

const heightsOf = (axes: readonly ActionAxis[], isCompared: boolean): number[] => [
  ...axes.map((_, axis) => (axis === 0 ? FIRST : OTHER)),
  ...(isCompared ? [AGREES] : []),
];

/** The ends of an axis; where there are none, or only one value, a range that shows a line. */
function endsOf({ minimum, maximum }: ActionAxis): readonly [low: number, high: number] {
  const low = Number.isFinite(minimum) ? minimum : -1;
  const high = Number.isFinite(maximum) ? maximum : 1;
  return low < high ? [low, high] : [low - 1, high + 1];
}

const endName = ({ values, minimum }: ActionAxis, end: number): string =>
  values?.[end - minimum] ?? String(end).replace("-", "−");

/** The actions of an episode over its steps: what was done, what was wanted, and what a policy would have done. */
export class ActionPlot {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d")!;
  }

  /** Writes beside the lanes what they show. */
  name(axes: readonly ActionAxis[], isCompared: boolean): void {
    const lanes = element("lanes");
    for (const each of lanes.querySelectorAll("span")) each.remove();
    const names = [...axes.map(({ name }) => name), ...(isCompared ? ["agrees"] : [])];
    lanes.prepend(
      ...names.map((name) => {
        const label = document.createElement("span");
        label.textContent = name;
        return label;
      }),
    );
    lanes.style.gridTemplateRows = `${heightsOf(axes, isCompared)
      .map((height) => `${height}fr`)
      .join(" ")} ${AXIS}px`;
  }

  /** Marks, where there is a policy, each control's disputed steps in its own lane. */
  draw({ recording, agreement, axes, rate }: OpenEpisode, strictness: Strictness): void {
    const scale = pixelDensity();
    const width = Math.max(1, Math.round(this.#canvas.clientWidth * scale));
    const height = Math.max(1, Math.round(this.#canvas.clientHeight * scale));
    Object.assign(this.#canvas, { width, height });
    const context = this.#context;
    const style = getComputedStyle(this.#canvas);
    const color = (name: string) => style.getPropertyValue(name);
    const actions = recording.actions.map(elementsOf);
    const labels = labelsOf(recording).map(elementsOf);
    const count = actions.length;
    const pitch = width / count;
    const lanes = heightsOf(axes, agreement !== undefined);
    const floor = height - AXIS * scale;
    const unit = floor / lanes.reduce((sum, lane) => sum + lane, 0);

    const line = (
      axis: number,
      top: number,
      room: number,
      name: string,
      valueAt: (step: number) => number,
    ) => {
      const [low, high] = endsOf(axes[axis]);
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
    this.#drawAxis({ count, pitch, floor, scale, rate, color });
    let top = 0;
    for (const [axis, lane] of lanes.entries()) {
      const room = lane * unit;
      if (axis < axes.length) {
        const [low, high] = endsOf(axes[axis]);
        const { tolerance } = strictness;
        if (agreement) band(disputed(agreement, { tolerance, control: axis }), top, room, "--doubt");
        const share = (Math.max(low, Math.min(high, 0)) - low) / (high - low);
        const zero = top + room * (1 - PADDING - share * (1 - 2 * PADDING));
        context.fillStyle = color("--line");
        context.fillRect(0, zero, width, scale);
        if (agreement)
          line(axis, top, room, "--minus", (step) => agreement.actions[axes.length * step + axis]);
        if (recording.labels) line(axis, top, room, "--plus", (step) => labels[step][axis]);
        line(axis, top, room, "--ink", (step) => actions[step][axis]);
        context.fillStyle = color("--quiet");
        context.fillText(endName(axes[axis], high), 3 * scale, top + 11 * scale);
        context.fillText(endName(axes[axis], low), 3 * scale, top + room - 3 * scale);
      } else {
        context.fillStyle = color("--plus");
        context.fillRect(0, top + room * 0.2, width, room * 0.6);
        band(disputed(agreement!, strictness), top + room * 0.2, room * 0.6, "--minus");
      }
      top += room;
    }
  }

  /** Seconds below the lanes, and a line through the lanes for each of them. */
  #drawAxis({ count, pitch, floor, scale, rate, color }: TimeAxis): void {
    const context = this.#context;
    const wanted = (APART * scale) / pitch / rate;
    const every = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20].find((seconds) => seconds >= wanted) ?? 50;
    context.font = `${11 * scale}px system-ui, sans-serif`;
    for (let seconds = 0; seconds * rate < count; seconds += every) {
      const x = seconds * rate * pitch;
      context.fillStyle = color("--line");
      context.fillRect(x, 0, scale, floor + 4 * scale);
      context.fillStyle = color("--quiet");
      const text = `${formatNumber(seconds, every < 1 ? 1 : 0)} s`;
      context.fillText(text, x + 3 * scale, floor + 14 * scale);
    }
  }
}
